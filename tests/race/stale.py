"""The app with a fault that the race must find: checks still see for a moment what was withdrawn.

Run as ``python -m tests.race.stale serve``; nothing but the race's own test does.
"""

from collections.abc import Sequence
from time import monotonic

from ipplan.__main__ import main
from ipplan.gate.facts import Ask, Facts, Loader

REMEMBERED = 0.05
"""Seconds for which what was withdrawn is still seen, as by a cache that somebody adds to be faster."""
_fresh = Loader.facts
_kept: dict[Ask, tuple[float, Facts]] = {}


def run(remembered: float = REMEMBERED) -> None:
    """The command line, with the fault in it."""

    async def facts(self: Loader, asks: Sequence[Ask]) -> list[Facts]:
        found = await _fresh(self, asks)
        return [_as_remembered(one, facts, remembered) for one, facts in zip(asks, found, strict=True)]

    Loader.facts = facts  # type: ignore[method-assign]
    main()


def _as_remembered(one: Ask, facts: Facts, remembered: float) -> Facts:
    # Only what was open is remembered: who is let in is let in at once, as without the fault.
    now = monotonic()
    at, old = _kept.get(one, (now, facts))
    if now - at <= remembered and len(old.person.grants) > len(facts.person.grants):
        return old
    _kept[one] = (now, facts)
    return facts


if __name__ == "__main__":
    run()
