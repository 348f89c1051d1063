"""Carrying items from one space to another, over many shapes of branches: what goes, stays, comes home."""

import random
from uuid import UUID, uuid4

from ipplan.gate.crossing import writing_both
from ipplan.plan.carrying import Room, carry, carry_back
from ipplan.store.items import one_item
from tests.page.before_birth import MOTHER, OTHER, UNIT, Space, born, both_consent, expecting
from tests.page.sending import send
from tests.site import Site

ROUNDS = 10
SHAPES = {
    "": ("goal", "text"),
    "goal": ("goal", "action", "comment"),
    "action": ("responsibility", "comment"),
}
"""Which kinds may stand under which; ``""``: directly in a section."""


class Branch:
    """An item that a round made: its words, what stands under it, and whether it is to go along."""

    def __init__(self, item_id: UUID, kind: str, words: str, goes: bool) -> None:
        self.item_id, self.kind, self.words, self.goes = item_id, kind, words, goes
        self.below: list[Branch] = []

    def all_words(self) -> set[str]:
        return {self.words}.union(*(one.all_words() for one in self.below))

    def words_that_go(self) -> set[str]:
        return {self.words}.union(*(one.words_that_go() for one in self.below if one.goes))


async def test_just_what_is_carried_comes_over_and_just_that_comes_home(site: Site) -> None:
    own = await expecting(site)
    plan = await born(site, await site.client(UNIT), own)
    await both_consent(site, plan)
    chance, carried, left = random.Random(6), set[str](), set[str]()
    for number in range(ROUNDS):
        branches = [await _grow(site, own, chance, f"{number}.{one}") for one in range(3)]
        chosen = [one for one in branches if chance.random() < 0.6]
        homeward = [one for one in chosen if chance.random() < 0.3]
        for one in chosen:
            await _carry(site, own, plan, one.item_id)
        for one in branches:
            (carried if one in chosen else left).update(
                one.words_that_go() if one in chosen else one.all_words()
            )
        await _look(site, own, plan, carried, left)
        for one in homeward:
            await _home(site, own, plan, one.item_id)
            carried -= one.all_words()
            left |= one.all_words()
        await _look(site, own, plan, carried, left)
    assert carried
    assert left
    await _carry_a_file(site, own, plan)


async def _carry_a_file(site: Site, own: Space, plan: Space) -> None:
    """It is sealed anew where it comes to, and stays readable on both sides."""
    mother, item, data = await site.client(MOTHER), uuid4(), b"Det vi vet i dag."
    kept = await send(mother, f"{own.section('health')}/files", "notat.txt", data, item=str(item))
    assert kept.status_code == 303, kept.text
    await _carry(site, own, plan, item)
    query = "SELECT item_id FROM item WHERE space_id = :s AND kind = 'document'"
    there = (await site.world.sql(query, s=plan.space_id))[0][0]
    fetched = await mother.get(f"{plan.section('needs')}/items/{there}/file")
    assert (fetched.status_code, fetched.content) == (200, data)
    version = (await site.world.sql("SELECT head FROM item WHERE item_id = :i", i=item))[0][0]
    before = await mother.get(f"{own.section('health')}/items/{item}/file?version={version}")
    assert (before.status_code, before.content) == (200, data)


async def _look(site: Site, own: Space, plan: Space, carried: set[str], left: set[str]) -> None:
    """The other parent sees what was carried, and no word of what was not; she has the rest."""
    over, home = await _seen(site, OTHER, plan), await _seen(site, MOTHER, own)
    assert over == carried
    assert home == left
    assert not over & home


async def _grow(site: Site, own: Space, chance: random.Random, words: str) -> Branch:
    return await _one(site, own, chance, words, "", None)


async def _one(
    site: Site, own: Space, chance: random.Random, words: str, under: str, parent: UUID | None
) -> Branch:
    kind = chance.choice(SHAPES[under])
    values = {"title": f"ord {words}.", "body": f"ord {words}.", "status": ""}
    values["status"] = {"goal": "active", "action": "planned"}.get(kind, "")
    if kind in ("goal", "action", "responsibility"):
        values["body"] = ""
    else:
        values["title"] = ""
    # Who takes no part in the plan is asked nothing there.
    who = chance.choice([OTHER, MOTHER, "leila"])
    values["responsible_id"] = str(site.world.accounts[who])
    item_id = await own.write(MOTHER, "health", kind, values, parent)
    made = Branch(item_id, kind, f"ord {words}.", kind != "responsibility" or who != "leila")
    for one in range(chance.randint(0, 3) if kind in SHAPES else 0):
        if words.count(".") < 3:
            made.below.append(await _one(site, own, chance, f"{words}.{one}", kind, item_id))
    return made


async def _carry(site: Site, own: Space, plan: Space, item_id: UUID) -> None:
    world = site.world
    actor = world.actor(MOTHER)
    async with writing_both(world.house.gate, own.space_id, plan.space_id, actor) as (here, there):
        mine = Room(here[0], await here[1].open(own.sections["health"]))
        item = await one_item(here[0].tx, mine.permit, item_id)
        target = Room(there[0], await there[1].open(plan.sections["needs"]))
        await carry(mine, target, item, set(there[1].company().standings))


async def _home(site: Site, own: Space, plan: Space, item_id: UUID) -> None:
    world = site.world
    actor = world.actor(MOTHER)
    async with writing_both(world.house.gate, own.space_id, plan.space_id, actor) as (here, there):
        mine = Room(here[0], await here[1].open(own.sections["health"]))
        item = await one_item(here[0].tx, mine.permit, item_id)
        await carry_back(mine, Room(there[0], await there[1].open(plan.sections["needs"])), item)


async def _seen(site: Site, name: str, space: Space) -> set[str]:
    """All words of ours that somebody's screen holds."""
    gate, reader = site.world.house.gate, site.world.house.reader
    visit = await gate.enter(space.space_id, site.world.actor(name), road="page")
    opened = await reader.outlines(await visit.open_all())
    texts = [value for _, one in opened.values() for node, _ in one.walk() for value in node.content.values()]
    return {text for text in texts if text.startswith("ord ")}
