"""A calendar of what is in the plan: days with what is on them in Oslo, clashes, and what is too full."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from ipplan.permit import Permit
from ipplan.plan.appointments import rule_of
from ipplan.plan.kinds import KINDS
from ipplan.plan.meetings import Meeting
from ipplan.plan.outline import Node, Outline
from ipplan.plan.periods import OSLO
from ipplan.rules import Rules

Opened = Mapping[UUID, tuple[Permit, Outline]]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on one day: ``word`` is ``meeting``, ``appointment``, ``starts`` or ``due``."""

    day: date
    word: str
    node: Node | None
    meeting: Meeting | None = None
    section: Outline | None = None
    above: Node | None = None
    """What the item stands under."""
    span: tuple[datetime, datetime] | None = None
    """From when until when, in UTC; ``None``: the whole day, or no time that anybody has written."""
    takes: bool = False
    """Whether it takes of the owner's time."""

    @property
    def overnight(self) -> bool:
        """Whether it ends on another day than it begins on."""
        return self.span is not None and self.span[1].astimezone(OSLO).date() != self.day

    @property
    def item_id(self) -> UUID:
        """The id of the item, or of the meeting."""
        if self.node is not None:
            return self.node.item_id
        assert self.meeting is not None, "an entry is of something"
        return self.meeting.meeting_id


@dataclass(frozen=True, slots=True)
class Day:
    """One day, with what is on it in the order of the clock: what has no time comes last."""

    day: date
    entries: tuple[Entry, ...]
    clashes: tuple[tuple[Entry, Entry], ...]
    full: bool
    """Whether more of it takes of the owner's time than the rules call plenty."""

    @property
    def taking(self) -> int:
        return sum(one.takes for one in self.entries)


@dataclass(frozen=True, slots=True)
class Week:
    """A week from its Monday."""

    days: tuple[Day, ...]
    full: bool

    @property
    def taking(self) -> int:
        return sum(one.taking for one in self.days)

    @property
    def number(self) -> int:
        return self.days[0].day.isocalendar().week


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks_of_month(day: date) -> list[date]:
    """The Mondays of the weeks that a month touches."""
    first = monday_of(day.replace(day=1))
    mondays = (first + timedelta(weeks=number) for number in range(6))
    return [one for one in mondays if (one.year, one.month) <= (day.year, day.month)]


def weeks(entries: Iterable[Entry], mondays: Sequence[date], rules: Rules) -> list[Week]:
    """The weeks that begin on these Mondays. A clash stands where the later of the two begins."""
    known = sorted(entries, key=_by_clock)
    clashes = list(clashing(known))
    found = []
    for monday in mondays:
        each = [monday + timedelta(days=number) for number in range(7)]
        days = tuple(_day(day, known, clashes, rules) for day in each)
        found.append(Week(days, sum(one.taking for one in days) > rules.full_week.value))
    return found


def entries_of(
    opened: Opened, meetings: Iterable[Meeting], family: Collection[UUID], since: date, until: date
) -> Iterator[Entry]:
    """What is from ``since`` to ``until``, both with.

    ``family``: the owner and who acts for her; a meeting to which none of them is invited takes none of her
    time.
    """
    for _, outline in opened.values():
        for node, above in outline.walk():
            yield from _of_item(outline, node, above, since, until)
    for meeting in meetings:
        when, day = meeting.newest.when, meeting.newest.when.starts_at.astimezone(OSLO).date()
        if since <= day <= until and not meeting.cancelled:
            takes = not meeting.newest.words.invited.isdisjoint(family)
            yield Entry(day, "meeting", None, meeting, span=(when.starts_at, when.ends_at), takes=takes)


def next_day(node: Node, today: date) -> date | None:
    """The next day of an appointment; of one that is over, its last."""
    rule = rule_of(node)
    if rule is None:
        return None
    coming = next(rule.days(today, rule.last), None)
    return coming or max(rule.days(rule.first, rule.last), default=rule.first)


def clashing(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Pairs of what takes of the owner's time at once, the earlier first.

    The way from the one to the other is not known. What has no end lasts no time.
    """
    timed = sorted((one.span, number, one) for number, one in enumerate(entries) if one.takes and one.span)
    for place, (span, _, one) in enumerate(timed):
        for other_span, _, other in timed[place + 1 :]:
            if other_span[0] >= span[1] and other_span[0] != span[0]:
                break
            yield one, other


def _day(day: date, entries: Iterable[Entry], clashes: Iterable[tuple[Entry, Entry]], rules: Rules) -> Day:
    found = tuple(one for one in entries if one.day == day)
    full = sum(one.takes for one in found) > rules.full_day.value
    return Day(day, found, tuple(pair for pair in clashes if pair[1].day == day), full)


def _by_clock(one: Entry) -> tuple[bool, float, str, str]:
    return one.span is None, one.span[0].timestamp() if one.span else 0.0, one.word, str(one.item_id)


def _of_item(outline: Outline, node: Node, above: Node | None, since: date, until: date) -> Iterator[Entry]:
    clear, kind = node.clear, KINDS[node.kind]
    if node.kind == "appointment" and (rule := rule_of(node)):
        for day in rule.days(since, until):
            yield Entry(day, "appointment", node, None, outline, above, rule.span(day), takes=True)
    if clear.status in kind.ended:
        return
    if node.kind == "action" and clear.starts_at and since <= clear.starts_at.date() <= until:
        yield Entry(clear.starts_at.date(), "starts", node, None, outline, above)
    if clear.due_on and since <= clear.due_on <= until:
        yield Entry(clear.due_on, "due", node, None, outline, above)
