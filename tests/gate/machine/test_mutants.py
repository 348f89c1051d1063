"""The machine is worth what it finds: each fault that is planted, it finds, and as what it is."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.gate.machine.acts import Enough
from tests.gate.machine.mutants import MUTANTS, Mutant
from tests.gate.machine.running import running, work

PLANTED = MUTANTS if os.environ.get("IPPLAN_TESTS") else MUTANTS[:3]
"""A short run plants only some."""
IMPATIENCE = 3.0
"""Seconds until a screen is left behind, where that is what is looked for."""


@pytest.mark.parametrize("mutant", PLANTED, ids=lambda one: one.name)
def test_a_fault_is_found(
    ground: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mutant: Mutant
) -> None:
    """The seed is the same each time: whether the machine can find it is asked, not whether it is lucky."""
    mutant.plant(monkeypatch)
    with running(ground, tmp_path) as run:
        run.patience, run.ends_at_a_fault = IMPATIENCE, True
        with pytest.raises(Enough) as found:
            work(run, seed=5, plans=40, each=20)
        assert isinstance(found.value.fault, mutant.found_as), found.value.fault
