"""``ipplan keys``: make what is missing, list, rotate, retire, wrap anew, destroy."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from ipplan.commands.asking import NAMES_KEYS
from ipplan.config import Settings
from ipplan.gate import rotation
from ipplan.gate.keys import KeyTrouble, make
from ipplan.store.database import Database

T = TypeVar("T")
USES = {
    "used": "i bruk",
    "verifies": "bare for å etterprøve",
    "opens": "bare for å åpne",
    "published": "kunngjort, ikke i bruk ennå",
}

keys = typer.Typer(help="Make the keys that are missing; existing ones stay as they are.")


@keys.callback(invoke_without_command=True)
def make_missing(context: typer.Context) -> None:
    """Make the keys that are missing; existing ones stay as they are."""
    if context.invoked_subcommand is None:
        for path in make(Settings().keys):
            typer.echo(f"Laget {path.relative_to(Settings().keys)}")


@keys.command("list")
def list_keys() -> None:
    """List signing and master keys by purpose."""
    for key in rotation.known_keys(Settings().keys):
        typer.echo(f"{key.purpose + '/' + key.kid:<56} {USES[key.use]}")


@keys.command()
def rotate(
    purpose: Annotated[str, typer.Argument(help="master, grant, mandate, withdrawal, state, consent, log")],
    wait: Annotated[float, typer.Option(help="Seconds from publishing to use.")] = rotation.PUBLISHED_FOR,
) -> None:
    """Publish a new key, then use it. The old one is kept, for what it has signed or wrapped."""
    kid = rotation.rotate(Settings().keys, purpose, lambda: time.sleep(wait))
    typer.echo(f"{purpose}: {kid} er i bruk.")
    if purpose == "master":
        typer.echo("Kjør `ipplan keys rewrap` for å pakke rommenes nøkler på nytt under den.")


@keys.command(context_settings=NAMES_KEYS)
def retire(
    kid: Annotated[str, typer.Argument(help="A key as `list` names it.")],
    force: Annotated[bool, typer.Option(help="Also while something in force is signed by it.")] = False,
) -> None:
    """Take an old key out for good: what it signed is believed no more."""
    settings = Settings()
    purpose = _with_database(
        settings.database_url, lambda database: rotation.retire(settings.keys, database, kid, force=force)
    )
    typer.echo(f"{purpose}: {kid} er trukket.")
    if purpose == "master":
        typer.echo("Sikkerhetskopier av skjemaet keyring fra før dette lar seg ikke lenger åpne.")


@keys.command()
def rewrap() -> None:
    """Wrap the key of every space under the master key in use, while all is running."""
    settings = Settings()
    count = _with_database(settings.database_url, lambda database: rotation.rewrap(settings.keys, database))
    typer.echo(f"{count} rom er pakket på nytt.")


@keys.command()
def destroy(
    space: Annotated[UUID, typer.Argument(help="Id of the space.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Destroy the key of a space: its content can never be read again, by anybody."""
    if not yes:
        typer.confirm(f"Alt innhold i rom {space} blir uleselig for godt. Ødelegge nøkkelen?", abort=True)
    _with_database(Settings().owner_database_url, lambda owner: rotation.destroy(owner, space))
    typer.echo(f"""Nøkkelen til rom {space} er ødelagt, og rommet er lukket. Innholdet kan ikke leses mer.
Dette gjelder ikke av seg selv for sikkerhetskopier: en kopi av skjemaet keyring fra før i dag åpner fortsatt
innholdet sammen med hovednøkkelen. Slett slike kopier, eller gjør dem uleselige:
  ipplan keys rotate master && ipplan keys rewrap && ipplan keys retire master/N
Hvem som deltok, og hva som er signert og logget, er ikke innhold, og blir stående.
Start de kjørende prosessene på nytt, så de ikke har nøkkelen i minnet.""")


def _with_database(url: str, job: Callable[[Database], Awaitable[T]]) -> T:
    if not url:
        raise KeyTrouble("Sett IPPLAN_DATABASE_URL (og IPPLAN_OWNER_DATABASE_URL for å ødelegge).")

    async def run() -> T:
        async with _opened(url) as database:
            return await job(database)

    return asyncio.run(run())


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()
