"""Ratios: two things done by turns in the same run, the median of at least five."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Literal

ROUNDS = 5


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    value: float
    must: float
    aim: float
    better: Literal["lower", "higher"]

    @property
    def meets(self) -> bool:
        return self.value <= self.must if self.better == "lower" else self.value >= self.must

    def as_json(self) -> dict[str, object]:
        value = round(self.value, 4)
        return {"value": value, "unit": "ratio", "must": self.must, "aim": self.aim, "better": self.better}


def lower(name: str, value: float, must: float, aim: float) -> Figure:
    """A figure that is better the lower it is."""
    return Figure(name, value, must, aim, "lower")


def higher(name: str, value: float, must: float, aim: float) -> Figure:
    """A figure that is better the higher it is."""
    return Figure(name, value, must, aim, "higher")


def ratio(ours: Callable[[], float], theirs: Callable[[], float], rounds: int = ROUNDS) -> float:
    """Ours to theirs, by turns; the first of each is for warming up and does not count."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    say("    " + "  ".join(f"{one:.4g}:{other:.4g}" for one, other in pairs))
    return median(one / other for one, other in pairs)


def say(text: str) -> None:
    """For whoever waits; the table itself goes to standard output."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201
