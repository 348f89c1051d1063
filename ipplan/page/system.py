"""For machines: is the process up, is it ready, and the public keys."""

from functools import cache
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ipplan.config import ROOT
from ipplan.page.house import house_of

MIGRATIONS = ROOT / "migrations"


async def healthz(request: Request) -> Response:
    """The process is up."""
    return JSONResponse({"status": "up"})


async def readyz(request: Request) -> Response:
    """Database reachable, migrated, keys present (the app does not start without them), news coming in."""
    house = house_of(request)
    problems = []
    try:
        async with house.database.engine.connect() as tx:
            at = (await tx.execute(text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()
        # What we do not know is a later release's: it was made to work with us running (a rolling upgrade).
        if at is None or at in older_revisions(MIGRATIONS):
            problems.append("migrations")
    except (SQLAlchemyError, OSError):
        problems.append("database")
    return JSONResponse(
        {"status": "not ready" if problems else "ready", "problems": problems}, 503 if problems else 200
    )


async def jwks(request: Request) -> Response:
    """The public keys under which grants, mandates, consents and withdrawals are signed (RFC 7517)."""
    return JSONResponse(house_of(request).keyring.public_jwks(), media_type="application/jwk-set+json")


@cache
def older_revisions(folder: Path) -> frozenset[str]:
    """All migrations but the newest; read once, since health is asked for every few seconds."""
    # Here, since it takes as long to load as a fifth of all the rest, and nobody waits for it here.
    from alembic.script import ScriptDirectory

    return frozenset([one.revision for one in ScriptDirectory(str(folder)).walk_revisions()][1:])
