"""``ipplan account``: a municipality and its first account; everybody else there comes by invitation.

An installation may have several municipalities, strictly apart: each begins with this.
"""

import asyncio
from typing import Annotated

import typer
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.commands.asking import asked_pid
from ipplan.config import Settings, SettingsTrouble
from ipplan.gate.gate import Gate
from ipplan.gate.keys import load
from ipplan.store.accounts import AccountExists, create_account
from ipplan.store.database import Tx
from ipplan.store.tables import account as accounts
from ipplan.store.tables import municipality as municipalities


def account(
    municipality: Annotated[str, typer.Option(help="Municipality number, four digits.")],
    place: Annotated[str, typer.Option(help="The municipality's name.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    email: Annotated[str, typer.Option(help="Her work e-mail.")],
    title: Annotated[str, typer.Option(help="What she is.")] = "Koordinator",
) -> None:
    """Make a municipality's first account. The identity number is asked for, and not shown."""
    from ipplan.app import open_gate  # all of the pages: other commands do without

    settings = Settings()
    pid = asked_pid()

    async def run() -> None:
        async with open_gate(settings, load(settings.keys)) as gate, gate.database.begin() as tx:
            await _first(gate, tx, municipality, place, name=name, email=email, title=title, pid=pid)

    asyncio.run(run())
    typer.echo(f"{name} kan nå logge inn.")


async def _first(
    gate: Gate, tx: Tx, number: str, place: str, *, name: str, email: str, title: str, pid: str
) -> None:
    there = select(func.count()).select_from(accounts).where(accounts.c.municipality_id == number)
    if (await tx.execute(there)).scalar_one():
        raise SettingsTrouble("Kommunen har kontoer her fra før. Nye kommer til ved invitasjon.")
    row = upsert(municipalities).values(municipality_id=number, name=place)
    await tx.execute(row.on_conflict_do_nothing())
    try:
        await create_account(
            tx,
            municipality_id=number,
            name=name,
            email=email,
            title=title,
            organisation=place,
            keys=gate.keyring.pids,
            pid=pid,
            now=gate.clock.now(),
        )
    except AccountExists:
        raise SettingsTrouble("Fødselsnummeret har en konto i en annen kommune.") from None
