"""How the unit's time limits are counted, as the public administration does.

A limit in weeks ends on the weekday it began on; the day it began is not counted. If its last day is a
Saturday, a Sunday or a public holiday, it ends on the next working day (domstolloven §§ 148 and 149, which
the administration goes by; the courts' own recess does not apply). All days are days in Oslo.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from ipplan.clock import OSLO
from ipplan.rules import Rules
from ipplan.unit.holidays import next_working_day, working_days_before

State = Literal["runs", "near", "late"]


@dataclass(frozen=True)
class Deadline:
    """A time limit: from when, its last day, and from when it is warned of."""

    begins: date
    last: date
    warned_from: date

    def state(self, today: date) -> State:
        if is_late(today, self.last):
            return "late"
        return "near" if today >= self.warned_from else "runs"

    def days_left(self, today: date) -> int:
        """Calendar days to the last one: 0 on it, negative after it."""
        return (self.last - today).days


def case_deadline(received: datetime, weeks: int, rules: Rules) -> Deadline:
    """When a case is to be decided. ``weeks``: the municipality's, or those of the rules."""
    return _deadline(day_of(received), weeks, rules)


def put_off(deadline: Deadline, to: date, rules: Rules) -> Deadline:
    """The same after an interim reply that named a new day, or the working day after it."""
    last = next_working_day(to)
    return Deadline(deadline.begins, last, working_days_before(last, rules.warn_ahead.value))


def complaint_deadline(knew_on: date, rules: Rules) -> Deadline:
    """Until when a complaint is in time. ``knew_on``: when she knew enough, or should have, to complain."""
    return _deadline(knew_on, rules.complaint_weeks.value, rules)


def forwarding_deadline(received_on: date, rules: Rules) -> Deadline:
    """When a complaint is to be met, or sent on to the county governor."""
    return _deadline(received_on, rules.complaint_handled_weeks.value, rules)


def weeks_from(day: date, weeks: int) -> date:
    """The last day of a limit that began on ``day``."""
    return next_working_day(day + timedelta(weeks=weeks))


def is_late(day: date, last: date) -> bool:
    """What was done on the last day, at whatever hour, is in time."""
    return day > last


def days_used(received: datetime, until: datetime) -> int:
    """Calendar days from the day it came; 0 on that day."""
    return (day_of(until) - day_of(received)).days


def day_of(moment: datetime) -> date:
    """The day it is in Oslo at that moment."""
    return moment.astimezone(OSLO).date()


def _deadline(begins: date, weeks: int, rules: Rules) -> Deadline:
    last = weeks_from(begins, weeks)
    return Deadline(begins, last, working_days_before(last, rules.warn_ahead.value))
