"""Which steps somebody is led through: by what she is here, and by what there is of hers."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from ipplan.gate.appointing import waiting_for
from ipplan.gate.unit import unit_of
from ipplan.gate.visit import Visit
from ipplan.page.house import House
from ipplan.page.who import Who
from ipplan.permit import Access
from ipplan.store.accounts import accounts
from ipplan.store.people import memberships

Part = Literal["decides", "heard", "unit", "coordinator", "professional", "relative", "waiting"]
STEPS: dict[Part, tuple[str, ...]] = {
    "decides": ("plan", "reading", "matters", "sight", "told"),
    "heard": ("yours", "own_words"),
    "unit": ("office", "deadlines"),
    "coordinator": ("coordinating", "progress"),
    "professional": ("seeing", "minute"),
    "relative": ("seeing", "answering"),
    "waiting": ("plan", "reading", "case", "told"),
}
"""At most five for who decides, or is going to; two for the others. A template in guide/ for each."""


@dataclass(frozen=True)
class Guided:
    """What somebody is here, and in which of her plans she is led around."""

    part: Part
    visit: Visit | None = None
    own: bool = False
    """Whether the plan is her own, and not one that she decides over for somebody else."""
    rests: bool = False
    """Whether no consent to it stands, not yet or no more: nothing can be written or shared before."""

    @property
    def steps(self) -> tuple[str, ...]:
        """By name, in order; a step that there is nothing for is left out."""
        if self.rests:
            return ("plan", "reading", "consent", "told")
        if self.part == "decides" and self.about is None:
            return tuple(one for one in STEPS[self.part] if one != "matters")
        return STEPS[self.part]

    @property
    def about(self) -> UUID | None:
        """The section in which she can write what matters to the owner."""
        if self.visit is None:
            return None
        rows = (one for one in self.visit.open_sections() if one.area == "about")
        return next((one.section_id for one in rows if self.visit.may(one.section_id, Access.WRITE)), None)


async def guided_of(house: House, who: Who) -> Guided:
    """What she is, where she is several things: what asks most of her."""
    async with house.database.engine.connect() as tx:
        known = [one.space_id for one in await memberships(tx, who.account_id)]
        in_unit = await unit_of(tx, house.gate.signer, who.account_id, house.clock.now())
        asked = await waiting_for(tx, who.account_id)
        account = (await accounts(tx, [who.account_id])).get(who.account_id)
    visits = [one for one in await house.gate.enter_many(known, who.actor, road="start") if _lives(one)]
    for visit in visits:
        if visit.decides:
            return Guided("decides", visit, visit.standing.role == "owner", visit.standing.paused)
    roles = {visit.standing.role: visit for visit in visits}
    if "owner" in roles:
        return Guided("heard", roles["owner"], own=True)
    if in_unit:
        return Guided("unit")
    if "coordinator" in roles or asked:
        return Guided("coordinator", roles.get("coordinator"))
    if account and account.organisation:
        return Guided("professional", next(iter(visits), None))
    return Guided("relative", visits[0]) if visits else Guided("waiting")


def _lives(visit: Visit) -> bool:
    """Whether it goes on, and something can be done in it."""
    return not (visit.standing.closed or visit.standing.silent)
