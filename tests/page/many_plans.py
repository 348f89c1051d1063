"""Somebody in many plans: each with an owner of its own, who has let her into some of its sections."""

from datetime import timedelta
from uuid import UUID, uuid4

from ipplan.gate.founding import Founding, found_plan
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.gate.visit import Actor
from ipplan.permit import Access
from ipplan.plan import changes
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.store.accounts import create_account
from ipplan.store.people import add_participant
from ipplan.store.versions import Clear
from tests.page.before_birth import Space, space_of
from tests.site import Site
from tests.world import LEVEL

AREAS = ("about", "health", "work")
"""What she is let into."""


class Owner:
    """Somebody with a plan, and what she does in it."""

    def __init__(self, site: Site, space: Space, actor: Actor, name: str) -> None:
        self.site, self.space, self.actor, self.name = site, space, actor, name

    async def write(self, area: str, *titles: str) -> None:
        """So many goals at once."""
        kind, gate = KINDS["goal"], self.site.world.house.gate
        async with gate.writing(self.space.space_id, self.actor) as (held, visit):
            permit = await visit.open(self.space.sections[area])
            for title in titles:
                filled = fill(kind, {"title": title, "status": "active"}, Clear("goal", status="active"), {})
                await changes.create(held, permit, uuid4(), kind, None, filled)


async def owner_with(site: Site, guest: str, name: str) -> Owner:
    """A plan of somebody new, in which ``guest`` reads."""
    world, house, now = site.world, site.world.house, site.clock.now()
    async with house.database.begin() as tx:
        owner = await create_account(
            tx,
            municipality_id="fjordvik",
            name=name,
            email=None,
            title="",
            organisation="",
            keys=house.pids,
            pid=None,
            now=now,
        )
        actor = Actor(owner, owner.bytes, LEVEL, now)
        founding = Founding("fjordvik", owner, None, areas=(*AREAS, "economy"))
        held = await found_plan(house.gate, tx, world.actor("ingeborg"), actor, founding, now=now)
        account: UUID = world.accounts[guest]
        await add_participant(held, account_id=account, role="participant", relation="", added_by=owner)
        await held.finish()
    space = await space_of(site, held.space_id)
    async with house.gate.writing(held.space_id, actor) as (writing, visit):
        until = now + timedelta(days=90)
        wishes = [Wish(account, space.sections[area], Access.READ, until) for area in AREAS]
        await sign_wishes(writing, visit, visit.gate.signer, wishes)
    return Owner(site, space, actor, name)
