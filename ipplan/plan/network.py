"""The map of the people around the owner: who stands where, in rings of closeness and in sectors.

It is reckoned in a plane where everybody is a disc that holds her dot and her name, and none is on another.
A picture may be stretched sideways, as names are wide: then the rings are ellipses, and what did not touch
does not then, either.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import asin, cos, pi, sin, sqrt

from ipplan.plan.kinds.contacts import RINGS, SECTORS

Place = tuple[str, str]
"""A sector and a ring, by their keys."""
QUARTER = pi / 2
LONGEST = 11
"""Letters of a name in the picture."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a picture is drawn on, in units of its own; pixels, where it need not be made smaller."""

    reach: float
    """Half the breadth of the disc that holds a person, from top to bottom."""
    middle: float
    """The same of the owner, in the middle."""
    gap: float
    """How far everybody keeps from the lines between sectors."""
    stretch: float
    """How many times as wide as high everything is."""
    word: tuple[float, float]
    """Width and height of the longest sector's name, which stands in a corner."""


WIDE = Sheet(reach=38, middle=80, gap=6, stretch=1.5, word=(150, 26))
"""With names in it."""
SMALL = Sheet(reach=19, middle=40, gap=3, stretch=1, word=(128, 22))
"""For a telephone: with numbers, which the list explains."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a person stands; the owner is at (0, 0), and y grows downwards."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Laid:
    """A map, laid out."""

    spots: tuple[Spot, ...]
    rings: tuple[float, ...]
    """Half the height of each ring's outer edge, from the middle outwards."""
    half: Spot
    """Half the width and height of all of it."""


def lay(sheet: Sheet, places: Sequence[Place]) -> Laid:
    """A spot for each of ``places``, in their order: inside its ring, inside its sector, on nobody else."""
    counts, at = Counter(places), {}
    inner, edges = sheet.middle, []
    for ring in RINGS:
        rows = max(_rows(sheet, inner, counts[sector, ring]) for sector in SECTORS)
        outer = inner + max(rows, 1) * 2 * sheet.reach
        for number, sector in enumerate(SECTORS):
            at[sector, ring] = _stand(sheet, inner, outer, counts[sector, ring], pi + number * QUARTER)
        edges.append(outer)
        inner = outer
    return Laid(tuple(next(at[place]) for place in places), tuple(edges), _half(sheet, inner))


def short_names(names: Sequence[str]) -> list[str]:
    """What they are called in the picture: first names, with a letter more where two have the same."""
    first = [name.split()[0] if name.split() else "" for name in names]
    several = Counter(first)
    said = [
        f"{one} {name.split()[-1][0]}." if several[one] > 1 and len(name.split()) > 1 else one
        for one, name in zip(first, names, strict=True)
    ]
    return [one if len(one) <= LONGEST else f"{one[: LONGEST - 1]}…" for one in said]


def _stand(sheet: Sheet, inner: float, outer: float, count: int, begins: float) -> Iterator[Spot]:
    """So many, on as few arcs as hold them, spread over the ring's breadth."""
    rows = _rows(sheet, inner, count)
    radii = [inner + (outer - inner) * (row + 0.5) / rows for row in range(rows)]
    room = [_holds(sheet, radius) for radius in radii]
    for row, radius in enumerate(radii):
        # By how much each arc holds, rounded up: what is left always fits on the arcs that are left.
        here = -(-count * room[row] // sum(room[row:]))
        count -= here
        yield from _arc(sheet, radius, here, begins)


def _arc(sheet: Sheet, radius: float, count: int, begins: float) -> Iterator[Spot]:
    """So many, evenly about the arc's middle."""
    step = max(_breadth(sheet, radius), _span(sheet, radius) / count) if count else 0.0
    for number in range(count):
        angle = begins + QUARTER / 2 + step * (number - (count - 1) / 2)
        yield Spot(radius * cos(angle) * sheet.stretch, radius * sin(angle))


def _rows(sheet: Sheet, inner: float, count: int) -> int:
    """How many arcs it takes, each a disc's breadth outside the one before."""
    rows = 0
    while count > 0:
        count -= _holds(sheet, inner + (2 * rows + 1) * sheet.reach)
        rows += 1
    return rows


def _holds(sheet: Sheet, radius: float) -> int:
    """How many an arc has room for."""
    span = _span(sheet, radius)
    return 1 + int(span / _breadth(sheet, radius) + 1e-9) if span >= 0 else 0


def _span(sheet: Sheet, radius: float) -> float:
    """The angle within which those on an arc may stand; negative: nobody may."""
    return QUARTER - 2 * asin(min(1.0, (sheet.reach + sheet.gap) / radius))


def _breadth(sheet: Sheet, radius: float) -> float:
    """The angle between two on an arc who just do not touch."""
    return 2 * asin(min(1.0, sheet.reach / radius))


def _half(sheet: Sheet, outer: float) -> Spot:
    """Large enough for all rings, and for a word in each corner that touches none."""
    wide, high = sheet.word[0] / sheet.stretch, sheet.word[1]
    corner = (wide + high + sqrt(max(0.0, 2 * outer**2 - (wide - high) ** 2))) / 2
    half = max(outer + 2, corner)
    return Spot(half * sheet.stretch, half)
