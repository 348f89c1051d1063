"""Who is told of a plan that stands still, and when: one step after the other."""

from datetime import UTC, datetime, timedelta

import pytest

from ipplan.plan.pulse import due, first_to
from ipplan.rules import standard

STEPS = standard().pulse
SINCE = datetime(2026, 1, 1, 8, tzinfo=UTC)


def _on(day: int) -> datetime:
    return SINCE + timedelta(days=day)


@pytest.mark.parametrize(
    ("day", "sent", "step"),
    [
        (89, {}, None),
        (90, {}, "coordinator"),
        (103, {"coordinator": 90}, None),
        (104, {"coordinator": 90}, "reminder"),
        (120, {"coordinator": 90, "reminder": 104}, "unit"),
        (500, {"coordinator": 90, "reminder": 104, "unit": 120}, None),
        (500, {}, "coordinator"),
        (501, {"coordinator": 500}, None),
        (514, {"coordinator": 500}, "reminder"),
        (520, {"coordinator": 500, "reminder": 514}, None),
        (530, {"coordinator": 500, "reminder": 514}, "unit"),
    ],
)
def test_the_steps(day: int, sent: dict[str, int], step: str | None) -> None:
    assert due(STEPS, SINCE, {name: _on(at) for name, at in sent.items()}, _on(day)) == step


def test_a_worker_that_looks_a_little_earlier_on_the_day_does_not_wait_until_the_next() -> None:
    sent = {"coordinator": _on(91) + timedelta(seconds=5)}
    assert due(STEPS, SINCE, sent, _on(105)) == "reminder"


def test_without_steps_nobody_is_told() -> None:
    assert due({}, SINCE, {}, _on(900)) is None
    assert first_to({}, "unit") is None
    assert first_to(STEPS, "unit") == timedelta(days=120)
    assert first_to(STEPS, "coordinator") == timedelta(days=90)
