"""Which time suits best."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.polls import ANSWERS, Poll
from ipplan.store.polls import Question, Slot, Step

NOW = datetime(2027, 5, 12, 12, tzinfo=UTC)
SLOTS = tuple(Slot(NOW + timedelta(days=n), NOW + timedelta(days=n, hours=1)) for n in (1, 2, 3))
WORDS = st.sampled_from((*ANSWERS, ""))


def _poll(*rows: tuple[str, ...]) -> Poll:
    people = [uuid4() for _ in rows]
    given = {
        who: {slot: word for slot, word in zip(SLOTS, row, strict=True) if word}
        for who, row in zip(people, rows, strict=True)
    }
    question = Question("Møte", "", "", False, frozenset(), frozenset(people), SLOTS)
    step = Step(UUID(int=1), 1, UUID(int=2), NOW, "asked", question)
    return Poll((step,), given, frozenset(people))


def test_the_best_is_what_most_can() -> None:
    poll = _poll(("yes", "yes", "no"), ("no", "yes", "maybe"), ("maybe", "maybe", "yes"))
    assert poll.best(NOW) == [SLOTS[1]]


def test_two_perhapses_are_better_than_a_yes_and_a_no() -> None:
    assert _poll(("yes", "maybe", "no"), ("no", "maybe", "no")).best(NOW) == [SLOTS[1]]


def test_where_nobody_can_come_or_has_answered_none_is_best() -> None:
    assert _poll(("no", "no", "no")).best(NOW) == []
    assert _poll(("", "", "")).best(NOW) == []


def test_a_time_that_has_begun_is_not_the_best() -> None:
    poll = _poll(("yes", "maybe", "no"))
    assert poll.best(NOW) == [SLOTS[0]]
    assert poll.best(SLOTS[0].starts_at) == [SLOTS[1]]
    assert poll.best(SLOTS[2].starts_at) == []


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=6))
def test_no_time_suits_more_and_hinders_fewer_than_the_best(rows: list[tuple[str, str, str]]) -> None:
    poll = _poll(*rows)
    best = [poll.tally(slot) for slot in poll.best(NOW)]
    for slot in SLOTS:
        one = poll.tally(slot)
        assert one.yes + one.maybe + one.no <= len(rows)
        for chosen in best:
            better = one.yes > chosen.yes and one.maybe >= chosen.maybe and one.no <= chosen.no
            assert not better
    if any(word in ("yes", "maybe") for row in rows for word in row):
        assert best
