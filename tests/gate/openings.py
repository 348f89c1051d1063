"""Everything that is open in a plan, to everybody: what an attack is measured against."""

from ipplan.gate.visit import Actor
from tests.world import LEVEL, World

Opening = tuple[str, str, str]
"""(person, area, access)."""


async def openings(world: World, plan: str = "tiril") -> set[Opening]:
    """Who may open which section of ``plan`` now, and how; a permit is made for each."""
    areas = {section: area for area, section in world.sections[plan].items()}
    names = {account: name for name, account in world.accounts.items()}
    actors = [Actor(account, b"", LEVEL, world.clock.now()) for account in names]
    visits = await world.house.gate.watch(world.spaces[plan], actors, road="page")
    return {
        (names[who], areas[permit.section_id], permit.access.word)
        for who, visit in zip(names, visits, strict=True)
        if visit is not None
        for permit in visit.permits()
    }


def of(name: str, found: set[Opening]) -> set[Opening]:
    """What is open to one person."""
    return {opening for opening in found if opening[0] == name}
