"""No byte of a section reaches a person after the withdrawal, and nobody entitled is refused: at any length.

Set ``IPPLAN_SEED`` to the seed that a run has printed to run it again.
"""

import asyncio
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import uvloop
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.gate.machine.installation import installed
from tests.gate.machine.machine import Enough, PlanMachine, Run
from tests.gate.machine.mutants import MUTANTS, Mutant

LONG = os.environ.get("IPPLAN_TESTS", "")
STEPS = {"": 2_000, "long": 20_000, "torture": 200_000}[LONG]
ROUND = 2_000
"""Steps on one installation; then a new one, so that a long run does not measure its own litter."""
EACH = 50
"""Steps in the life of one plan."""
IN_SHORT = 7
"""How many mutants a short run plants."""
IMPATIENCE = 3.0
"""Seconds until a screen is left behind, where that is what is looked for."""


@pytest.fixture
def seed(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> int:
    """A new one in every run, printed whatever comes of it."""
    number = int(os.environ.get("IPPLAN_SEED") or secrets.randbits(32))
    with capsys.disabled():
        request.config.get_terminal_writer().line(f"\n{request.node.name}: IPPLAN_SEED={number}")
    return number


@contextmanager
def running(ground: Any, folder: Path) -> Iterator[Run]:
    """An installation whose loop runs while a step does; its keys are its own to turn."""
    name, keys = ground.fresh(), Path(shutil.copytree(ground.keys, folder / "keys"))
    # The loop of production; given a factory, the runner leaves the loop of the other tests alone.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        context = installed(ground.postgres, name, ground.settings(name), keys)
        here = loop.run(context.__aenter__())
        try:
            yield Run(here, loop, datetime.now(UTC))
        finally:
            loop.run(context.__aexit__(None, None, None))
    ground.postgres.drop_database(name)


def work(run: Run, seed: int, plans: int, each: int = EACH) -> None:
    """Let the machine work on as many plans; raises the `Fault` that it finds."""
    machine = hypothesis.seed(seed)(type("TestPlan", (PlanMachine,), {"run": run}))
    how = settings(
        max_examples=plans,
        stateful_step_count=each + 1,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=how)


def test_whatever_is_done_in_any_order(ground: Any, tmp_path: Path, seed: int) -> None:
    steps = 0
    for number in range(STEPS // ROUND):
        with running(ground, tmp_path / str(number)) as run:
            while run.steps < ROUND:
                work(run, seed + steps + run.steps, -(-(ROUND - run.steps) // EACH))
        steps += run.steps
    assert steps >= STEPS, "nobody shortens this unnoticed"


@pytest.mark.parametrize("mutant", MUTANTS if LONG else MUTANTS[:IN_SHORT], ids=lambda one: one.name)
def test_a_fault_is_found(
    ground: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mutant: Mutant
) -> None:
    """The seed is the same each time: whether the machine can find it is asked, not whether it is lucky."""
    mutant.plant(monkeypatch)
    with running(ground, tmp_path) as run:
        run.patience, run.ends_at_a_fault = IMPATIENCE, True
        with pytest.raises(Enough) as found:
            work(run, seed=1, plans=40, each=20)
        assert isinstance(found.value.fault, mutant.found_as), found.value.fault


def test_the_model_owes_the_house_nothing() -> None:
    text = (Path(__file__).parent / "model.py").read_text(encoding="utf-8")
    imports = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert imports
    assert not any("ipplan" in line or "tests" in line for line in imports)
