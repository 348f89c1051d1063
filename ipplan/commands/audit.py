"""``ipplan audit``: verify the log and what everybody holds, against heads kept where no intruder reaches."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from ipplan.config import Settings
from ipplan.gate.audit import Report
from ipplan.gate.audit import audit as run_audit
from ipplan.gate.keys import KeyTrouble, load
from ipplan.store.database import Database


def audit(
    heads: Annotated[Path | None, typer.Option(help="File of signed heads that is kept elsewhere.")] = None,
    keep: Annotated[bool, typer.Option(help="Add the newest head to that file when all fits.")] = False,
) -> None:
    """Verify the access log, the change records, access states and withdrawals; exit code 1 on a misfit."""
    settings = Settings()
    if not settings.database_url:
        raise KeyTrouble("Sett IPPLAN_DATABASE_URL.")
    kept = _read(heads, may_be_new=keep)
    report = asyncio.run(_run(settings, kept))
    for misfit in report.misfits:
        typer.echo(misfit, err=True)
    if report.misfits:
        typer.echo(f"Loggen stemmer IKKE ({len(report.misfits)} funn). Det første står øverst.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Alt stemmer: {report.size} poster er bundet, {report.heads} hoder utenfra er sammenlignet.")
    if not report.heads:
        typer.echo("Uten hoder som er tatt vare på et annet sted, er en logg som er kuttet, ikke til å se.")
    if keep and heads and report.newest and report.newest not in kept:
        with heads.open("a", encoding="utf-8") as file:
            file.write(("\n" if kept else "") + report.newest)
        typer.echo(f"Det nyeste hodet er lagt til i {heads}.")


def _read(heads: Path | None, *, may_be_new: bool) -> str:
    if heads is None or (may_be_new and not heads.exists()):
        return ""
    try:
        return heads.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise KeyTrouble(f"Kan ikke lese {heads}.") from None


async def _run(settings: Settings, kept: str) -> Report:
    database = Database(settings.database_url)
    try:
        return await run_audit(database, load(settings.keys), settings.grant_issuer, kept)
    finally:
        await database.close()
