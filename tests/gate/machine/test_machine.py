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
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.gate.machine.installation import installed
from tests.gate.machine.judge import PATIENCE
from tests.gate.machine.machine import PlanMachine, Run

STEPS = {"": 2_000, "long": 20_000, "torture": 200_000}[os.environ.get("IPPLAN_TESTS", "")]
ROUND = 2_000
"""Steps on one installation; then a new one, so that a long run does not measure its own litter."""
EACH = 50
"""Steps in the life of one plan."""


@pytest.fixture
def seed(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> int:
    """A new one in every run, printed whatever comes of it."""
    number = int(os.environ.get("IPPLAN_SEED") or secrets.randbits(32))
    with capsys.disabled():
        request.config.get_terminal_writer().line(f"\n{request.node.name}: IPPLAN_SEED={number}")
    return number


@contextmanager
def running(ground: Any, folder: Path, patience: float = PATIENCE) -> Iterator[Run]:
    """An installation whose loop runs while a step does; its keys are its own to turn."""
    name, keys = ground.fresh(), Path(shutil.copytree(ground.keys, folder / "keys"))
    # With a factory of its own the runner leaves the loop of the other tests alone.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as loop:
        context = installed(ground.postgres, name, ground.settings(name), keys)
        here = loop.run(context.__aenter__())
        try:
            yield Run(here, loop, datetime.now(UTC), patience)
        finally:
            loop.run(context.__aexit__(None, None, None))
    ground.postgres.drop_database(name)


def work(run: Run, seed: int, plans: int, **more: Any) -> None:
    """Let the machine work on as many plans; raises the `Fault` that it finds."""
    machine = hypothesis.seed(seed)(type("TestPlan", (PlanMachine,), {"run": run}))
    how = settings(
        max_examples=plans,
        stateful_step_count=EACH + 1,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        **more,
    )
    run_state_machine_as_test(machine, settings=how)


def test_whatever_is_done_in_any_order(ground: Any, tmp_path: Path, seed: int) -> None:
    steps = 0
    for number in range(STEPS // ROUND):
        with running(ground, tmp_path / str(number)) as run:
            work(run, seed + number, ROUND // EACH)
        steps += run.steps
    assert steps >= STEPS, "nobody shortens this unnoticed"


def test_the_model_owes_the_house_nothing() -> None:
    text = (Path(__file__).parent / "model.py").read_text(encoding="utf-8")
    imports = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert imports
    assert not any("ipplan" in line or "tests" in line for line in imports)
