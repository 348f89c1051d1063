"""A line of time with a bar for each action: where all of it stands in the picture; no word is drawn here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from ipplan.permit import Permit
from ipplan.plan.kinds import KINDS
from ipplan.plan.news import first_words
from ipplan.plan.outline import Node, Outline
from ipplan.plan.periods import OSLO

WIDTH, TOP, ROW = 960.0, 40.0, 54.0
"""Of the picture, of the line of months above it, and of each action's row."""
BAR = 16.0
NARROWEST = 8.0
"""A bar of one day is still seen."""
LETTER, LETTERS = 9.5, 46
"""How wide a letter of a label is at most, and how many it has at most."""
NEAR = 190.0
"""How far before today a label stands at most, where its bar goes on after that."""
MONTH_LABEL = 74.0
BEHIND, AHEAD = 6, 12
"""Months before this one, and after it, that the picture shows at most."""
MANY = 40
ENDED = KINDS["action"].ended


@dataclass(frozen=True, slots=True)
class Task:
    """An action in time."""

    item_id: UUID
    title: str
    section: str
    begins: date
    ends: date | None
    """Its own date, else the last of those who do it; ``None``: no date is set."""
    state: str
    """Its status, or ``late``."""
    dates: tuple[date, ...] = ()
    """By when those who do it, and are not done, do their part."""
    people: tuple[tuple[UUID, str], ...] = ()
    """Who does it, and the state of each."""

    @property
    def ended(self) -> bool:
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class Month:
    """A column of the picture."""

    first: date
    x: float
    named: bool
    """Whether its name has room."""


@dataclass(frozen=True, slots=True)
class Bar:
    """An action as it is drawn."""

    task: Task
    label: str
    label_x: float
    x: float
    width: float
    y: float
    """Of the row's upper edge."""
    late_x: float
    late_width: float
    """From its date until today, where it is late; else nought wide."""
    goes_on: bool
    """Whether it has no end within the picture."""
    marks: tuple[float, ...]
    """Where the dates of those who do it are."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture."""

    first: date
    after: date
    months: tuple[Month, ...]
    bars: tuple[Bar, ...]
    today: float
    height: float
    left_out: int
    """Actions that have no room, or ended before it begins."""


def tasks_of(opened: Mapping[UUID, tuple[Permit, Outline]], today: date) -> list[Task]:
    """The actions of all open sections, by when they begin."""
    found = [
        _task(node, outline, today)
        for _, outline in opened.values()
        for node, _ in outline.walk()
        if node.kind == "action"
    ]
    return sorted(found, key=lambda one: (one.begins, one.ends or date.max, one.item_id))


def timeline(tasks: Sequence[Task], today: date) -> Timeline:
    """``tasks`` in the order in which they are drawn."""
    first, after = _frame(tasks, today)
    shown = [one for one in tasks if not (one.ended and (one.ends or one.begins) < first)]
    shown = _nearest(shown, today)
    scale = WIDTH / (after - first).days
    at = _Scale(first, after, scale)
    bars = tuple(_bar(one, TOP + number * ROW, at, today) for number, one in enumerate(shown))
    height = TOP + len(bars) * ROW
    return Timeline(first, after, _months(at), bars, at.x(today), height, len(tasks) - len(shown))


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    after: date
    scale: float

    def x(self, day: date) -> float:
        """Where a day begins; what is outside is at the nearest edge."""
        within = min(max(day, self.first), self.after)
        return round((within - self.first).days * self.scale, 2)


def _task(node: Node, outline: Outline, today: date) -> Task:
    duties = node.of("responsibility")
    dated = [(due, one.clear.status) for one in duties if (due := one.clear.due_on)]
    ends = node.clear.due_on or max((due for due, status in dated if status != "declined"), default=None)
    if ends is None and node.clear.status in ENDED:
        ends = node.item.head.at.astimezone(OSLO).date()
    starts = node.clear.starts_at
    begins = starts.date() if starts else node.item.created_at.astimezone(OSLO).date()
    late = node.clear.status not in ENDED and ends is not None and ends < today
    return Task(
        node.item_id,
        node.content["title"],
        outline.title,
        min(begins, ends) if ends else begins,
        ends,
        "late" if late else node.clear.status,
        tuple(sorted(due for due, status in dated if status in ("asked", "accepted"))),
        tuple((who, one.clear.status) for one in duties if (who := one.clear.responsible_id)),
    )


def _frame(tasks: Iterable[Task], today: date) -> tuple[date, date]:
    """From the first of a month to the first of another."""
    here = today.replace(day=1)
    begins = min((one.begins for one in tasks), default=today)
    ends = max((one.ends for one in tasks if one.ends), default=today)
    first = max(begins.replace(day=1), _later(here, -BEHIND))
    after = min(max(_later(ends.replace(day=1), 1), _later(here, 3)), _later(here, AHEAD + 1))
    return min(first, here), after


def _nearest(tasks: Sequence[Task], today: date) -> list[Task]:
    """As many as have room: those that are not done first, and of them the nearest; in the same order."""
    if len(tasks) <= MANY:
        return list(tasks)
    near = sorted(tasks, key=lambda one: (one.ended, abs(((one.ends or one.begins) - today).days)))[:MANY]
    kept = {one.item_id for one in near}
    return [one for one in tasks if one.item_id in kept]


def _bar(task: Task, y: float, at: _Scale, today: date) -> Bar:
    last = task.ends + timedelta(days=1) if task.ends else at.after
    x, end = at.x(task.begins), at.x(last)
    x = min(x, WIDTH - NARROWEST)
    width = round(max(end - x, NARROWEST), 2)
    late = task.state == "late"
    label = first_words(task.title, LETTERS)
    return Bar(
        task,
        label,
        round(max(min(_label_x(x, width, at.x(today)), WIDTH - len(label) * LETTER), 0.0), 2),
        x,
        width,
        y,
        round(x + width, 2),
        round(max(at.x(today) - x - width, 0.0), 2) if late else 0.0,
        task.ends is None or task.ends >= at.after,
        tuple(at.x(one) for one in task.dates if at.first <= one < at.after),
    )


def _label_x(x: float, width: float, today: float) -> float:
    """At the bar's beginning; of one that began long ago nearer to today, where a narrow screen begins."""
    near = today - NEAR
    return near if x < near < x + width else x


def _months(at: _Scale) -> tuple[Month, ...]:
    found, first = [], at.first
    while first < at.after:
        found.append((first, at.x(first)))
        first = _later(first, 1)
    step = next(step for step in range(1, len(found) + 1) if WIDTH / len(found) * step >= MONTH_LABEL)
    return tuple(Month(one, x, number % step == 0) for number, (one, x) in enumerate(found))


def _later(first: date, months: int) -> date:
    """The first of the month so many months later."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
