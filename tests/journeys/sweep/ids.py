"""Ids that addresses are filled in with."""

from uuid import uuid4

from tests.page.asking import place_of
from tests.site import Site

Ids = dict[str, str]


async def ids_in(site: Site, owner: str, area: str = "health", who: str = "sindre") -> Ids:
    """Those that a seeded plan has, and some that nothing has yet."""
    place = await place_of(site, area, owner, who)
    ids = "&".join(f"{name}={uuid4()}" for name in ("line", "action", "duty", "goal"))
    return {"new": str(uuid4()), "decision_ids": ids} | {
        name: value for name, value in vars(place).items() if value
    }


async def newest(site: Site, noun: str) -> str:
    """The id of the one row that a table has."""
    [(found,)] = await site.world.sql(f"SELECT {noun}_id FROM {noun}")
    return str(found)


async def head_of(site: Site, item_id: str) -> str:
    """The version that an item stands in."""
    [(found,)] = await site.world.sql("SELECT head FROM item WHERE item_id = CAST(:i AS uuid)", i=item_id)
    return str(found)
