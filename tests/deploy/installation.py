"""What docker-compose.yml describes, run by hand: its commands and variables, with addresses of our own."""

import asyncio
import os
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import psycopg

from ipplan.commands.secrets import make_secrets
from ipplan.config import ROOT
from ipplan.embedded.folder import SUPERUSER
from ipplan.embedded.postgres import Postgres
from tests.deploy.compose import read_compose, read_env
from tests.waiting import free_port, until
from tests.world import LEVEL, PEOPLE

LASTING = ("web-1", "web-2", "worker", "idp", "mailbox")
STEPS = ("keys", "migrate", "seed")


@dataclass
class Installation:
    """The services of the file. ``ports``: by service, which port of the machine stands for which of the
    container; a service's secrets lie in a folder that holds no others."""

    folder: Path
    postgres: Postgres
    address: str
    issuer: str
    services: Mapping[str, Any]
    ports: dict[str, dict[str, int]]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def environment(self, name: str) -> dict[str, str]:
        """The file's variables, with addresses substituted, and nothing of our own but the path."""
        service = self.services[name]
        said = {key: str(value) for key, value in service["environment"].items()}
        here = {"IPPLAN_HOST": "127.0.0.1", "IPPLAN_METRICS_HOST": "127.0.0.1"}
        here |= {"IPPLAN_KEYS": str(self.folder / "keys"), "IPPLAN_VAR": str(self.folder)}
        here["SSL_CERT_FILE"] = str(self.folder / "secrets/ca.crt")
        for key in [key for key in said if key.endswith("_PORT")]:
            shared = "mailbox" if key == "IPPLAN_SMTP_PORT" else name
            here[key] = str(self.ports[shared][said[key]])
        substituted = {key: here.get(key, value) for key, value in said.items()}
        return {
            "PATH": os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1",
            **substituted,
            "IPPLAN_SECRETS": str(self.folder / "run" / name),
        }

    def argv(self, name: str, command: list[str]) -> list[str]:
        """The command, with this machine's ports for the container's."""
        ports = self.ports.get(name, {})
        return [sys.executable, *(str(ports.get(part, part)) for part in command[1:])]

    def once(self, name: str) -> None:
        """Run a service that ends."""
        argv = self.argv(name, self.services[name]["command"])
        subprocess.run(argv, cwd=ROOT, env=self.environment(name), check=True, capture_output=True)

    def start(self, name: str) -> None:
        """Start a service, and return when its health check says that it is well."""
        with self.log(name).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                self.argv(name, self.services[name]["command"]),
                cwd=ROOT,
                env=self.environment(name),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        # Each look is a process of its own: looked without a pause, they would starve what they wait for.
        until(lambda: self.settled(name), f"{name} is well", 120, pause=0.5)
        assert self.processes[name].poll() is None, self.log(name).read_text()

    def settled(self, name: str) -> bool:
        """Whether a service is well, or has ended."""
        return self.processes[name].poll() is not None or self.is_well(name)

    def is_well(self, name: str) -> bool:
        """What the service's own health check says."""
        test = self.services[name]["healthcheck"]["test"]
        done = subprocess.run(self.argv(name, test[1:]), cwd=ROOT, env=self.environment(name), check=False)
        return done.returncode == 0

    def stop(self, name: str) -> None:
        """As an orchestrator does it: SIGTERM, and the file's time to end in."""
        process = self.processes.pop(name)
        process.terminate()
        process.wait(int(self.services[name]["stop_grace_period"].removesuffix("s")))

    def kill(self) -> None:
        """End all at once."""
        for process in self.processes.values():
            process.kill()
            process.wait()

    def said(self) -> str:
        """The last that each process wrote: what a test shows that went wrong."""
        return "\n".join(f"{name}:\n{self.log(name).read_text()[-2000:]}" for name in self.processes)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def url(self) -> str:
        """The database, as the role that owns the tables."""
        return (self.folder / "run/migrate/ipplan_owner_database_url").read_text()

    async def metrics(self, name: str) -> str:
        async with httpx2.AsyncClient(trust_env=False) as client:
            return (await client.get(f"http://127.0.0.1:{self.ports[name]['9100']}/metrics")).text

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "secrets/ca.crt"))

    @asynccontextmanager
    async def person(self, name: str) -> AsyncIterator[httpx2.AsyncClient]:
        """Somebody logged in through the provider, on the connection that the proxy gives her."""
        headers = {"origin": self.address, "sec-fetch-site": "same-origin"}
        async with httpx2.AsyncClient(
            base_url=self.address, headers=headers, verify=self.trust(), trust_env=False, timeout=30
        ) as client:
            hint = f"testid:{PEOPLE[name]['pid']}_{LEVEL}"
            answer = await client.get("/login", params={"hint": hint}, follow_redirects=True)
            assert answer.status_code == 200, self.said()
            yield client


