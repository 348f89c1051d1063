"""The app with a fault that the race must find: checks still see for a moment what was withdrawn.

Run as ``python -m tests.race.stale serve``; nothing but the race's own test does.
"""

from collections.abc import Iterable
from time import monotonic
from typing import Any
from uuid import UUID

from ipplan.__main__ import main
from ipplan.gate.asking import Answer, Knowledge

REMEMBERED = 0.05
"""Seconds for which what was withdrawn is still seen, as by a cache that somebody adds to be faster."""
_fresh = Knowledge.ask
_kept: dict[UUID, tuple[float, Answer]] = {}


def run(remembered: float = REMEMBERED) -> None:
    """The command line, with the fault in it."""

    async def ask(self: Knowledge, connection: Any, spaces: Iterable[UUID]) -> dict[UUID, Answer]:
        found = await _fresh(self, connection, spaces)
        return {space_id: _as_remembered(space_id, one, remembered) for space_id, one in found.items()}

    Knowledge.ask = ask  # type: ignore[method-assign]
    main()


def _as_remembered(space_id: UUID, answer: Answer, remembered: float) -> Answer:
    # Only what was open is remembered: who is let in is let in at once, as without the fault.
    now = monotonic()
    at, old = _kept.get(space_id, (now, answer))
    if now - at <= remembered and _grants(old) > _grants(answer):
        return old
    _kept[space_id] = (now, answer)
    return answer


def _grants(answer: Answer) -> int:
    return sum(len(one.grants) for one in answer.space.people.values()) if answer.space else 0


if __name__ == "__main__":
    run()
