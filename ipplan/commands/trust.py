"""``ipplan trust``: of which other installations plans may be brought in; said by whoever runs this one."""

from pathlib import Path
from typing import Annotated

import httpx2
import typer

from ipplan.config import Settings, SettingsTrouble
from ipplan.letter.archive.trusted import Issuer, issuers, name_issuer, remove_issuer
from ipplan.letter.verify import Unreadable, read_strictly

trust = typer.Typer(help="Of which other installations plans may be brought in.", no_args_is_help=True)


@trust.command()
def add(
    issuer: Annotated[str, typer.Argument(help="IPPLAN_GRANT_ISSUER of the other, to the letter.")],
    jwks: Annotated[str, typer.Option(help="Its public keys: a file, or an https address.")],
    name: Annotated[str, typer.Option(help="What people know it by.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take plans that this issuer has signed. Ask its people for the thumbprints by another way."""
    settings = Settings()
    if issuer == settings.grant_issuer:
        raise SettingsTrouble("Det er denne installasjonen selv.")
    try:
        one = Issuer(issuer, name or issuer, read_strictly(_fetched(jwks)))
        kids = [str(key.kid) for key in one.keys.keys]
    except (Unreadable, OSError, UnicodeError, httpx2.HTTPError) as error:
        raise SettingsTrouble(f"Nøklene kan ikke leses: {error}") from None
    for kid in kids:
        typer.echo(f"Nøkkel: {kid}")
    if not yes:
        typer.confirm(f"Ta imot planer som er signert av {issuer} med disse nøklene?", abort=True)
    typer.echo(f"Lagret i {name_issuer(settings.trusted, one)}.")


@trust.command("list")
def list_issuers() -> None:
    """Those whose plans may be brought in, with the thumbprints of their keys."""
    for one in issuers(Settings().trusted):
        typer.echo(f"{one.issuer}  {one.name}  {' '.join(str(key.kid) for key in one.keys.keys)}")


@trust.command()
def remove(issuer: Annotated[str, typer.Argument(help="As `list` names it.")]) -> None:
    """Take no more plans of this issuer. What was brought in stays."""
    folder = Settings().trusted
    if not any(one.issuer == issuer for one in issuers(folder)):
        raise SettingsTrouble("Den er ikke blant dem som det tas imot planer fra.")
    remove_issuer(folder, issuer)
    typer.echo(f"{issuer} er tatt bort.")


def _fetched(where: str) -> str:
    if not where.startswith("https://"):
        return Path(where).read_text(encoding="utf-8")
    answer = httpx2.get(where, timeout=10)
    answer.raise_for_status()
    return str(answer.text)
