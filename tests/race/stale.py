"""The app with a fault that the race must find: checks still see for a moment what was withdrawn.

Run as ``python -m tests.race.stale serve``; nothing but the race's own test does.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import process_time
from typing import Any
from uuid import UUID

from ipplan.__main__ import main
from ipplan.gate.asking import Answer, Knowledge
from ipplan.gate.facts import SpaceFacts

REMEMBERED = 0.05
"""Seconds for which what was withdrawn is still seen, as by a cache that somebody adds to be faster.

Of the process's own working time: what is found must not depend on what else the machine has to do.
"""
_fresh = Knowledge.ask
_kept: dict[UUID, tuple[float, SpaceFacts]] = {}


def run(remembered: float = REMEMBERED, clock: Callable[[], float] = process_time) -> None:
    """The command line, with the fault in it."""

    async def ask(self: Knowledge, connection: Any, spaces: Iterable[UUID]) -> dict[UUID, Answer]:
        found = await _fresh(self, connection, spaces)
        return {space_id: _as_remembered(one, clock(), remembered) for space_id, one in found.items()}

    Knowledge.ask = ask  # type: ignore[method-assign]
    main()


def _as_remembered(answer: Answer, now: float, remembered: float) -> Answer:
    # Only what was open is remembered: who is let in is let in at once, as without the fault.
    space = answer.space
    if space is None:
        return answer
    at, old = _kept.get(space.space_id, (now, space))
    if now - at <= remembered and _grants(old) > _grants(space):
        # What is true of the plan is new: no number tells that what is true of its people is old.
        return replace(answer, space=replace(space, people=old.people, basis=old.basis))
    _kept[space.space_id] = (now, space)
    return answer


def _grants(space: SpaceFacts) -> int:
    return sum(len(one.grants) for one in space.people.values())


if __name__ == "__main__":
    run()
