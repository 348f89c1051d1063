"""Where the embedded PostgreSQL keeps things: its data, passwords, lock, log and socket."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import stat
import tempfile
import time
from pathlib import Path

from ipplan.embedded import SetupError
from ipplan.embedded.account import Account, may_enter, server_account

SUPERUSER = "postgres"
OWNER = "ipplan_owner"  # owns the database, runs migrations
APP = "ipplan_app"  # what the app connects as
ROLES = (SUPERUSER, OWNER, APP)

# Data that root's unprivileged server could not reach where it was asked for (below /root, say) lies here.
SHELTER = Path("/var/lib/ipplan")
# `sun_path` is 104 bytes on macOS and 108 on Linux; PostgreSQL adds "/.s.PGSQL.5432".
LONGEST_SOCKET_FOLDER = 85


class Folder:
    """One embedded server's folder, as asked for in ``asked``; ``home`` is where it really lies."""

    def __init__(self, asked: Path) -> None:
        self.asked = asked.absolute()
        self.shelter = SHELTER
        self.home = self.asked.resolve()

    @property
    def data(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server says, one run after the other."""
        return self.home / "server.log"

    def settle(self) -> Account | None:
        """Make the folder, where the server can reach it; return the account the server is to run as."""
        self.asked.parent.mkdir(parents=True, exist_ok=True)
        account = server_account(self.data)
        if account and not self.asked.is_symlink() and not may_enter(self.asked.parent, account):
            self._move_to_shelter()
        self.home = self.asked.resolve()
        self.home.mkdir(parents=True, exist_ok=True)
        # Under root the server must pass through to its data, but sees nothing else here.
        self.home.chmod(0o711 if account else 0o700)
        return account

    def lock(self, seconds: float) -> int:
        """Take the folder's lock; return its descriptor.

        The server and all its processes inherit it, so the kernel itself tells whether any of them lives,
        whatever a left-behind pid file says. A server that is just stopping is waited for.
        """
        descriptor = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(descriptor)
                    raise SetupError(f"Databasen i {self.asked} er alt i bruk av et annet program.") from None
                time.sleep(0.05)
            else:
                return descriptor

    def passwords(self) -> dict[str, str]:
        """The password of each role; made at the first call, readable by us alone."""
        path = self.home / "passwords.json"
        if not path.exists():
            made = {role: secrets.token_urlsafe(24) for role in ROLES}
            write_private(path, json.dumps(made))
        found: dict[str, str] = json.loads(path.read_text())
        return found

    def socket_folder(self) -> Path:
        """The path where this folder's server has its socket: short, and within the server's reach."""
        account = server_account(self.data)
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        name = f"ipplan-{mark}"
        path = Path(tempfile.gettempdir()).resolve() / name
        reached = account is None or may_enter(path.parent, account)
        if not reached or len(os.fsencode(path)) > LONGEST_SOCKET_FOLDER:
            path = Path("/tmp").resolve() / name  # noqa: S108 (its owner is checked)
        return path

    def make_socket_folder(self, account: Account | None) -> Path:
        """Make the socket folder, for the server alone; refuse one that somebody else has put there."""
        path = self.socket_folder()
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
        found = path.lstat()
        expected = {os.geteuid(), account.uid if account else os.geteuid()}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in expected or found.st_mode & 0o077:
            raise SetupError(f"{path} tilhører noen andre. Fjern den, og prøv igjen.")
        if account:
            account.own(path)
        return path

    def remove(self, seconds: float) -> None:
        """Delete everything; refused while a server lives here."""
        if not self.home.exists():
            return
        descriptor = self.lock(seconds)
        shutil.rmtree(self.socket_folder(), ignore_errors=True)
        shutil.rmtree(self.home)
        if self.asked.is_symlink():
            self.asked.unlink()
        os.close(descriptor)

    def _move_to_shelter(self) -> None:
        mark = hashlib.sha256(os.fsencode(self.asked)).hexdigest()[:12]
        target = self.shelter / f"{self.asked.name}-{mark}"
        self.shelter.mkdir(parents=True, exist_ok=True)
        self.shelter.chmod(0o755)
        if self.asked.exists():
            shutil.move(self.asked, target)
        target.mkdir(exist_ok=True)
        self.asked.symlink_to(target)


def write_private(path: Path, text: str, account: Account | None = None) -> None:
    """Write a file that only we, or ``account``, may read; whole and on disk before it has its name."""
    half = path.with_name(path.name + ".new")
    with contextlib.suppress(FileNotFoundError):
        half.unlink()
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        if account:
            account.own(half)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    half.rename(path)
