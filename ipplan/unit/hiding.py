"""Small numbers hidden: no number from one to four is told, and none can be reckoned from those that are.

A table is a whole and its parts. Beside a small part others are hidden, too, until the rest, which everybody
can reckon, is no small number and no part of it can be told from it. The noughts are among them: else it
would be known of whom the rest is ("all four were refused"). A nought is told where its table hides nothing:
it is nobody's. A test reckons all small tables through, as somebody would who knows this file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST = 5
"""The smallest number that is told, but for nought."""


@dataclass(frozen=True, slots=True)
class Told:
    """A whole and its parts as they are told; ``None``: hidden."""

    whole: int | None
    parts: tuple[int | None, ...]


def is_small(number: int) -> bool:
    """Whether a number by itself would say too much."""
    return 0 < number < FEWEST


def alone(number: int) -> int | None:
    """A number that is no part of anything else that is told."""
    return None if is_small(number) else number


def told(parts: Sequence[int]) -> Told:
    """What is told of the parts of a whole, and of the whole."""
    whole = sum(parts)
    if is_small(whole):
        return Told(None, (None,) * len(parts))
    hidden = _hidden(parts)
    return Told(whole, tuple(None if place in hidden else one for place, one in enumerate(parts)))


def _hidden(parts: Sequence[int]) -> set[int]:
    """Every small part, every nought beside it, and one more part at least, until enough is left over.

    The next by place and not by size: a size that was chosen by would tell something of the number.
    """
    small = [place for place, one in enumerate(parts) if is_small(one)]
    if not small:
        return set()
    hidden = {place for place, one in enumerate(parts) if one < FEWEST}
    around = ((small[0] + step) % len(parts) for step in range(1, len(parts)))
    for place in [one for one in around if one not in hidden]:
        hidden.add(place)
        if sum(parts[one] for one in hidden) >= 2 * FEWEST:
            break
    return hidden


def together(pieces: Iterable[Told]) -> Told:
    """A longer time from the shorter ones that it is made of: what is hidden in one of them is hidden.

    So nothing can be reckoned from two times that overlap but what each of their pieces tells anyhow.
    """
    found = list(pieces)
    columns = zip(*(one.parts for one in found), strict=True)
    return Told(_sum([one.whole for one in found]), tuple(_sum(list(column)) for column in columns))


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [one for one in numbers if one is not None]
    return sum(known) if len(known) == len(numbers) else None
