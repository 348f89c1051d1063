"""``ipplan oidc``: what to register at a login provider, whether it fits, and handing over to a new key."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Annotated

import httpx2
import typer
from joserfc.jwk import ECKey, RSAKey

from ipplan.commands.asking import NAMES_KEYS
from ipplan.config import Settings
from ipplan.login.config import ProviderConfig
from ipplan.login.configured import LoginMisconfigured, configured
from ipplan.login.fits import Finding, findings
from ipplan.login.key import KeyFile, public_jwks, write_keys
from ipplan.login.providers import Providers

oidc = typer.Typer(no_args_is_help=True, help="The login providers: what to register, and whether it fits.")
Named = Annotated[str | None, typer.Option("--provider", help="Name, where there are several.")]


@oidc.command()
def jwks(provider: Named = None) -> None:
    """Print the public keys to register at the provider: all of them, so that a hand-over has no gap."""
    typer.echo(json.dumps(public_jwks(_file(_one(provider)).keys), indent=2))


@oidc.command()
def check(provider: Named = None) -> None:
    """Ask the configured providers about themselves, and say what fits and what does not."""
    settings = Settings()
    wanted = [_one(provider)] if provider else list(configured(settings))
    fits = True
    for config in wanted:
        typer.echo(f"{config.title} ({config.name}): {config.issuer}")
        for finding in asyncio.run(_ask(settings, config, alone=len(configured(settings)) == 1)):
            typer.echo(f"  {'passer    ' if finding.fits else 'PASSER IKKE'}  {finding.words}")
            fits = fits and finding.fits
    typer.echo("Alt passer." if fits else "Noe passer ikke; se over.")
    raise typer.Exit(0 if fits else 1)


@oidc.command("new-key")
def new_key(
    provider: Named = None,
    kind: Annotated[str, typer.Option(help="RSA or EC (P-256).")] = "RSA",
) -> None:
    """Make a new key beside the old ones. It signs nothing yet: first register `ipplan oidc jwks`."""
    file = _file(_one(provider))
    key = ECKey.generate_key("P-256") if kind.upper() == "EC" else RSAKey.generate_key(3072)
    key.ensure_kid()
    write_keys(file.path, [*file.keys, key])
    typer.echo(f"Laget {key.kid}. Registrer det `ipplan oidc jwks` skriver ut, og kjør så:")
    typer.echo(f"  ipplan oidc use-key {key.kid}")


@oidc.command("use-key", context_settings=NAMES_KEYS)
def use_key(kid: str, provider: Named = None) -> None:
    """Sign with this key from now on; the others stay registered. Running processes see it at once."""
    file = _file(_one(provider))
    chosen = [key for key in file.keys if key.kid == kid]
    if not chosen:
        raise LoginMisconfigured(f"{file.path.name} har ingen nøkkel {kid}.")
    write_keys(file.path, [*chosen, *(key for key in file.keys if key.kid != kid)])
    typer.echo(f"{kid} er i bruk.")


@oidc.command("retire-key", context_settings=NAMES_KEYS)
def retire_key(kid: str, provider: Named = None) -> None:
    """Take an old key out. Register `ipplan oidc jwks` again afterwards."""
    file = _file(_one(provider))
    if file.keys[0].kid == kid:
        raise LoginMisconfigured("Nøkkelen er i bruk; ta en annen i bruk først.")
    if kid not in [key.kid for key in file.keys]:
        raise LoginMisconfigured(f"{file.path.name} har ingen nøkkel {kid}.")
    write_keys(file.path, [key for key in file.keys if key.kid != kid])
    typer.echo(f"{kid} er tatt ut.")


def _one(name: str | None) -> ProviderConfig:
    known = {one.name: one for one in configured(Settings())}
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name not in known:
        raise LoginMisconfigured(f"Velg med --provider: {', '.join(known)}.")
    return known[name]


def _file(config: ProviderConfig) -> KeyFile:
    assert isinstance(config.key, KeyFile)
    return config.key


async def _ask(settings: Settings, config: ProviderConfig, *, alone: bool) -> list[Finding]:
    async with httpx2.AsyncClient(timeout=5) as http:
        (provider,) = Providers([config], http, lambda: datetime.now(UTC), env=settings.env).all
        provider.alone = alone
        return [one async for one in findings(provider)]
