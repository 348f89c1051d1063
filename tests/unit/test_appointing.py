"""How a coordinator is appointed: steps in their order, who is suggested, and when first contact is late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.unit.appointing import (
    AFTER,
    NEXT,
    Candidate,
    WrongStep,
    check_step,
    contact_is_late,
    deputy_days_wrong,
    is_wished,
    stands_at,
    suggested,
)

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    kind: str


def told(*kinds: str) -> list[Told]:
    return [Told(kind) for kind in kinds]


def test_the_whole_way_and_what_moves_nothing() -> None:
    way = ["proposed", "agreed", "accepted", "appointed"]
    for number, step in enumerate(way):
        check_step(told(*way[:number]), step)
    assert stands_at(told(*way, "reminded", "contacted")) == "appointed"
    assert stands_at(told("proposed", "asked")) == "asked", "a deputy needs no manager's yes"
    assert stands_at([]) == ""


@pytest.mark.parametrize(
    ("before", "step"),
    [
        ((), "appointed"),
        (("proposed",), "accepted"),
        (("proposed", "agreed"), "appointed"),
        (("proposed", "agreed", "declined"), "appointed"),
        (("proposed", "agreed", "accepted"), "declined"),
        (("proposed", "taken_back"), "agreed"),
        (("proposed", "agreed", "accepted", "appointed"), "taken_back"),
        (("proposed", "agreed", "accepted", "appointed"), "appointed"),
    ],
)
def test_no_step_is_skipped_or_taken_twice(before: tuple[str, ...], step: str) -> None:
    with pytest.raises(WrongStep, match=step):
        check_step(told(*before), step)


@given(st.lists(st.sampled_from(sorted(AFTER)), max_size=8))
def test_whoever_is_appointed_was_asked_and_said_yes(tries: list[str]) -> None:
    done: list[str] = []
    for step in tries:
        try:
            check_step(told(*done), step)
        except WrongStep:
            continue
        done.append(step)
    if "appointed" in done:
        assert done[-2:] == ["accepted", "appointed"]
        assert {"agreed", "asked"} & set(done)
    assert set(NEXT) <= {"", *AFTER.values()}


def people() -> Iterator[Candidate]:
    for number, (name, knows, most, load, trained) in enumerate(
        (
            ("Anne Berg", {"children"}, 5, 1, True),
            ("Bodil Dahl", {"children", "habilitation"}, 5, 4, True),
            ("Cecilie Eng", {"elderly"}, None, 0, True),
            ("Dina Foss", {"children"}, 3, 3, True),
            ("Eli Gran", {"children"}, 5, 1, False),
        )
    ):
        yield Candidate(UUID(int=number), name, frozenset(knows), most, load, trained)


def order(*wanted: str, wish: str = "") -> str:
    return "".join(one.name[0] for one in suggested(people(), wanted, wish))


def test_who_is_wished_comes_first_then_who_knows_the_field_then_who_has_room() -> None:
    assert order("children", "habilitation") == "BAEDC"
    assert order() == "CAEBD"
    assert order("children", wish="Gjerne Dina Foss, hun kjenner oss") == "DAEBC"
    assert order("elderly", wish="dina") == "DCAEB"


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ("Anne Berg", True),
        ("anne berg.", True),
        ("Berg", True),
        ("Anne Kari Berg", True),
        ("Anne", True),
        ("", False),
        ("Anne Dahl", False),
        ("ikke noen spesiell", False),
    ],
)
def test_a_wish_names_somebody_or_nobody(wish: str, found: bool) -> None:
    assert is_wished("Anne Berg", wish) is found


def test_a_load_is_of_what_she_wishes() -> None:
    shares = {one.name[0]: (one.share, one.full) for one in people()}
    assert shares == {"A": (20, False), "B": (80, False), "C": (0, False), "D": (100, True), "E": (20, False)}
    assert Candidate(UUID(int=9), "Ny", frozenset(), 0, 0, True).full


def test_first_contact_is_late_after_its_days_and_never_once_it_was_made() -> None:
    within = 14 * DAY
    assert not contact_is_late(NOW, within, NOW + within - DAY, contacted=False)
    assert contact_is_late(NOW, within, NOW + within, contacted=False)
    assert not contact_is_late(NOW, within, NOW + 9 * within, contacted=True)


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [(0, 7, None), (-3, 7, None), (7, 0, "past"), (9, 8, "order"), (1, 94, "long"), (-400, 5, None)],
)
def test_a_deputys_days(first: int, last: int, wrong: str | None) -> None:
    assert deputy_days_wrong(NOW + first * DAY, NOW + last * DAY, NOW, 92 * DAY) == wrong
