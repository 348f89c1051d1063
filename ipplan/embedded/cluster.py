"""Before the server starts: its data directory exists, and nothing dead stands in the way."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ipplan.embedded import SetupError
from ipplan.embedded.account import Account
from ipplan.embedded.binaries import Binaries
from ipplan.embedded.folder import SUPERUSER, Folder, write_private

MAJOR = "18"


def server_environment() -> dict[str, str]:
    """Our environment without what would steer PostgreSQL behind our back."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


def initialise(
    folder: Folder, binaries: Binaries, account: Account | None, lock: int, *, durable: bool
) -> None:
    """Make the data directory unless it is there; a first start that was cut short leaves none."""
    if folder.data.exists():
        _check_version(folder.data)
        folder.data.chmod(0o700)  # a copied tree may have come looser, which PostgreSQL refuses
        return
    half = folder.home / "data.new"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    if account:
        account.own(half)
    password = folder.home / "initdb.password"
    write_private(password, folder.passwords()[SUPERUSER], account)
    try:
        _run_initdb(binaries("initdb"), half, password, account, lock, durable=durable)
    finally:
        password.unlink()
    half.rename(folder.data)
    with contextlib.closing(_Directory(folder.home)) as home:
        os.fsync(home.descriptor)


def clear_leftovers(data: Path, socket_folder: Path) -> None:
    """Remove the pid and socket files of a server that was killed.

    PostgreSQL would refuse to start when that number belongs to any process today, as it easily does after a
    restart of a container. We hold the folder's lock, so no server of ours lives; one started by hand may.
    """
    pid_file = data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError):
        first = pid_file.read_text().partition("\n")[0]
        if first.isdigit() and _serves(int(first), data):
            raise SetupError(f"Databasen i {data} er alt i bruk av prosess {first}.")
        pid_file.unlink()
    for path in socket_folder.glob(".s.PGSQL.*"):
        path.unlink()


def _check_version(data: Path) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found != MAJOR:
        raise SetupError(f"{data} er fra PostgreSQL {found}, ikke {MAJOR}: `make demo-reset` tømmer den.")


def _run_initdb(
    initdb: Path, data: Path, password: Path, account: Account | None, lock: int, *, durable: bool
) -> None:
    # C sorts by code point, and no upgrade changes that; the builtin provider adds case mapping (æ, ø, å).
    command = [str(initdb), "--pgdata", str(data), "--username", SUPERUSER, "--pwfile", str(password)]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions"]
    command += ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += [] if durable else ["--no-sync"]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        env=server_environment(),
        pass_fds=(lock,),
        start_new_session=True,
        check=False,
        **(account.popen if account else {}),
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["ukjent grunn"])[0]
        raise SetupError(f"Kunne ikke opprette databasen i {data}: {reason}")


def _serves(pid: int, data: Path) -> bool:
    """Whether process ``pid`` is a PostgreSQL server of the folder ``data``."""
    if sys.platform == "linux":
        try:
            return os.readlink(f"/proc/{pid}/cwd") == str(data)  # a server works in its data directory
        except OSError:  # gone, or somebody else's, whom our folder would not let in
            return False
    ask = ["/bin/ps", "-o", "command=", "-p", str(pid)]
    listed = subprocess.run(ask, capture_output=True, text=True, check=False)
    return str(data) in listed.stdout


class _Directory:
    """An open directory, to make a renaming in it durable."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDONLY)

    def close(self) -> None:
        os.close(self.descriptor)
