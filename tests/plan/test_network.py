"""The map's geometry: everybody in her own ring and sector, and nobody on anybody else."""

from itertools import combinations, pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.kinds.contacts import RINGS, SECTORS
from ipplan.plan.network import LONGEST, SMALL, WIDE, Sheet, Spot, lay, short_names

PLACES = st.lists(st.tuples(st.sampled_from(list(SECTORS)), st.sampled_from(list(RINGS))), max_size=60)
SHEETS = st.sampled_from([WIDE, SMALL])
NEARLY = 1e-6


@given(SHEETS, PLACES)
def test_nobody_stands_on_anybody_else(sheet: Sheet, places: list[tuple[str, str]]) -> None:
    spots = [_flat(sheet, one) for one in lay(sheet, places).spots]
    assert len(spots) == len(places)
    for one, other in combinations(spots, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= 2 * sheet.reach - NEARLY


@given(SHEETS, PLACES)
def test_everybody_is_in_her_ring_and_her_sector(sheet: Sheet, places: list[tuple[str, str]]) -> None:
    laid = lay(sheet, places)
    edges = dict(zip(RINGS, pairwise((sheet.middle, *laid.rings)), strict=True))
    for (sector, ring), spot in zip(places, laid.spots, strict=True):
        inner, outer = edges[ring]
        away = hypot(*_pair(_flat(sheet, spot)))
        assert inner + sheet.reach - NEARLY <= away <= outer - sheet.reach + NEARLY
        right, down = sector in ("friends", "work"), sector in ("work", "services")
        assert (spot.x > 0, spot.y > 0) == (right, down)
        assert min(abs(spot.x) / sheet.stretch, abs(spot.y)) >= sheet.reach + sheet.gap - NEARLY


@given(SHEETS, PLACES)
def test_all_of_it_and_a_word_in_each_corner_fit(sheet: Sheet, places: list[tuple[str, str]]) -> None:
    laid = lay(sheet, places)
    wide, high = sheet.word
    assert laid.half.x >= laid.rings[-1] * sheet.stretch
    assert laid.half.y >= laid.rings[-1]
    # The corner of a word that is nearest to the middle.
    assert hypot((laid.half.x - wide) / sheet.stretch, laid.half.y - high) >= laid.rings[-1] - NEARLY


@given(SHEETS, PLACES)
def test_it_is_the_same_each_time(sheet: Sheet, places: list[tuple[str, str]]) -> None:
    assert lay(sheet, places) == lay(sheet, list(places))


def test_a_name_and_a_dot_are_inside_their_disc() -> None:
    wide, high = 88 / WIDE.stretch, 46
    assert hypot(wide / 2, high / 2) <= WIDE.reach, "the template's rectangle"
    assert SMALL.reach > 16


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Anne Lie", "Per Ås"], ["Anne", "Per"]),
        (["Anne Lie", "Anne Moen"], ["Anne L.", "Anne M."]),
        (["Barnehabiliteringen"], ["Barnehabil…"]),
        (["Farmor", "Farmor"], ["Farmor", "Farmor"]),
    ],
)
def test_names_are_short_in_the_picture(names: list[str], short: list[str]) -> None:
    assert short_names(names) == short
    assert all(len(one) <= LONGEST for one in short)


def _flat(sheet: Sheet, spot: Spot) -> Spot:
    return Spot(spot.x / sheet.stretch, spot.y)


def _pair(spot: Spot) -> tuple[float, float]:
    return spot.x, spot.y
