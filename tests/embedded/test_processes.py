"""Children live and stop together."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ipplan.config import ROOT
from ipplan.embedded.processes import Ended, Processes
from tests.waiting import lives, until

CHILD = """
import pathlib, signal, sys
name, folder, obedient = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3] == "obedient"
def stop(*_):
    with open(folder / "stopped", "a") as file:
        print(name, file=file)
    if obedient:
        sys.exit(0)
signal.signal(signal.SIGTERM, stop)
(folder / name).touch()
while True:
    signal.pause()
"""


def child(name: str, folder: Path, manner: str = "obedient") -> list[str]:
    """A child that makes a file of its name when it is ready, and notes when it is asked to stop."""
    return [sys.executable, "-c", CHILD, name, str(folder), manner]


def start(processes: Processes, folder: Path, *names: str, manner: str = "obedient") -> None:
    """Start children and wait until they are ready."""
    for name in names:
        processes.start(name, child(name, folder, manner))
        until((folder / name).exists, f"{name} is ready")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_the_last_started_first(tmp_path: Path, number: signal.Signals) -> None:
    with Processes() as processes:
        start(processes, tmp_path, "one", "two", "three")
        assert processes.watch(0) is None
        os.kill(os.getpid(), number)
        assert processes.watch(20) == Ended()
    assert (tmp_path / "stopped").read_text().split() == ["three", "two", "one"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_one_that_dies_is_named_and_the_others_stop(tmp_path: Path) -> None:
    with Processes() as processes:
        start(processes, tmp_path, "one")
        processes.start("two", [sys.executable, "-c", "raise SystemExit(3)"])
        assert processes.watch(20) == Ended("two", 3)
    assert (tmp_path / "stopped").read_text().split() == ["one"]


def test_one_that_does_not_obey_is_killed_after_a_while(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    with Processes(patience=0.3) as processes:
        start(processes, tmp_path, "deaf", manner="deaf")
    assert time.monotonic() - began < 10
    assert (tmp_path / "stopped").read_text().split() == ["deaf"]
    assert capfd.readouterr().err == "deaf stoppet ikke av seg selv, og ble avbrutt.\n"


def test_output_passes_through_untouched(capfd: pytest.CaptureFixture[str]) -> None:
    with Processes() as processes:
        assert processes.run("step", [sys.executable, "-c", "print('sagt')"]) == Ended("step", 0)
        assert processes.run("step", [sys.executable, "-c", "raise SystemExit('klaget')"]) == Ended("step", 1)
    assert capfd.readouterr() == ("sagt\n", "klaget\n")


def test_a_step_can_be_interrupted(tmp_path: Path) -> None:
    interrupt = f"import os, signal; os.kill({os.getpid()}, signal.SIGINT); signal.pause()"
    with Processes() as processes:
        assert processes.run("step", [sys.executable, "-c", interrupt]) == Ended()


def test_an_adopted_child_is_watched_but_not_stopped(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        with Processes() as processes:
            processes.adopt("other", other)
            assert processes.watch(0) is None
        assert other.poll() is None
        with Processes() as processes:
            processes.adopt("other", other)
            other.communicate(b"\n")
            assert processes.watch(20) == Ended("other", 0)


def test_children_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    parent = """
import signal, sys
from ipplan.embedded.processes import Processes
with Processes() as processes:
    processes.start("one", sys.argv[1:])
    print(processes._children["one"].pid, flush=True)
    processes.watch()
"""
    command = [sys.executable, "-c", parent, *child("one", tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        pid = int(process.stdout.readline())
        until((tmp_path / "one").exists, "the child is ready")
        process.kill()
        until(lambda: not lives(pid), "the child has stopped")
