"""A PostgreSQL of our own, as a child process that is gone when we are."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from ipplan.embedded import SetupError, binaries, cluster, guard
from ipplan.embedded.account import Account
from ipplan.embedded.folder import APP, OWNER, SUPERUSER, Folder

DATABASE = "ipplan"
PORT = 5432  # only names the socket file; nothing listens on the network

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}
# For tests that measure no durability: nothing waits for the disk, nor is anything kept that a copy elsewhere
# would need, and a password, which is as fleeting, is not made slow to guess for each connection.
FLEETING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "scram_iterations": "1",
}

LONGEST_START = 120.0  # seconds; recovery after a crash included
LONGEST_STOP = 45.0  # seconds; more than the guard's whole ladder
LARGEST_LOG = 5_000_000  # bytes


class Postgres:
    """The server of one data folder.

    ``durable=False`` trades safety for speed, for tests. ``patience`` is how many seconds to wait for a
    predecessor in the same folder that is just stopping.
    """

    def __init__(self, folder: Path, *, durable: bool = True, patience: float = 5) -> None:
        self.folder = Folder(folder)
        self.durable = durable
        self.patience = patience
        self._guard: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> str:
        """Start the server, making its data first if need be; return the app's URL when it is ready."""
        try:
            account = self.folder.settle()
            self._launch(account)
        except OSError as error:
            raise SetupError(f"Kunne ikke starte databasen i {self.folder.asked}: {error}") from error
        try:
            self._await_ready()
            self._provision()
        except BaseException:
            self.stop()
            raise
        return self.url()

    def stop(self) -> None:
        """Stop the server cleanly; return when it is gone."""
        if self._guard is None:
            return
        guard_process, self._guard = self._guard, None
        if guard_process.stdin:
            # The guard may be gone already; then so is the server.
            with contextlib.suppress(BrokenPipeError):
                guard_process.stdin.close()
        guard_process.wait(LONGEST_STOP)

    def kill(self) -> None:
        """Kill the server with SIGKILL, as a power cut would; for tests. ``start()`` heals."""
        os.kill(self.pid, signal.SIGKILL)
        self.stop()

    def destroy(self) -> None:
        """Stop the server and delete its folder."""
        self.stop()
        self.folder.remove(self.patience)

    def url(self, role: str = APP, database: str = DATABASE) -> str:
        """The libpq URL with which ``role`` reaches ``database``, password and socket folder included."""
        password = self.folder.passwords()[role]
        host = quote(str(self.folder.socket_folder()), safe="")
        return f"postgresql://{quote(role)}:{quote(password)}@/{quote(database)}?host={host}&port={PORT}"

    def create_database(self, name: str, *, template: str = "template1") -> None:
        """Make a database that ``ipplan_owner`` owns and ``ipplan_app`` may enter."""
        with self._connect() as connection:
            self._create_database(connection, name, template)

    def drop_database(self, *names: str) -> None:
        """Delete databases, whoever is connected to them."""
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with self._connect() as connection:
            for name in names:
                connection.execute(drop.format(sql.Identifier(name)))

    def binary(self, name: str) -> Path:
        """Path of the PostgreSQL program ``name``, for us to run (``pg_dump``, ``psql`` …)."""
        return binaries.installed()(name)

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The child that ends when the server does; for watching it."""
        if self._guard is None:
            raise SetupError("Databasen er ikke startet.")
        return self._guard

    @property
    def pid(self) -> int:
        """The server's process id."""
        return int(self._pid_file()[0])

    def _launch(self, account: Account | None) -> None:
        lock = self.folder.lock(self.patience)
        try:
            self.folder.passwords()
            programs = binaries.installed().readable_for(account, self.folder.shelter)
            cluster.initialise(self.folder, programs, account, lock, durable=self.durable)
            sockets = self.folder.make_socket_folder(account)
            cluster.clear_leftovers(self.folder.data, sockets)
            self._guard = self._spawn(self._command(programs, sockets), sockets, account, lock)
        finally:
            os.close(lock)  # the server and its guard hold it from here

    def _command(self, programs: binaries.Binaries, sockets: Path) -> list[str]:
        settings = SETTINGS | ({} if self.durable else FLEETING) | {"unix_socket_directories": str(sockets)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(programs("postgres")), "-D", str(self.folder.data), *options]

    def _spawn(
        self, command: list[str], sockets: Path, account: Account | None, lock: int
    ) -> subprocess.Popen[bytes]:
        if self.folder.log.exists() and self.folder.log.stat().st_size > LARGEST_LOG:
            self.folder.log.rename(self.folder.log.with_suffix(".old.log"))
        identity = f"{account.uid}:{account.gid}" if account else "-"
        # Errors quote statements: for our eyes only.
        with open(self.folder.log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as log:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", guard.__file__, identity, str(sockets), *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                env=cluster.server_environment(),
                pass_fds=(lock,),
                start_new_session=True,  # Ctrl-C is for us; the database goes last
            )

    def _await_ready(self) -> None:
        """Wait as pg_ctl does: the eighth line of the pid file says how far the server has come."""
        deadline = time.monotonic() + LONGEST_START
        while time.monotonic() < deadline:
            if self._guard is None or self._guard.poll() is not None:
                raise SetupError(f"PostgreSQL startet ikke: {self._last_words()} (se {self.folder.log})")
            lines = self._pid_file()
            if len(lines) >= 8 and lines[7].strip() == "ready":
                return
            time.sleep(0.02)
        raise SetupError(f"PostgreSQL ble ikke klar på {LONGEST_START:.0f} sekunder (se {self.folder.log})")

    def _pid_file(self) -> list[str]:
        try:
            return (self.folder.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _last_words(self) -> str:
        lines = self.folder.log.read_text(errors="replace").splitlines()
        fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
        return (fatal or lines or ["ingen forklaring"])[-1]

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True)

    def _provision(self) -> None:
        """See to it that roles and database are there; an earlier start may have been cut short."""
        with self._connect() as connection:
            present = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for role in (OWNER, APP):
                if role not in present:
                    self._create_role(connection, role)
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                self._create_database(connection, DATABASE, "template1")

    def _create_role(self, connection: psycopg.Connection, role: str) -> None:
        password = self.folder.passwords()[role]
        # The server gets the verifier only, so that no log or statistics view can show the password.
        verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
        create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        connection.execute(create.format(sql.Identifier(role), sql.Literal(verifier.decode())))

    def _create_database(self, connection: psycopg.Connection, name: str, template: str) -> None:
        words = {"name": sql.Identifier(name), "owner": sql.Identifier(OWNER), "app": sql.Identifier(APP)}
        words["template"] = sql.Identifier(template)
        # Page by page through the log is right for one database among many users; files are copied faster.
        strategy = "WAL_LOG" if self.durable else "FILE_COPY"
        for statement in (
            f"CREATE DATABASE {{name}} OWNER {{owner}} TEMPLATE {{template}} STRATEGY {strategy}",
            "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
            "GRANT CONNECT ON DATABASE {name} TO {app}",
        ):
            connection.execute(sql.SQL(statement).format(**words))
