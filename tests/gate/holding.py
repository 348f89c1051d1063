"""Withholding as the owner's representative does it, and a branch of items to withhold."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from ipplan.gate.withholding import lift, withhold
from ipplan.plan import changes
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.store.versions import Clear
from tests.world import World


@dataclass(frozen=True)
class Branch:
    """A goal, an action under it, and a responsibility and a comment under that."""

    goal: UUID
    action: UUID
    duty: UUID
    comment: UUID

    @property
    def all(self) -> set[UUID]:
        return {self.goal, self.action, self.duty, self.comment}


async def grow_branch(world: World, area: str = "home", asked: str = "wenche") -> Branch:
    """Marte writes a branch that somebody is asked about, past its date."""
    branch = Branch(*(uuid4() for _ in range(4)))
    who = world.accounts[asked]
    await put(world, "goal", branch.goal, None, area, title="Hemmelig mål", status="active")
    await put(world, "action", branch.action, branch.goal, area, title="Hemmelig tiltak", due="2020-01-02")
    await put(world, "responsibility", branch.duty, branch.action, area, title="Hemmelig", who=str(who))
    await put(world, "comment", branch.comment, branch.action, area, body="Hemmelig kommentar")
    return branch


async def put(world: World, kind: str, item_id: UUID, under: UUID | None, area: str, **typed: str) -> None:
    """One item, written by Marte."""
    form = {"due_on": typed.pop("due", ""), "responsible_id": typed.pop("who", ""), **typed}
    filled = fill(KINDS[kind], form, Clear(kind, status=KINDS[kind].first_status), {})
    assert not filled.errors, filled.errors
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        permit = await visit.open(world.sections["tiril"][area])
        await changes.create(held, permit, item_id, KINDS[kind], under, filled)


async def hide(world: World, item_id: UUID, name: str = "wenche", area: str = "home") -> None:
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        permit = await visit.open(world.sections["tiril"][area])
        await withhold(held, visit, permit, item_id, world.accounts[name])


async def show(world: World, item_id: UUID, name: str = "wenche", area: str = "home") -> None:
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        permit = await visit.open(world.sections["tiril"][area])
        await lift(held, visit, permit, item_id, world.accounts[name])
