"""Founding a plan from a template: its names and hints for who writes, and nothing in anybody's name."""

from dataclasses import replace

import pytest

from ipplan.gate.founding import Founding, found_plan
from ipplan.permit import Access
from ipplan.plan.plan_templates import read_plan_templates
from ipplan.store.items import one_item
from tests.page.before_birth import MOTHER, expecting, space_of
from tests.site import Site
from tests.world import World

SHIPPED = read_plan_templates(None).common


@pytest.mark.parametrize("language", ["nb", "nn"])
async def test_every_template_founds_a_plan_in_the_language_of_who_founds_it(
    world: World, language: str
) -> None:
    gate, actor = world.house.gate, replace(world.actor("mehmet"), language=language)
    for template in SHIPPED.values():
        async with world.house.database.engine.connect() as tx:
            founding = Founding("fjordvik", actor.account_id, None, template=template)
            held = await found_plan(gate, tx, actor, actor, founding, now=world.clock.now())
            visit = await gate.visit_within(held, actor, road="page")
            rooms = [(row.area, await visit.open(row.section_id)) for row in visit.space.sections]
            titles = {area: (await one_item(tx, one, one.section_id)).content for area, one in rooms}
            # One person has one plan: each is taken back before the next.
            await tx.rollback()
        for room in template.room:
            assert titles[room.area] == room.begins(language)


async def test_it_is_chosen_with_the_consent_and_helps_who_writes(site: Site) -> None:
    mehmet, leila = await site.client("mehmet"), await site.client("leila")
    asked = (await mehmet.get("/plans/new")).text
    for template in SHIPPED.values():
        assert template.name.nb in asked
        assert template.room[0].title.nb in asked
    form = {"consent": "plan", "template": "mental-health"}
    assert (await mehmet.post("/plans", data={**form, "template": "gone"})).status_code == 404
    kept = await mehmet.post("/plans", data={**form, "consent": ""})
    assert kept.status_code == 422
    assert '<option value="mental-health" selected>' in kept.text
    made = await mehmet.post("/plans", data=form)
    assert made.status_code == 303
    plan = await space_of(site, made.headers["location"].rpartition("/")[2])
    template, shown = SHIPPED["mental-health"], (await mehmet.get(plan.path)).text
    places = [shown.index(f'id="title-{plan.sections[one.area]}">{one.title.nb}<') for one in template.room]
    assert places == sorted(places), "in the template's order"
    health = template.rooms_of("plan")["health"]
    assert health.prompt
    assert health.prompt.nb in shown
    assert health.goals[1].nb in shown
    form_of_goal = f"{plan.section('health')}/items/new?kind=goal&title={health.goals[1].nb}"
    assert f'value="{health.goals[1].nb}"' in (await mehmet.get(form_of_goal)).text
    view = (await mehmet.get(f"{plan.path}/view.json")).json()
    assert [one["items"] for one in view["sections"]] == [[]] * len(template.room), "nothing is written"
    # What it says may stand there is for who writes, and gone once something does.
    await plan.write("mehmet", "health", "goal", {"title": "Sove til sju"})
    assert health.goals[1].nb not in (await mehmet.get(plan.path)).text
    assert health.prompt.nb not in (await mehmet.get(plan.path)).text
    assert (await leila.get(plan.path)).status_code == 404
    # Renaming keeps what belongs to the title.
    home = plan.sections["home"]
    head = (await site.world.sql("SELECT head FROM item WHERE item_id = :i", i=home))[0][0]
    named = {"title": "Hos meg", "base": str(head), "kind": "section"}
    assert (await mehmet.post(f"{plan.section('home')}/items/{home}", data=named)).status_code == 303
    again = template.rooms_of("plan")["home"].prompt
    assert again
    assert again.nb in (await mehmet.get(plan.path)).text


async def test_coordination_becomes_a_plan_from_a_template_and_what_is_there_stays(site: Site) -> None:
    own = await expecting(site, "coordination")
    mother = await site.client(MOTHER)
    await own.grant(MOTHER, "leila", "needs", Access.READ)
    assert 'name="template"' in (await mother.get(f"{own.path}/deciding")).text
    form = {"template": "rehabilitation"}
    assert (await mother.post(f"{own.path}/consents/plan", data=form)).status_code == 303
    shown = (await mother.get(own.path)).text
    for title in ("Om meg", "Ressurser og behov", "Trening og behandling", "Tilbake til arbeid eller skole"):
        assert title in shown
    assert "Om meg og det som skjedde" not in shown, "a room with a name keeps it"
    leila = await site.client("leila")
    assert "Trening og behandling" not in (await leila.get(own.path)).text
    assert 'name="template"' not in (await mother.get(f"{own.path}/deciding")).text


async def test_what_the_unit_made_gets_its_names_with_the_owners_consent(site: Site) -> None:
    world, gate = site.world, site.world.house.gate
    owner = world.accounts["mehmet"]
    async with world.house.database.begin() as tx:
        unit, founding = world.actor("ingeborg"), Founding("fjordvik", owner, None)
        made = await found_plan(gate, tx, unit, None, founding, now=world.clock.now())
    plan, mehmet = await space_of(site, made.space_id), await site.client("mehmet")
    assert 'name="template"' in (await mehmet.get(f"{plan.path}/deciding")).text
    form = {"template": "youth-to-adult"}
    assert (await mehmet.post(f"{plan.path}/consents/plan", data=form)).status_code == 303
    view = (await mehmet.get(f"{plan.path}/view.json")).json()
    template = SHIPPED["youth-to-adult"]
    assert [one["title"] for one in view["sections"]] == [one.title.nb for one in template.room]
    unit_sees = (await (await site.client("ingeborg")).get(f"/unit/plans/{plan.space_id}")).text
    assert not any(one.title.nb in unit_sees for one in template.room if one.area in ("health", "home"))
