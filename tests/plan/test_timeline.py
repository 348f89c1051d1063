"""The picture of actions in time: all of it inside its frame, in order, and each label in its own row."""

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.kinds import KINDS
from ipplan.plan.timeline import (
    BAR,
    LETTER,
    MANY,
    MONTH_LABEL,
    NEAR,
    ROW,
    TOP,
    WIDTH,
    Task,
    Timeline,
    timeline,
)

TODAY = date(2027, 5, 12)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


STATES = st.sampled_from(list(KINDS["action"].statuses))
DRAWN = st.tuples(DAYS, st.none() | DAYS, STATES, st.integers(1, 60), st.lists(DAYS, max_size=2))


def _drawn(rows: list[tuple[date, date | None, str, int, list[date]]]) -> list[Task]:
    return [_of(number, *row) for number, row in enumerate(rows)]


def _of(number: int, begins: date, ends: date | None, status: str, words: int, dates: list[date]) -> Task:
    late = status not in KINDS["action"].ended and ends is not None and ends < TODAY
    title, begins = "Tøye " * words, min(begins, ends) if ends else begins
    state = "late" if late else status
    return Task(UUID(int=number), title, "Hjemme", begins, ends, state, tuple(sorted(dates)))


TASKS = st.lists(DRAWN, max_size=12).map(_drawn)


@given(TASKS, DAYS)
def test_everything_is_inside_the_frame(tasks: list[Task], today: date) -> None:
    line = timeline(tasks, today)
    assert line.first <= today < line.after
    assert 0 <= line.today <= WIDTH
    for bar in line.bars:
        assert 0 <= bar.x < bar.x + bar.width <= WIDTH + 0.01
        assert bar.late_width >= 0
        assert bar.late_x + bar.late_width <= WIDTH + 0.01
        assert 0 <= bar.label_x <= bar.label_x + len(bar.label) * LETTER <= WIDTH
        assert TOP <= bar.y <= bar.y + ROW <= line.height
        assert all(0 <= x <= WIDTH for x in bar.marks)
    assert BAR < ROW
    _check_months(line)


@given(TASKS)
def test_bars_keep_the_order_and_no_row_is_used_twice(tasks: list[Task]) -> None:
    line = timeline(tasks, TODAY)
    assert [bar.task for bar in line.bars] == [one for one in tasks if one in {b.task for b in line.bars}]
    rows = [bar.y for bar in line.bars]
    assert all(later - earlier >= ROW for earlier, later in pairwise(rows))
    assert len(rows) + line.left_out == len(tasks)
    assert len(rows) <= MANY
    for one in line.bars:
        later = [other for other in line.bars if one.task.begins <= other.task.begins]
        assert all(one.x <= other.x for other in later), "later days stand further to the right"


def _check_months(line: Timeline) -> None:
    """Their names have room."""
    named = [month.x for month in line.months if month.named]
    assert named
    assert all(later - earlier >= MONTH_LABEL - 4 for earlier, later in pairwise(named))
    assert [month.first.day for month in line.months] == [1] * len(line.months)


def test_what_is_late_goes_on_until_today_and_what_is_done_does_not() -> None:
    line = _line(_task(1, "late", -30, -10), _task(2, "done", -30, -10))
    late, done = line.bars
    assert late.late_x + late.late_width == line.today
    assert (late.x, late.width) == (done.x, done.width)
    assert done.late_width == 0


def test_the_label_of_what_began_long_ago_and_goes_on_stands_near_today() -> None:
    line = _line(_task(1, "ongoing", -160, 60), _task(2, "done", -160, -120), _task(3, "ongoing", -3, 60))
    goes_on, ended, new = line.bars
    assert goes_on.x < goes_on.label_x == round(line.today - NEAR, 2)
    assert (ended.label_x, new.label_x) == (ended.x, new.x)


def test_what_has_no_date_goes_on_to_the_edge_and_says_so() -> None:
    line = _line(_task(1, "ongoing", -30, None), _task(2, "ongoing", -30, 30))
    open_ended, ends = line.bars
    assert open_ended.goes_on
    assert open_ended.x + open_ended.width == WIDTH
    assert not ends.goes_on


def test_where_there_are_too_many_those_still_to_be_done_are_drawn() -> None:
    old = [_task(n, "done", -40, -20) for n in range(MANY)]
    line = _line(*old, *(_task(1000 + n, "ongoing", -3, 30) for n in range(5)))
    assert {bar.task.item_id.int for bar in line.bars} >= {1000 + n for n in range(5)}
    assert line.left_out == 5


def _line(*tasks: Task) -> Timeline:
    return timeline(tasks, TODAY)


def _task(number: int, state: str, begins: int, ends: int | None) -> Task:
    last = TODAY + timedelta(days=ends) if ends is not None else None
    return Task(UUID(int=number), "Tøye", "Hjemme", TODAY + timedelta(days=begins), last, state)
