"""The demo on one machine: the database, the provider, the worker and the app, started and stopped as one."""

import contextlib
import os
import shutil
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import typer

from ipplan.config import ROOT, Settings
from ipplan.embedded import SetupError
from ipplan.embedded.folder import OWNER
from ipplan.embedded.ports import check_ports
from ipplan.embedded.postgres import Postgres
from ipplan.embedded.processes import Ended, Processes
from ipplan.probe import answers

PEOPLE = ROOT / "ipplan" / "demo" / "people.toml"


def command(name: str) -> list[str]:
    """The command line that runs one of our own commands."""
    return [sys.executable, "-m", "ipplan", name]


@dataclass(frozen=True)
class Parts:
    """What the demo runs: first each of ``steps`` to its end, then all of ``services`` together."""

    steps: dict[str, Sequence[str]] = field(
        default_factory=lambda: {name: command(name) for name in ("migrate", "keys", "seed")}
    )
    services: dict[str, Sequence[str]] = field(
        default_factory=lambda: {name: command(name) for name in ("idp", "mailbox", "worker", "serve")}
    )
    people: Path = PEOPLE


def run_demo(settings: Settings, parts: Parts | None = None) -> int:
    """Run the demo until Ctrl-C (returns 0) or until a part of it fails (returns 1)."""
    parts = parts or Parts()
    ports = {"IPPLAN_PORT": settings.port, "IPPLAN_IDP_PORT": settings.idp_port}
    if settings.smtp_url:
        others = {name: argv for name, argv in parts.services.items() if name != "mailbox"}
        parts = replace(parts, services=others)
    else:
        ports["IPPLAN_SMTP_PORT"] = settings.smtp_port
    check_ports(settings.host, ports)
    with contextlib.ExitStack() as stack:
        # Entered first, left last: until the database is down, a second Ctrl-C changes nothing.
        processes = stack.enter_context(Processes())
        environment = os.environ | stack.enter_context(_database(settings, processes)) | _mail(settings)
        stack.callback(processes.stop)
        ended = _run(processes, parts, environment, settings)
        return _report(ended)  # said before the stopping, which may take seconds


def reset_demo(settings: Settings) -> None:
    """Empty the demo: its database and its mail. Refused while it runs."""
    if settings.database_url:
        raise SetupError("IPPLAN_DATABASE_URL peker på en annen database; den må du tømme selv.")
    Postgres(database_folder(settings)).destroy()
    shutil.rmtree(mail_folder(settings), ignore_errors=True)
    typer.echo("Demoen er tømt. `make demo` lager den på nytt.")


def run_postgres(settings: Settings) -> int:
    """Run the embedded database alone until Ctrl-C, saying how to reach it."""
    with Processes() as processes, _database(settings, processes) as variables:
        for name, value in variables.items():
            typer.echo(f"{name}={value}")
        return _report(processes.watch() or Ended())


def database_folder(settings: Settings) -> Path:
    """Where the embedded database lies."""
    return settings.var / "postgres"


def mail_folder(settings: Settings) -> Path:
    """Where caught mail lies."""
    return settings.var / "mail"


@contextlib.contextmanager
def _database(settings: Settings, processes: Processes) -> Iterator[dict[str, str]]:
    """The variables that name the database; the embedded one runs as long as the context."""
    if settings.database_url:
        yield {}
        return
    with Postgres(database_folder(settings)) as postgres:
        processes.adopt("postgres", postgres.process)
        yield {"IPPLAN_DATABASE_URL": postgres.url(), "IPPLAN_OWNER_DATABASE_URL": postgres.url(OWNER)}


def _mail(settings: Settings) -> dict[str, str]:
    return {"IPPLAN_SMTP_URL": settings.smtp_url or f"smtp://{settings.host}:{settings.smtp_port}"}


def _run(processes: Processes, parts: Parts, environment: dict[str, str], settings: Settings) -> Ended:
    for name, argv in parts.steps.items():
        ended = processes.run(name, argv, environment)
        if ended.name != name or ended.code != 0:
            return ended
    for name, argv in parts.services.items():
        processes.start(name, argv, environment)
    while not answers(settings.port, "/readyz", settings.host):
        if ended_early := processes.watch(0.1):
            return ended_early
    typer.echo(welcome(settings, parts.people))
    return processes.watch() or Ended()


def welcome(settings: Settings, people: Path) -> str:
    """What the demo says when it is ready: where it is, and whom one can be."""
    with people.open("rb") as file:
        persons = [person for person in tomllib.load(file)["person"] if person.get("login", True)]
    width = max(len(person["name"]) for person in persons)
    lines = [f"  {person['name']:<{width}}  {person['pid']}  {person['about']}" for person in persons]
    return "\n".join(
        [
            "",
            f"ipplan kjører på {settings.address}",
            "",
            "Logg inn som en av disse oppdiktede personene:",
            *lines,
            "",
            "Ctrl-C stopper alt.",
        ]
    )


def _report(ended: Ended) -> int:
    if not ended.name:
        typer.echo("Stopper …")
        return 0
    typer.echo(f"{ended.name} stoppet uventet (kode {ended.code}); derfor stoppes alt.", err=True)
    return 1
