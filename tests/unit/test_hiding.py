"""No small number can be reckoned from what is told: every small table, by somebody who knows the rule."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from ipplan.unit.hiding import FEWEST, Told, alone, is_small, together, told


@pytest.mark.parametrize(("parts", "largest"), [(2, 40), (3, 30), (4, 24), (5, 17)])
def test_nobody_can_tell_a_hidden_small_number_from_the_rest(parts: int, largest: int) -> None:
    could_be: dict[Told, list[tuple[int, ...]]] = defaultdict(list)
    for table in _tables(parts, largest):
        could_be[told(table)].append(table)
    assert any(None in one.parts for one in could_be), "something is hidden"
    for one, tables in could_be.items():
        for place, number in enumerate(one.parts):
            assert number is None or not is_small(number)
            if number is None and one.whole is not None and one.whole < largest:
                values = {table[place] for table in tables}
                assert len(values) > 1 or values == {0}, (one, values)


def test_the_rest_that_everybody_can_reckon_is_of_several_and_is_not_small() -> None:
    hiding = 0
    for table in _tables(4, 24):
        one = told(table)
        if one.whole is None or None not in one.parts:
            continue
        hiding += 1
        assert one.parts.count(None) > 1
        assert one.whole - sum(part or 0 for part in one.parts) >= FEWEST
    assert hiding > 1_000


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        ((0, 0), Told(0, (0, 0))),
        ((12, 0, 5), Told(17, (12, 0, 5))),
        ((0, 4, 0), Told(None, (None, None, None))),
        ((1, 0, 20, 9), Told(30, (None, None, None, 9))),
        ((9, 20, 1), Told(30, (None, 20, None))),
        ((1, 5, 5), Told(11, (None, None, None))),
    ],
)
def test_what_is_hidden_beside_a_small_number(table: tuple[int, ...], shown: Told) -> None:
    assert told(table) == shown


def test_a_number_by_itself() -> None:
    assert [alone(one) for one in (0, 1, 4, 5)] == [0, None, None, 5]


def test_what_is_hidden_in_a_piece_is_hidden_in_the_whole_time() -> None:
    year, before = told((20, 9)), told((30, 1))
    assert together([year, before]) == Told(60, (None, None))
    assert together([year, told((5, 5))]) == Told(39, (25, 14))
    assert together([year, told((1, 1))]) == Told(None, (None, None)), "the difference would tell it"
    assert together([told((0, 0)), year]) == year


def _tables(parts: int, largest: int) -> Iterator[tuple[int, ...]]:
    """All of so many parts whose whole is at most that."""
    if not parts:
        yield ()
        return
    for first in range(largest + 1):
        for rest in _tables(parts - 1, largest - first):
            yield (first, *rest)
