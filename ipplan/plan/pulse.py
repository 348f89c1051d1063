"""Whether a plan stands still, and who is told of it when: by the steps that the rules lay down."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from ipplan.rules import Step

Steps = Mapping[str, Step]
SLACK = timedelta(hours=12)
"""Whoever looks once a day looks a little earlier or later."""


def in_order(steps: Steps) -> list[tuple[str, Step]]:
    """The first to come first."""
    return sorted(steps.items(), key=lambda pair: (pair[1].value, pair[0]))


def first_to(steps: Steps, whom: str) -> timedelta | None:
    """After how long somebody is told for the first time; ``None``: never."""
    return next((step.time for _, step in in_order(steps) if step.to == whom), None)


def due(steps: Steps, since: datetime, sent: Mapping[str, datetime], now: datetime) -> str | None:
    """Which step is to be taken now of a plan that has stood still ``since``; ``None``: none.

    One after the other, as far apart as the rules say, also where nobody has looked for long: nobody who was
    to be told first is passed over. ``sent``: when steps were taken of this standstill.
    """
    after, days = since, 0
    for name, step in in_order(steps):
        if name not in sent:
            ripe = now >= since + step.time and now + SLACK >= after + timedelta(days=step.value - days)
            return name if ripe else None
        after, days = sent[name], step.value
    return None
