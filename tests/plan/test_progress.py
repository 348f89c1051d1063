"""How the actions of a goal stood month by month."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.progress import HEIGHT, MONTHS, WIDTH, columns

TODAY = date(2027, 5, 12)
DAYS = st.dates(date(2026, 1, 1), TODAY)


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=30))
def test_columns_stand_in_their_frame_and_never_shrink(actions: list[tuple[date, date | None]]) -> None:
    written = [one for one, _ in actions]
    done = [max(one, ended) for one, ended in actions if ended]
    found = columns(written, done, TODAY)
    assert len(found) == MONTHS
    assert found[-1].first == TODAY.replace(day=1)
    for one, after in pairwise(found):
        assert one.there <= after.there
        assert one.done <= after.done
        assert one.x + one.width <= after.x
    for one in found:
        assert one.done <= one.there
        assert 0 <= one.y <= one.done_y <= HEIGHT
        assert abs(one.y + one.height - HEIGHT) < 0.02
        assert one.x + one.width <= WIDTH + 0.02
    assert (found[-1].there, found[-1].done) == (len(written), len(done))


def test_an_action_is_there_from_the_month_in_which_it_was_written_down() -> None:
    found = columns([date(2027, 3, 31), date(2027, 4, 1)], [date(2027, 4, 30)], TODAY)
    assert [(one.first.month, one.there, one.done) for one in found] == [
        (12, 0, 0),
        (1, 0, 0),
        (2, 0, 0),
        (3, 1, 0),
        (4, 2, 1),
        (5, 2, 1),
    ]
