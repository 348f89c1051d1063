"""The command line: ``python -m ipplan COMMAND``.

What only one command needs is imported where it is run: whoever starts a process, or asks one thing, waits.
"""

import asyncio

import typer
from pydantic import ValidationError

from ipplan.commands.account import account
from ipplan.commands.audit import audit
from ipplan.commands.keys import keys
from ipplan.commands.oidc import oidc
from ipplan.commands.secrets import secrets
from ipplan.commands.trust import trust
from ipplan.commands.unit import unit
from ipplan.commands.verify import verify
from ipplan.config import ROOT, Settings, SettingsTrouble
from ipplan.embedded import SetupError
from ipplan.gate.keys import KeyTrouble
from ipplan.login.configured import LoginMisconfigured

cli = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
cli.add_typer(keys, name="keys")
cli.add_typer(oidc, name="oidc")
cli.add_typer(unit, name="unit")
cli.add_typer(trust, name="trust")
cli.command()(audit)
cli.command()(account)
cli.command()(secrets)
cli.command()(verify)


@cli.command()
def demo() -> None:
    """Run the whole demo on this machine until Ctrl-C."""
    from ipplan.embedded.demo import run_demo

    raise typer.Exit(run_demo(Settings()))


@cli.command()
def demo_reset() -> None:
    """Empty the demo's database and mail."""
    from ipplan.embedded.demo import reset_demo

    reset_demo(Settings())


@cli.command()
def postgres() -> None:
    """Run the embedded database alone until Ctrl-C."""
    from ipplan.embedded.demo import run_postgres

    raise typer.Exit(run_postgres(Settings()))


@cli.command()
def mailbox() -> None:
    """Catch the demo's mail in files."""
    from ipplan.embedded.demo import mail_folder
    from ipplan.embedded.mailbox import serve_mailbox  # aiosmtpd is not there in production

    settings = Settings()
    asyncio.run(serve_mailbox(mail_folder(settings), settings.host, settings.smtp_port))


@cli.command()
def migrate() -> None:
    """Bring the database up to the newest schema, as the role that owns it."""
    from alembic import command
    from alembic.config import Config

    from ipplan.job.queue import apply_queue_schema

    url = Settings().owner_database_url
    if not url:
        raise SettingsTrouble("Sett IPPLAN_OWNER_DATABASE_URL.")
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(ROOT / "migrations"))
    command.upgrade(config, "head")
    asyncio.run(apply_queue_schema(url))


@cli.command()
def seed() -> None:
    """Fill an empty demo database with its people and plans."""
    from ipplan.server import seed_demo

    asyncio.run(seed_demo(Settings()))


@cli.command()
def serve() -> None:
    """Run the web application."""
    from ipplan.server import run_server

    run_server(Settings())


@cli.command()
def worker() -> None:
    """Run the background jobs."""
    from ipplan.job.worker import run_worker

    asyncio.run(run_worker(Settings()))


@cli.command()
def idp() -> None:
    """Run the demo's identity provider; never in production."""
    from ipplan.idp.serve import serve as serve_provider

    serve_provider(Settings())


def main() -> None:
    """Run a command; what stands in its way is one line on standard error and exit code 2."""
    try:
        cli()
    except (SetupError, SettingsTrouble, KeyTrouble, LoginMisconfigured) as error:
        typer.echo(error, err=True)
    except ValidationError as error:
        # The variables' names only: a value may be a password.
        names = sorted({f"IPPLAN_{one['loc'][0]}".upper() for one in error.errors(include_input=False)})
        typer.echo(f"Ikke til å forstå: {', '.join(names)}", err=True)
    else:
        return
    raise SystemExit(2)


if __name__ == "__main__":
    main()