@dataclass
class Front:
    """Stands in for the proxy: ends TLS, and gives a new connection to the process that ``to`` names.

    Where that one takes no calls, the next does, as the proxy's file says.
    """

    targets: list[int]
    to: int = 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        order = self.targets[self.to :] + self.targets[: self.to]
        for port in order:
            try:
                there = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionError:
                continue
            # Cut off when the front is taken down: nobody asks after it.
            with suppress(asyncio.CancelledError):
                await asyncio.gather(_pour(reader, there[1]), _pour(there[0], writer))
            return
        writer.close()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except (ConnectionError, ssl.SSLError):
        pass
    finally:
        writer.close()


@asynccontextmanager
async def fronts(folder: Path, *fronts: tuple[Front, int]) -> AsyncIterator[None]:
    """Each front on its port, with the certificate of the secrets."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "secrets/tls.crt", folder / "secrets/tls.key")
    servers = [
        await asyncio.start_server(front.carry, "127.0.0.1", port, ssl=context) for front, port in fronts
    ]
    try:
        yield
    finally:
        for server in servers:
            server.close()


@contextmanager
def installed(folder: Path, address: int, issuer: int) -> Iterator[Installation]:
    """The installation on a server of its own; nothing of it runs yet but the database."""
    demo = read_env(ROOT / "deploy/demo.env") | {
        "IPPLAN_BASE_URL": f"https://localhost:{address}",
        "IPPLAN_OIDC_ISSUER": f"https://localhost:{issuer}",
    }
    compose = read_compose(demo)
    make_secrets(folder / "secrets", ["localhost"])
    ports = {name: {"9100": free_port(), "8000": free_port()} for name in ("web-1", "web-2", "worker")}
    ports |= {name: dict.fromkeys(("8000", "9100"), 0) for name in STEPS}
    ports["mailbox"] = {"8025": free_port()}
    ports["idp"] = {"8001": free_port(), "8000": 0, "9100": 0}
    with ExitStack() as stack:
        postgres = stack.enter_context(Postgres(folder / "postgres", durable=False))
        _make_roles(postgres, folder / "secrets", compose["services"]["postgres"])
        made = Installation(
            folder, postgres, demo["IPPLAN_BASE_URL"], demo["IPPLAN_OIDC_ISSUER"], compose["services"], ports
        )
        _give_secrets(made)
        stack.callback(made.kill)
        yield made


def _make_roles(postgres: Postgres, secrets: Path, service: Mapping[str, Any]) -> None:
    """By the script that the database's container runs on its first start."""
    with psycopg.connect(postgres.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        for statement in ("DATABASE ipplan", "ROLE ipplan_app", "ROLE ipplan_owner"):
            connection.execute(f"DROP {statement}")
    script = next(one.split(":")[0] for one in service["volumes"] if one.endswith("/roles.sh:ro"))
    environment = {
        "PATH": f"{postgres.binary('psql').parent}:{os.environ['PATH']}",
        "SECRETS": str(secrets),
        "PGHOST": str(postgres.folder.socket_folder()),
        "PGPASSWORD": postgres.folder.passwords()[SUPERUSER],
    }
    subprocess.run(["/bin/sh", str(ROOT / script)], env=environment, check=True, capture_output=True)


def _give_secrets(made: Installation) -> None:
    """To each service a folder with its own secrets, addresses substituted."""
    sockets = made.postgres.folder.socket_folder()
    for name, service in made.services.items():
        folder = made.folder / "run" / name
        folder.mkdir(parents=True)
        for secret in service.get("secrets", []):
            content = (made.folder / "secrets" / secret).read_text()
            content = content.replace("@postgres/ipplan", f"@/ipplan?host={sockets}&port=5432")
            content = content.replace("mailbox:8025", f"127.0.0.1:{made.ports['mailbox']['8025']}")
            (folder / secret).write_text(content)
