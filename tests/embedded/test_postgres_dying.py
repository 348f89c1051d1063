"""The embedded server goes when its parent goes, and heals after any death of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ipplan.config import ROOT
from ipplan.embedded import SetupError
from ipplan.embedded.cluster import clear_leftovers
from ipplan.embedded.folder import OWNER, Folder
from ipplan.embedded.postgres import Postgres
from tests.waiting import lives, until

PARENT = """
import signal, sys
from pathlib import Path
from ipplan.embedded.postgres import Postgres
postgres = Postgres(Path(sys.argv[1]), durable=False)
postgres.start()
print(postgres.pid, postgres.process.pid, flush=True)
signal.pause()
"""


@pytest.fixture
def parent(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int, int]]:
    """A process that has started a server, the server's pid and its guard's."""
    command = [sys.executable, "-c", PARENT, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        server, guard = (int(word) for word in process.stdout.readline().split())
        assert lives(server)
        yield process, server, guard
        process.kill()
    until(lambda: not lives(server), "the server has stopped")
    Postgres(folder).destroy()  # a killed guard leaves the socket folder


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_server_goes_with_its_parent(
    parent: tuple[subprocess.Popen[str], int, int], folder: Path, number: signal.Signals
) -> None:
    process, server, _ = parent
    process.send_signal(number)
    until(lambda: not lives(server), "the server has stopped")
    assert not (folder / "data" / "postmaster.pid").exists(), "it was shut down, not killed"
    until(lambda: not Folder(folder).socket_folder().exists(), "its socket folder is gone")


def test_server_goes_with_its_guard(parent: tuple[subprocess.Popen[str], int, int]) -> None:
    _, server, guard = parent
    os.kill(guard, signal.SIGKILL)
    until(lambda: not lives(server), "the server has stopped")


def test_next_start_waits_for_a_predecessor_that_is_stopping(
    parent: tuple[subprocess.Popen[str], int, int], folder: Path
) -> None:
    process, _, _ = parent
    process.kill()
    with (
        Postgres(folder, durable=False, patience=20) as postgres,
        psycopg.connect(postgres.url()) as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("left_behind", ["as it was", "number of another process"])
def test_heals_after_sigkill(folder: Path, left_behind: str) -> None:
    postgres = Postgres(folder)
    postgres.start()
    with psycopg.connect(postgres.url(OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    postgres.kill()
    pid_file = postgres.folder.data / "postmaster.pid"
    assert pid_file.exists()
    if left_behind == "number of another process":
        _, _, rest = pid_file.read_text().partition("\n")
        pid_file.write_text(f"{os.getpid()}\n{rest}")
    postgres.start()
    with psycopg.connect(postgres.url(OWNER)) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (42,)
    postgres.stop()


def test_first_start_cut_short_is_begun_again(folder: Path) -> None:
    half = folder / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with Postgres(folder, durable=False) as postgres, psycopg.connect(postgres.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not half.exists()


def test_leaves_a_server_alone_that_was_started_by_hand(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], cwd=tmp_path, stdin=subprocess.PIPE) as by_hand:
        (tmp_path / "postmaster.pid").write_text(f"{by_hand.pid}\n{tmp_path}\n")
        with pytest.raises(SetupError, match=f"alt i bruk av prosess {by_hand.pid}"):
            clear_leftovers(tmp_path, tmp_path)
        by_hand.communicate(b"\n")
    clear_leftovers(tmp_path, tmp_path)
    assert not (tmp_path / "postmaster.pid").exists()
