"""How it goes with each goal, month by month, as far as what stands now tells it.

The history is for those who write in a section. So what is told here is reckoned, for all readers alike, from
what they see as it stands: when an action was written down, and if it is done, when that was last changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ipplan.permit import Permit
from ipplan.plan.outline import Node, Outline
from ipplan.plan.periods import OSLO

MONTHS = 6
"""That are drawn, with this one."""
WIDTH, HEIGHT, GAP = 264.0, 60.0, 6.0
"""Of the picture; between its columns."""
TALLEST = 5
"""Actions that make a column as tall as the picture; more make all of them lower."""


@dataclass(frozen=True, slots=True)
class Column:
    """How it stood at the end of a month, or stands today."""

    first: date
    there: int
    """Actions that were written down, and not given up since."""
    done: int
    x: float
    width: float
    y: float
    height: float
    done_y: float
    done_height: float


@dataclass(frozen=True, slots=True)
class Progress:
    """One goal that stands under no other, with all actions under it."""

    outline: Outline
    node: Node
    done: int
    ongoing: int
    planned: int
    late: int
    nobody: int
    parts: int
    """Goals under it; how many are reached:"""
    reached: int
    columns: tuple[Column, ...]

    @property
    def there(self) -> int:
        return self.done + self.ongoing + self.planned

    @property
    def ended(self) -> bool:
        """Whether nobody works on it any more."""
        return self.node.clear.status in ("reached", "stopped")

    @property
    def gained(self) -> int:
        """How many more are done than at the end of the first month that is drawn."""
        return self.columns[-1].done - self.columns[0].done


def progress_of(opened: Mapping[UUID, tuple[Permit, Outline]], today: date) -> list[Progress]:
    """The goals of all open sections, in the plan's order."""
    return [
        _progress(outline, node, today)
        for _, outline in opened.values()
        for node in outline.nodes
        if node.kind == "goal"
    ]


def columns(written: list[date], done: list[date], today: date) -> tuple[Column, ...]:
    """``written``: when each action was written down; ``done``: when those that are done were."""
    tallest = max(len(written), TALLEST)
    width = (WIDTH - GAP * (MONTHS - 1)) / MONTHS
    found = []
    for number, first in enumerate(_months(today)):
        edge = _next(first)
        there = sum(1 for day in written if day < edge)
        ended = min(sum(1 for day in done if day < edge), there)
        height, done_height = HEIGHT * there / tallest, HEIGHT * ended / tallest
        found.append(
            Column(
                first,
                there,
                ended,
                round(number * (width + GAP), 2),
                round(width, 2),
                round(HEIGHT - height, 2),
                round(height, 2),
                round(HEIGHT - done_height, 2),
                round(done_height, 2),
            )
        )
    return tuple(found)


def _progress(outline: Outline, goal: Node, today: date) -> Progress:
    below = list(_under(goal))
    actions = [node for node in below if node.kind == "action" and node.clear.status != "stopped"]
    parts = [node for node in below if node.kind == "goal"]
    done = [node for node in actions if node.clear.status == "done"]
    return Progress(
        outline,
        goal,
        len(done),
        sum(1 for node in actions if node.clear.status == "ongoing"),
        sum(1 for node in actions if node.clear.status == "planned"),
        sum(1 for node in actions if node.late(today)),
        sum(1 for node in actions if node.nobody),
        len(parts),
        sum(1 for node in parts if node.clear.status == "reached"),
        columns(
            [_day(node.item.created_at) for node in actions],
            [max(_day(node.item.head.at), _day(node.item.created_at)) for node in done],
            today,
        ),
    )


def _under(node: Node) -> Iterator[Node]:
    for below in node.below:
        yield below
        yield from _under(below)


def _months(today: date) -> list[date]:
    number = today.year * 12 + today.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(number - MONTHS + 1, number + 1)]


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _day(moment: datetime) -> date:
    return moment.astimezone(OSLO).date()
