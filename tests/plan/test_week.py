"""Appointments on their days in Oslo, over both changes of the clock; clashes and what is too full."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.appointments import Rule, rule_of
from ipplan.plan.kinds import KINDS
from ipplan.plan.kinds.asking import WEEKDAYS
from ipplan.plan.meetings import Meeting
from ipplan.plan.outline import Node
from ipplan.plan.periods import OSLO
from ipplan.plan.week import Entry, clashing, entries_of, monday_of, next_day, weeks, weeks_of_month
from ipplan.rules import standard
from ipplan.store.items import Item
from ipplan.store.meetings import Change, When, Words
from ipplan.store.versions import Clear, Version

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
"""The days on which the clocks are changed."""
MONDAY = date(2027, 3, 22)
DAYS = st.dates(date(2024, 1, 1), date(2034, 12, 31))
CLOCKS = st.times().map(lambda one: one.replace(second=0, microsecond=0))


def node(first: date = MONDAY, **content: str) -> Node:
    """An appointment as it is read."""
    at = datetime(2027, 1, 1, tzinfo=UTC)
    starts = datetime(first.year, first.month, first.day, tzinfo=UTC)
    clear, who = Clear("appointment", starts_at=starts), uuid4()
    known = KINDS["appointment"].content({"title": "Svømming"} | content)
    head = Version(uuid4(), uuid4(), uuid4(), 1, None, "created", who, None, who, at, clear, known)
    return Node(Item(head, at, 1), ())


@given(
    DAYS,
    st.sets(st.sampled_from(list(WEEKDAYS)), min_size=1),
    st.integers(0, 60),
    st.sets(st.integers(0, 60)),
)
def test_it_comes_again_on_its_weekdays_until_its_last_day_but_for_those_left_out(
    first: date, weekdays: set[str], length: int, left_out: set[int]
) -> None:
    last = first + timedelta(days=length)
    without = {first + timedelta(days=one) for one in left_out}
    found = rule_of(
        node(
            first,
            weekdays=" ".join(weekdays),
            until=last.isoformat(),
            without=", ".join(f"{one:%d.%m.%Y}" for one in without),
        )
    )
    assert found is not None
    names = list(WEEKDAYS)
    every = [first + timedelta(days=one) for one in range(-7, 80)]
    wanted = [
        day
        for day in every
        if first <= day <= last and names[day.weekday()] in weekdays and day not in without
    ]
    assert list(found.days(every[0], every[-1])) == wanted
    part = every[20], every[40]
    assert list(found.days(*part)) == [day for day in wanted if part[0] <= day <= part[1]]


@given(DAYS, CLOCKS, CLOCKS)
def test_it_is_at_its_time_of_day_in_oslo_and_never_ends_before_it_begins(
    day: date, begins: time, ends: time
) -> None:
    span = Rule(day, day, (), frozenset(), begins, ends).span(day)
    assert span is not None
    starts, stops = (one.astimezone(OSLO).replace(tzinfo=None) for one in span)
    assert span[0] <= span[1]
    if day not in (SPRING, AUTUMN) and begins.hour > 4 and ends.hour > 4:
        assert (starts.date(), starts.time(), stops.time()) == (day, begins, ends)
        assert (stops.date() - day).days == (ends <= begins)


def test_the_clock_stands_still_where_the_clocks_are_changed() -> None:
    for day, offsets in ((SPRING, (1, 2)), (AUTUMN, (2, 1))):
        spans = [Rule(day, day, (), frozenset(), time(8, 30), time(9)).span(one) for one in _beside(day)]
        assert [span and span[0].astimezone(OSLO).time() for span in spans] == [time(8, 30)] * 2
        hours = [8 - span[0].hour for span in spans if span]
        assert tuple(hours) == offsets
    lost = Rule(SPRING, SPRING, (), frozenset(), time(2, 30), time(2, 45)).span(SPRING)
    assert lost is not None
    assert lost[0].astimezone(OSLO).time() == time(3, 30), "there is no half past two that night"


def _beside(day: date) -> tuple[date, date]:
    return day - timedelta(days=1), day


def entry(begins: int, lasts: int, *, takes: bool = True, day: date = MONDAY) -> Entry:
    starts = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=begins)
    return Entry(day, "appointment", node(day), span=(starts, starts + timedelta(minutes=lasts)), takes=takes)


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 120), st.booleans()), max_size=9))
def test_clashes_are_the_pairs_that_take_the_same_minutes(made: list[tuple[int, int, bool]]) -> None:
    entries = [entry(begins, lasts, takes=takes) for begins, lasts, takes in made]

    def at_once(one: Entry, other: Entry) -> bool:
        assert one.span
        assert other.span
        first, second = sorted((one.span, other.span))
        return first[0] == second[0] or second[0] < first[1]

    taking = [one for one in entries if one.takes]
    wanted = {frozenset((a.item_id, b.item_id)) for a, b in combinations(taking, 2) if at_once(a, b)}
    found = list(clashing(entries))
    assert {frozenset((a.item_id, b.item_id)) for a, b in found} == wanted
    assert len(found) == len(wanted)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1200)), max_size=16))
def test_a_week_has_all_and_says_when_there_is_more_than_plenty(made: list[tuple[int, int]]) -> None:
    rules = standard()
    entries = [entry(begins, 0, day=MONDAY + timedelta(days=number)) for number, begins in made]
    (week,) = weeks(entries, [MONDAY], rules)
    assert sorted(one.item_id for day in week.days for one in day.entries) == sorted(
        one.item_id for one in entries
    )
    assert week.full == (len(made) > rules.full_week.value)
    for number, day in enumerate(week.days):
        count = sum(one == number for one, _ in made)
        assert (day.taking, day.full) == (count, count > rules.full_day.value)
        spans = [one.span for one in day.entries if one.span]
        assert spans == sorted(spans)


def test_what_lasts_past_midnight_clashes_with_the_next_morning() -> None:
    night, morning = entry(22 * 60, 600), entry(7 * 60, 60, day=MONDAY + timedelta(days=1))
    (week,) = weeks([morning, night], [MONDAY], standard())
    assert [len(day.clashes) for day in week.days] == [0, 1, 0, 0, 0, 0, 0]


def test_what_has_no_time_clashes_with_nothing_and_stands_last() -> None:
    whole = replace(entry(0, 0), span=None)
    (week,) = weeks([whole, entry(600, 60)], [MONDAY], standard())
    assert week.days[0].clashes == ()
    assert week.days[0].entries[-1] == whole


@given(DAYS)
def test_a_month_is_all_weeks_that_it_touches(day: date) -> None:
    mondays = weeks_of_month(day)
    assert all(one.weekday() == 0 for one in mondays)
    days = {one + timedelta(days=number) for one in mondays for number in range(7)}
    month = {one for one in days if (one.year, one.month) == (day.year, day.month)}
    first = day.replace(day=1)
    length = ((first + timedelta(days=31)).replace(day=1) - first).days
    assert len(month) == length
    assert all(any((one + timedelta(days=n)) in month for n in range(7)) for one in mondays)
    assert monday_of(day) in mondays


def test_the_next_day_of_it_is_the_one_to_show() -> None:
    weekly = node(weekdays="wed", until="2027-04-30")
    assert next_day(weekly, date(2027, 3, 25)) == date(2027, 3, 31)
    assert next_day(weekly, date(2028, 1, 1)) == date(2027, 4, 28)
    assert next_day(node(), date(2028, 1, 1)) == MONDAY


def test_each_entry_knows_what_it_is_of() -> None:
    one = entry(0, 0)
    assert isinstance(one.item_id, UUID)


def test_a_meeting_takes_of_the_owners_time_where_she_or_who_acts_for_her_is_invited() -> None:
    owner, other = uuid4(), uuid4()
    starts = datetime(2027, 3, 23, 9, tzinfo=UTC)
    when = When(starts, starts + timedelta(hours=1), frozenset())

    def meeting(state: str, who: UUID) -> Meeting:
        words = Words("Samarbeidsmøte", "", "", place_in_mail=False, invited=frozenset({who}), asked=1)
        change = Change(uuid4(), 1, who, starts, state, when, words)
        return Meeting(change.meeting_id, change, None, (change,), {})

    made = [meeting("called", owner), meeting("called", other), meeting("cancelled", owner)]
    found = list(entries_of({}, made, {owner}, MONDAY, MONDAY + timedelta(days=6)))
    assert [(one.meeting, one.takes) for one in found] == [(made[0], True), (made[1], False)]
    assert list(clashing(found)) == []
    assert list(entries_of({}, made, {owner}, MONDAY + timedelta(days=7), MONDAY + timedelta(days=9))) == []
