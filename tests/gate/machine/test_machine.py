"""No byte of a section reaches a person after the withdrawal, and nobody entitled is refused: in any order.

Set ``IPPLAN_SEED`` to the seed that a run has told of to run it again.
"""

import os
from pathlib import Path
from typing import Any

from tests.gate.machine.running import EACH, running, work

STEPS = {"": 250, "long": 20_000, "torture": 200_000}[os.environ.get("IPPLAN_TESTS", "")]
ROUND = min(STEPS, 2_000)
"""Steps on one installation; then a new one, so that a long run does not measure its own litter."""


def test_whatever_is_done_in_any_order(ground: Any, tmp_path: Path, seed: int) -> None:
    steps = 0
    for number in range(STEPS // ROUND):
        with running(ground, tmp_path / str(number)) as run:
            while run.steps < ROUND:
                work(run, seed + steps + run.steps, -(-(ROUND - run.steps) // EACH))
        steps += run.steps
    assert steps >= STEPS, "nobody shortens this unnoticed"


def test_the_model_owes_the_house_nothing() -> None:
    text = (Path(__file__).parent / "model.py").read_text(encoding="utf-8")
    imports = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert imports
    assert not any("ipplan" in line or "tests" in line for line in imports)
