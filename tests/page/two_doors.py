"""A site with two login providers side by side: one for everybody, one for health personnel."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2

from ipplan.app import create_app
from ipplan.clock import SetClock
from ipplan.idp.app import create_provider
from ipplan.idp.desk import Desk
from ipplan.idp.misbehaviour import Document, Misbehaviour
from ipplan.idp.people import load_people
from ipplan.idp.serve import PEOPLE as FILE
from ipplan.idp.serve import demo_client, demo_provider
from tests.conftest import Ground
from tests.site import Site, listener, providers_key, serving
from tests.world import LEVEL, PEOPLE, world_of

HPR = "9144900"
HELSEID = "helseid://claims/"
LEVELS = {"idporten-loa-substantial": "3", "idporten-loa-high": "4"}


def as_helseid(claims: Document) -> Document:
    """The same claims, by HelseID's names."""
    mine = {name: value for name, value in claims.items() if name not in ("pid", "acr")}
    number = {f"{HELSEID}identity/pid": claims["pid"]} if "pid" in claims else {}
    level = {f"{HELSEID}identity/security_level": LEVELS[claims["acr"]]}
    return {**mine, **number, **level, f"{HELSEID}hpr/hpr_number": HPR}


@dataclass
class TwoDoors:
    """The site, and each provider's desk."""

    site: Site
    idporten: Desk
    helseid: Desk

    async def log_in(
        self, client: httpx2.AsyncClient, name: str, door: str, level: str = LEVEL
    ) -> httpx2.Response:
        """Through one door and back; the app's answer to the callback, and then the page it leads to."""
        hint = f"testid:{PEOPLE[name]['pid']}_{level}"
        return await client.get("/login", params={"provider": door, "hint": hint}, follow_redirects=True)


@asynccontextmanager
async def two_doors(ground: Ground, folder: Path) -> AsyncIterator[TwoDoors]:
    name = ground.fresh()
    with listener() as app_socket, listener() as first, listener() as second:
        port, idp_port, other_port = (one.getsockname()[1] for one in (app_socket, first, second))
        path = folder / "providers.toml"
        ports = {"port": port, "idp_port": idp_port, "providers": path}
        settings = ground.settings(name).model_copy(update=ports)
        other = f"http://127.0.0.1:{other_port}"
        path.write_text(_file(settings.issuer, other, ground.keys / "oidc.jwk"))
        clock = SetClock(datetime.now(UTC))
        helseid = create_provider(
            issuer=other,
            clients=[demo_client(settings)],
            people=load_people(FILE),
            now=lambda: clock.now().timestamp(),
            misbehaviour=Misbehaviour(alter_claims=as_helseid),
        )
        idporten: Any = demo_provider(settings, now=lambda: clock.now().timestamp(), key=providers_key())
        app = create_app(settings, clock=clock)
        async with serving(idporten, first), serving(helseid, second), serving(app, app_socket):
            world = await world_of(app.state.house, clock, ground.postgres, name)
            yield TwoDoors(Site(world, settings.address, idporten), idporten.state.desk, helseid.state.desk)
    ground.postgres.drop_database(name)


def _file(idporten: str, helseid: str, key: Path) -> str:
    return f"""
[[provider]]
profile = "idporten"
issuer = {json.dumps(idporten)}
client_id = "ipplan"
key = {json.dumps(str(key))}

[[provider]]
profile = "helseid"
issuer = {json.dumps(helseid)}
client_id = "ipplan"
key = {json.dumps(str(key))}
# The test provider spells the levels it is asked for as ID-porten does.
acr_values = "idporten-loa-high"
"""
