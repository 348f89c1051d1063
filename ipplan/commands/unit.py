"""``ipplan unit``: who works in a municipality's coordinating unit. By hand on the server."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated

import typer

from ipplan.commands.asking import asked_pid
from ipplan.config import Settings, SettingsTrouble
from ipplan.gate.coordinating import sign_role
from ipplan.gate.gate import Gate
from ipplan.gate.keys import load
from ipplan.gate.statements import Hand
from ipplan.gate.unit import LASTS, appoint, dismiss
from ipplan.store.accounts import Account, account_by_pid
from ipplan.store.coordinating import unsigned
from ipplan.store.database import Tx
from ipplan.store.directory import note
from ipplan.store.spaces import writing

unit = typer.Typer(help="Who works in a municipality's coordinating unit.")
NumberAsked = Annotated[str, typer.Option(help="Municipality number, four digits.")]


class Role(StrEnum):
    """As what somebody works in the unit."""

    lead = "lead"
    caseworker = "caseworker"


@unit.command()
def add(
    municipality: NumberAsked,
    role: Annotated[Role, typer.Option(help="A lead appoints the others, on a page.")] = Role.lead,
) -> None:
    """Let somebody who has an account work in the unit, for a year. The identity number is asked for."""

    async def appointed(gate: Gate, tx: Tx, found: Account) -> None:
        if found.municipality_id != municipality:
            raise SettingsTrouble("Kontoen hører til en annen kommune.")
        now = gate.clock.now()
        await appoint(tx, gate.signer, found.account_id, municipality, now, role=role.value)
        await note(tx, municipality, None, "appointed", now, account_id=found.account_id, detail=role.value)

    name = _with_account(appointed)
    typer.echo(f"{name} arbeider nå i koordinerende enhet, i {LASTS.days} dager.")


@unit.command()
def remove() -> None:
    """End somebody's work in the unit, at once. The identity number is asked for."""

    async def dismissed(gate: Gate, tx: Tx, found: Account) -> None:
        now = gate.clock.now()
        await dismiss(tx, found.account_id, now)
        await note(tx, found.municipality_id, None, "dismissed", now, account_id=found.account_id)

    typer.echo(f"{_with_account(dismissed)} arbeider ikke lenger i koordinerende enhet.")


@unit.command()
def coordinators() -> None:
    """Sign the role of those whom the directory calls coordinators and nobody has signed: once, after an
    upgrade from before roles were signed. They are listed, and it is asked first."""
    from ipplan.app import open_gate

    settings = Settings()

    async def run() -> int:
        async with open_gate(settings, load(settings.keys)) as gate:
            async with gate.database.engine.connect() as tx:
                found = await unsigned(tx)
            for one in found:
                typer.echo(f"{one.name}, for {one.owner_name}")
            if not found or not typer.confirm("Er alle disse koordinatorer nå?"):
                return 0
            for one in found:
                async with writing(gate.database, gate.clock, one.space_id) as held:
                    hand = Hand(one.added_by, None, "", None)
                    kind = "child_coordinator" if one.until else "coordinator"
                    who, until = one.account_id, one.until
                    await sign_role(held, gate.signer, hand, who, kind=kind, until=until)
            return len(found)

    typer.echo(f"Signert: {asyncio.run(run())}")


def _with_account(act: Callable[[Gate, Tx, Account], Awaitable[None]]) -> str:
    """Do something about the account of an identity number that is asked for; returns the person's name."""
    from ipplan.app import open_gate  # all of the pages: other commands do without

    settings = Settings()
    pid = asked_pid()

    async def run() -> str:
        async with open_gate(settings, load(settings.keys)) as gate, gate.database.begin() as tx:
            found = await account_by_pid(tx, gate.keyring.pids, pid)
            if found is None:
                raise SettingsTrouble("Ingen konto har det fødselsnummeret.")
            await act(gate, tx, found)
            return found.name

    return asyncio.run(run())
