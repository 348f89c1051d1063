"""How a meeting goes, by all that happened at it: rules that hold whatever happened, in whatever order."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.gathering import NOTHING, gathering_of
from ipplan.store.gatherings import Event

MEETING, CHAIR = UUID(int=1), UUID(int=2)
BEGAN = datetime(2027, 3, 1, 9, tzinfo=UTC)
people, points = (st.integers(1, 3).map(lambda n: UUID(int=n)) for _ in range(2))
happening = st.one_of(
    st.tuples(st.just("begun"), st.just({})),
    st.tuples(st.just("ended"), st.just({})),
    st.tuples(st.just("point"), points.map(lambda one: {"point": str(one)})),
    st.tuples(st.just("point"), st.just({})),
    st.tuples(st.sampled_from(["came", "left"]), people.map(lambda one: {"who": str(one)})),
    st.tuples(
        st.sampled_from(["guest_came", "guest_left"]), st.sampled_from("AB").map(lambda one: {"guest": one})
    ),
    st.tuples(st.sampled_from(["sent", "locked"]), st.just({})),
)


def events(happened: list[tuple[Any, int]]) -> list[Event]:
    """Each event with how many minutes after the one before."""
    at, made = BEGAN, []
    for number, ((kind, said), minutes) in enumerate(happened, start=1):
        at += timedelta(minutes=minutes)
        made.append(Event(MEETING, number, kind, CHAIR, None, at, None, said))
    return made


@given(st.lists(st.tuples(happening, st.integers(0, 30)), max_size=30))
def test_whatever_happens_the_times_add_up_and_who_is_there_came(happened: list[tuple[Any, int]]) -> None:
    told = events(happened)
    found = gathering_of(told)
    last = told[-1].at if told else BEGAN
    spoken_of = {*found.spent, *([found.current] if found.current else [])}
    taken = sum((found.spent_on(point, last) for point in spoken_of), NOTHING)
    assert taken <= last - BEGAN
    assert found.present <= found.came
    assert set(found.guests) <= set(found.guests_came)
    assert len(set(found.guests_came)) == len(found.guests_came)
    assert (found.current is None) == (found.since is None)
    assert found.is_locked == any(one.kind == "locked" for one in told)
    assert [one.kind for one in found.after] == [one.kind for one in told if one.kind in ("sent", "locked")]


def test_a_point_is_counted_while_it_is_spoken_of_and_no_longer() -> None:
    one, other = UUID(int=1), UUID(int=2)
    happened: list[tuple[Any, int]] = [
        (("begun", {}), 0),
        (("point", {"point": str(one)}), 0),
        (("point", {"point": str(other)}), 12),
        (("point", {}), 3),
        (("point", {"point": str(one)}), 40),
        (("ended", {}), 8),
        (("begun", {}), 5),
    ]
    found = gathering_of(events(happened))
    assert found.spent == {one: timedelta(minutes=20), other: timedelta(minutes=3)}
    assert found.is_on
    assert found.begun_at == BEGAN
    assert found.spent_on(one, BEGAN + timedelta(days=1)) == timedelta(minutes=20)
