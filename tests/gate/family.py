"""A child whose word weighs, its mother and father who both act for it, and those who help."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from ipplan.gate.keeping import assess, end, keep
from ipplan.gate.kept import Keeping, Why, keepings
from ipplan.gate.mandates import Commission, sign_mandate
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.gate.statements import unit_hand
from ipplan.permit import Access
from ipplan.store.people import add_participant
from tests.world import World

TWELVE = datetime(2029, 9, 13, 22, tzinfo=UTC)
"""Tiril was born on 14 September 2017; midnight in Oslo."""
CHILD, MOTHER, FATHER, PROFESSIONAL = "tiril", "marte", "solveig", "sindre"
HELPERS = {PROFESSIONAL: Access.WRITE, "leila": Access.WRITE, "berit": Access.WRITE, "wenche": Access.READ}
"""Who may do what at home. The grandmother writes, too, and is no professional."""
REASON = Why("weighty", "Hun er redd for ham.")
AGREED = Why("childs_wish", "Hun har gode grunner.")
NO_REASON = Why("", "Hun vil si det selv nå.")


async def family(world: World, at: datetime = TWELVE + timedelta(days=30)) -> None:
    """Let both act for her from then on, and others help at home."""
    world.clock.move(at - world.clock.now())
    gate, unit, ends = world.house.gate, world.actor("wenche"), at + timedelta(days=300)
    async with gate.writing(world.spaces["tiril"], world.actor(CHILD), paused=True) as (held, visit):
        owner_id, by = visit.space.owner_id, unit.account_id
        for who in (MOTHER, FATHER):
            await add_participant(
                held,
                account_id=world.accounts[who],
                role="representative",
                relation={MOTHER: "Mor", FATHER: "Far"}[who],
                added_by=by,
            )
            commission = Commission(world.accounts[who], "parent", ends)
            await sign_mandate(held, gate.signer, unit_hand(unit), owner_id, commission)
    async with gate.writing(world.spaces["tiril"], world.actor(MOTHER)) as (held, visit):
        wishes = [
            Wish(world.accounts[who], world.sections["tiril"][area], access, ends)
            for who, access in HELPERS.items()
            for area in ("home", "leisure")
        ]
        await sign_wishes(held, visit, visit.gate.signer, wishes)


async def kept(
    world: World,
    item_id: UUID,
    by: str = CHILD,
    why: Why | None = None,
    of: str = FATHER,
    area: str = "home",
) -> None:
    async with world.house.gate.writing(world.spaces["tiril"], world.actor(by), paused=True) as (held, visit):
        permit = await visit.open(world.sections["tiril"][area])
        await keep(held, visit, permit, item_id, world.accounts[of], why)


async def assessed(world: World, item_id: UUID, why: Why, by: str = PROFESSIONAL, of: str = FATHER) -> None:
    async with world.house.gate.writing(world.spaces["tiril"], world.actor(by)) as (held, visit):
        permit = await visit.open(world.sections["tiril"]["home"])
        await assess(held, visit, permit, item_id, world.accounts[of], why)


async def ended(world: World, item_id: UUID, by: str = CHILD, of: str = FATHER) -> None:
    async with world.house.gate.writing(world.spaces["tiril"], world.actor(by), paused=True) as (held, visit):
        permit = await visit.open(world.sections["tiril"]["home"])
        await end(held, visit, permit, item_id, world.accounts[of])


async def told(world: World, name: str) -> list[Keeping]:
    """What somebody is told of what is kept; raises `Refused`."""
    visit = await world.enter(name)
    async with world.house.database.engine.connect() as tx:
        return await keepings(tx, visit, await visit.open_keepings())
