"""Running the machine: an installation, a loop, a seed, so many plans."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import uvloop
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.gate.machine.acts import Run
from tests.gate.machine.installation import installed
from tests.gate.machine.machine import PlanMachine

EACH = 50
"""Steps in the life of one plan."""


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
    ground.drop(name)


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
