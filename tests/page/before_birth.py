"""A woman's own space before a birth, who is let into it, and the plan of the child that is born."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
from stdnum.no import fodselsnummer

from ipplan.gate.founding import Founding, found_plan
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.permit import Access
from ipplan.plan import changes
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.store.people import add_participant
from ipplan.store.versions import Clear
from tests.site import Site
from tests.world import PEOPLE

MOTHER, OTHER, COORDINATOR, UNIT = "solveig", "mehmet", "wenche", "ingeborg"
CHILD = "Liv Aune"


def newborns_number(site: Site) -> str:
    """A synthetic number of a child born today."""
    return number_born(site.clock.now().date())


def number_born(born: date) -> str:
    """A synthetic number of somebody born that day."""
    for serial in range(500, 1000) if born.year >= 2000 else range(500):
        digits = f"{born.day:02}{born.month + 80:02}{born.year % 100:02}{serial:03}"
        first = str(fodselsnummer.calc_check_digit1(digits))
        second = str(fodselsnummer.calc_check_digit2(digits + first)) if first != "-" else "-"
        if "-" not in first + second and len(first + second) == 2:
            return digits + first + second
    raise AssertionError("there is a number for every day")


@dataclass
class Space:
    """A space by its id, with its sections by area."""

    site: Site
    space_id: UUID
    sections: dict[str, UUID]

    @property
    def path(self) -> str:
        return f"/plans/{self.space_id}"

    @property
    def address(self) -> str:
        return f"{self.site.address}{self.path}"

    def section(self, area: str) -> str:
        return f"{self.path}/sections/{self.sections[area]}"

    async def write(
        self, who: str, area: str, kind: str, values: dict[str, str], parent: UUID | None = None
    ) -> UUID:
        """A new item of somebody's."""
        world, item_id = self.site.world, uuid4()
        shape = KINDS[kind]
        filled = fill(shape, values, Clear(kind, status=shape.first_status), {})
        async with world.house.gate.writing(self.space_id, world.actor(who)) as (held, visit):
            permit = await visit.open(self.sections[area])
            await changes.create(held, permit, item_id, shape, parent, filled)
        return item_id

    async def grant(self, by: str, who: str, area: str, access: Access = Access.READ) -> None:
        world = self.site.world
        end = self.site.clock.now() + timedelta(days=90)
        async with world.house.gate.writing(self.space_id, world.actor(by)) as (held, visit):
            wish = Wish(world.accounts[who], self.sections[area], access, end)
            await sign_wishes(held, visit, visit.gate.signer, [wish])


async def space_of(site: Site, space_id: UUID | str) -> Space:
    rows = await site.world.sql("SELECT area, section_id FROM section WHERE space_id = :s", s=space_id)
    return Space(site, UUID(str(space_id)), {row[0]: row[1] for row in rows})


async def expecting(site: Site, kind: str = "expecting", mother: str = MOTHER) -> Space:
    """Her space, with its coordinator, and the other parent without a grant."""
    world, house = site.world, site.world.house
    owner, by = world.accounts[mother], world.actor(COORDINATOR)
    founding = Founding("fjordvik", owner, by.account_id, kind=kind)
    async with house.database.begin() as tx:
        held = await found_plan(house.gate, tx, by, world.actor(mother), founding, now=world.clock.now())
        for name in {OTHER, "leila"} - {mother}:
            await add_participant(
                held, account_id=world.accounts[name], role="participant", relation="", added_by=owner
            )
        await held.finish()
    return await space_of(site, held.space_id)


def child_form(site: Site, *, alone: str = "joint", **more: str) -> dict[str, str]:
    other = PEOPLE[OTHER]
    form = {
        "child_name": CHILD,
        "child_pid": newborns_number(site),
        "alone": alone,
        "name": other["name"],
        "pid": other["pid"],
        "email": other["email"],
        "relation": "Far",
    }
    return form | more


async def born(site: Site, unit: httpx2.AsyncClient, own: Space, **more: Any) -> Space:
    """The unit makes the child's plan; nobody has consented to it yet."""
    made = await unit.post(f"/unit/plans/{own.space_id}/child", data=child_form(site, **more))
    assert made.status_code == 303, made.text
    return await space_of(site, made.headers["location"].rpartition("/")[2])


async def both_consent(site: Site, plan: Space) -> None:
    """The two parents sign the consent to the child's plan."""
    mother, other = await site.client(MOTHER), await site.client(OTHER)
    assert (await mother.post(f"{plan.path}/consents/plan")).status_code == 303
    rows = await site.world.sql(
        "SELECT agreement_id FROM agreement WHERE space_id = :s AND state = 'open'", s=plan.space_id
    )
    answer = await other.post(f"{plan.path}/agreements/{rows[0][0]}/signature")
    assert answer.status_code == 303, answer.text
    await mother.aclose()
    await other.aclose()
