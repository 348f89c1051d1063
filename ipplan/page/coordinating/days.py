"""From which day to which somebody stands in for another."""

from collections.abc import Mapping
from datetime import datetime

from ipplan.language import N_
from ipplan.plan.forms import read_day
from ipplan.plan.periods import OSLO, end_of
from ipplan.rules import Rules
from ipplan.unit.appointing import deputy_days_wrong

WRONG = {
    "past": ("last", N_("Den siste dagen må være i dag eller senere.")),
    "order": ("last", N_("Den siste dagen må være etter den første.")),
    "long": ("last", N_("Så lenge kan ingen være vikar.")),
}


def read_span(
    typed: Mapping[str, str], now: datetime, rules: Rules
) -> tuple[datetime | None, datetime | None, dict[str, str]]:
    """When she begins and when it is over, or what is wrong, by field."""
    first, last = read_day(typed.get("first", "")), read_day(typed.get("last", ""))
    errors = {} if first else {"first": N_("Skriv den første dagen.")}
    errors |= {} if last else {"last": N_("Skriv den siste dagen.")}
    if first is None or last is None:
        return None, None, errors
    starts, ends = datetime.combine(first, datetime.min.time(), OSLO), end_of(last)
    wrong = deputy_days_wrong(starts, ends, now, rules.deputy_lasts.time)
    return starts, ends, dict([WRONG[wrong]]) if wrong else {}
