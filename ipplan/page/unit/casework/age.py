"""How old whom a case is about is: who decides for her, and to whom the letters go."""

from datetime import date, datetime

from ipplan.page.house import House
from ipplan.page.unit.casework.opened import Opened, Work
from ipplan.plan.identity import born_on
from ipplan.plan.periods import birthday
from ipplan.rules import Rules, Stage
from ipplan.store.accounts import pid_of
from ipplan.store.database import Tx
from ipplan.unit.inquiry import day_said


async def stage_of(house: House, tx: Tx, case: Opened) -> Stage:
    """The person's stage of life."""
    return stage_at(await born_of(house, tx, case), house.clock.now(), house.gate.rules)


def stage_at(born: date | None, now: datetime, rules: Rules) -> Stage:
    """The stage of life of somebody born that day; of whom it is not known: of age."""
    if born is None:
        return rules.stage(None)
    ages = (rules.own_decision_from.value, rules.of_age_from.value)
    return rules.stage(max((age for age in ages if birthday(born, age) <= now), default=0))


async def born_of(house: House, tx: Tx, case: Opened | Work) -> date | None:
    """When the person of a case was born: by her number, or as the inquiry says."""
    if pid := await pid_of(tx, house.pids, case.person):
        return born_on(pid)
    event = case.last("inquiry")
    return day_said(event.said, "person", "born_on") if event else None
