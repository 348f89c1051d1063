"""The command line: ``python -m ipplan COMMAND``."""

import asyncio

import typer

from ipplan.config import Settings
from ipplan.embedded import SetupError
from ipplan.embedded.demo import mail_folder, reset_demo, run_demo, run_postgres

cli = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@cli.command()
def demo() -> None:
    """Run the whole demo on this machine until Ctrl-C."""
    raise typer.Exit(run_demo(Settings()))


@cli.command()
def demo_reset() -> None:
    """Empty the demo's database and mail."""
    reset_demo(Settings())


@cli.command()
def postgres() -> None:
    """Run the embedded database alone until Ctrl-C."""
    raise typer.Exit(run_postgres(Settings()))


@cli.command()
def mailbox() -> None:
    """Catch the demo's mail in files."""
    from ipplan.embedded.mailbox import serve_mailbox  # aiosmtpd is not there in production

    settings = Settings()
    asyncio.run(serve_mailbox(mail_folder(settings), settings.host, settings.smtp_port))


def main() -> None:
    """Run a command; what stands in its way is one line on standard error and exit code 2."""
    try:
        cli()
    except SetupError as error:
        typer.echo(error, err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
