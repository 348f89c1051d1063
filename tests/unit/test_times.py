"""The times of the statistics: whole months, and pieces that never overlap."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from ipplan.unit.times import LATEST, Time, chosen, times


def test_the_choices_of_a_day_in_november() -> None:
    found = {one.word: one for one in times(date(2026, 11, 23))}
    assert list(found) == [LATEST, "2026", "2025", "2024", "2023"]
    assert found[LATEST].edges == (date(2025, 11, 1), date(2026, 1, 1), date(2026, 11, 1))
    assert found["2026"].edges == (date(2026, 1, 1), date(2026, 11, 1))
    assert found["2025"].edges == (date(2025, 1, 1), date(2025, 11, 1), date(2026, 1, 1))
    assert found["2024"].edges == (date(2024, 1, 1), date(2025, 1, 1))


def test_in_january_the_twelve_months_are_last_year_and_this_one_is_empty() -> None:
    found = {one.word: one for one in times(date(2027, 1, 31))}
    assert found[LATEST].edges == found["2026"].edges == (date(2026, 1, 1), date(2027, 1, 1))
    assert found["2027"].first == found["2027"].after


@pytest.mark.parametrize("day", range(0, 366, 5))
def test_any_two_choices_share_whole_pieces_or_nothing(day: int) -> None:
    """Else the difference of the two would be a number that nobody has looked at."""
    pieces = {piece for one in times(date(2027, 1, 1) + timedelta(days=day)) for piece in _pieces(one)}
    for first, second in pairwise(sorted(pieces)):
        assert first[1] <= second[0], (first, second)


def test_a_word_that_is_no_choice_is_the_first() -> None:
    among = times(date(2026, 11, 23))
    for word in ("", "1999", "'; --"):
        assert chosen(word, among) is among[0]
    assert chosen("2024", among).word == "2024"


def _pieces(one: Time) -> list[tuple[date, date]]:
    return [pair for pair in pairwise(one.edges) if pair[0] < pair[1]]
