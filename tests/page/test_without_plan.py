"""A coordinator without a plan: contacts, meetings and messages; a plan is declined, or comes later."""

from datetime import date, timedelta
from uuid import uuid4

import httpx2
import pytest

from ipplan.gate.founding import Founding, Representation, found_plan
from ipplan.permit import Access
from tests.page.asking import Answer
from tests.page.before_birth import COORDINATOR, MOTHER, UNIT, Space, expecting, space_of
from tests.site import Site
from tests.world import PEOPLE


async def said(client: httpx2.AsyncClient, space: Space, body: str) -> httpx2.Response:
    form = {"kind": "message", "item": str(uuid4()), "body": body}
    return await client.post(f"{space.section('messages')}/items", data=form)


async def newest(space: Space, kind: str) -> tuple[str, str]:
    query = "SELECT item_id, head FROM item WHERE space_id = :s AND kind = :k ORDER BY seq DESC LIMIT 1"
    row = (await space.site.world.sql(query, s=space.space_id, k=kind))[0]
    return str(row[0]), str(row[1])


@pytest.mark.parametrize("kind", ["coordination", "expecting"])
async def test_messages_are_written_with_comment_access_and_stand_newest_last(site: Site, kind: str) -> None:
    own = await expecting(site, kind)
    await own.grant(MOTHER, COORDINATOR, "messages", Access.COMMENT)
    mother, coordinator, leila = [await site.client(name) for name in (MOTHER, COORDINATOR, "leila")]
    assert "Skriv en melding" in (await coordinator.get(own.path)).text
    for client, body in ((mother, "Hei!"), (coordinator, "Hei på deg."), (mother, "Kan du ringe?")):
        assert (await said(client, own, body)).status_code == 303
    page = (await coordinator.get(own.path)).text
    places = [page.index(body) for body in ("Hei!", "Hei på deg.", "Kan du ringe?")]
    assert places == sorted(places)
    assert PEOPLE[MOTHER]["name"] in page[places[0] - 900 : places[0]]
    assert Answer.of(await leila.get(own.path)) == Answer.of(await leila.get("/plans/ingenting"))
    assert (await said(leila, own, "Jeg også")).status_code == 404
    empty = await said(coordinator, own, "  ")
    assert empty.status_code == 422
    assert "Skriv noe her." in empty.text


async def test_nobody_writes_over_anothers_message_and_one_closes_ones_own(site: Site) -> None:
    own = await expecting(site, "coordination")
    await own.grant(MOTHER, COORDINATOR, "messages", Access.WRITE)
    mother, coordinator = await site.client(MOTHER), await site.client(COORDINATOR)
    await said(mother, own, "Mitt eget")
    item, head = await newest(own, "message")
    here = f"{own.section('messages')}/items/{item}"
    for verb, form in (
        ("", {"kind": "message", "base": head, "body": "Noe annet"}),
        ("/draft", {"kind": "message", "base": head, "body": "Noe annet"}),
        ("/undo", {"version": head}),
        ("/place", {"step": "up"}),
        ("/closure", {}),
        ("/move", {"to": str(own.sections["needs"])}),
    ):
        assert (await coordinator.post(f"{here}{verb}", data=form)).status_code == 404, verb
    assert (await coordinator.get(f"{here}/edit")).status_code == 404
    assert (await mother.post(f"{here}/move", data={"to": str(own.sections["needs"])})).status_code == 404
    assert "Mitt eget" in (await coordinator.get(own.path)).text
    assert here in (await mother.get(own.section("messages"))).text, "her own are changed from there"
    form = {"kind": "message", "base": head, "body": "Mitt eget, rettet"}
    assert (await mother.post(here, data=form)).status_code == 303
    page = (await coordinator.get(own.path)).text
    assert "Mitt eget, rettet" in page
    assert "endret" in page
    assert (await mother.post(f"{here}/closure")).status_code == 303
    assert "Mitt eget" not in (await coordinator.get(own.path)).text
    # Who decides may close what another has written, and open it again; the words stay the author's.
    await said(coordinator, own, "Koordinatorens ord")
    item, head = await newest(own, "message")
    here = f"{own.section('messages')}/items/{item}"
    assert (await mother.post(here, data={"kind": "message", "base": head, "body": "x"})).status_code == 404
    assert (await mother.post(f"{here}/closure")).status_code == 303
    assert (await mother.post(f"{here}/reopening")).status_code == 303


async def test_a_message_stands_among_messages_and_a_contact_in_the_network(site: Site) -> None:
    own = await expecting(site, "coordination")
    mother = await site.client(MOTHER)
    message = {"kind": "message", "item": str(uuid4()), "body": "Hei"}
    assert (await mother.post(f"{own.section('needs')}/items", data=message)).status_code == 404
    contact = {"kind": "contact", "item": str(uuid4()), "title": "Anne Lie", "role": "Fysioterapeut"}
    contact |= {"organisation": "Fjordvik kommune", "phone": "99 88 77 66", "email": "anne@example.org"}
    assert (await mother.post(f"{own.section('needs')}/items", data=contact)).status_code == 404
    assert (await mother.post(f"{own.section('network')}/items", data=contact)).status_code == 303
    page = (await mother.get(own.path)).text
    for told in ("Anne Lie", "Fysioterapeut, Fjordvik kommune", "tel:99887766", "mailto:anne@example.org"):
        assert told in page


async def test_people_meet_without_a_plan(site: Site) -> None:
    own = await expecting(site, "coordination")
    await own.grant(MOTHER, COORDINATOR, "needs", Access.READ)
    mother, coordinator = await site.client(MOTHER), await site.client(COORDINATOR)
    day = (site.clock.now() + timedelta(days=9)).date().isoformat()
    form = {"title": "Første møte", "day": day, "from": "10:00", "to": "11:00"}
    form |= {f"section-{own.sections['needs']}": "yes"}
    form |= {f"invite-{site.world.accounts[name]}": "yes" for name in (MOTHER, COORDINATOR)}
    made = await mother.post(f"{own.path}/meetings", data=form)
    assert made.status_code == 303, made.text
    room = made.headers["location"]
    point = {"title": "Hva trengs?", "section": str(own.sections["needs"]), "item": str(uuid4())}
    assert (await mother.post(f"{room}/points", data=point)).status_code == 303
    page = (await coordinator.get(room)).text
    assert "Første møte" in page
    assert "Hva trengs?" in page
    people = (await coordinator.get(f"{own.path}/people")).text
    assert PEOPLE["leila"]["name"] in people


async def test_to_decline_a_plan_is_ones_own_word_that_the_unit_sees_and_shuts_nothing(site: Site) -> None:
    own = await expecting(site, "coordination")
    mother, coordinator, unit = [await site.client(name) for name in (MOTHER, COORDINATOR, UNIT)]
    word, deciding = f"{own.path}/word", f"{own.path}/deciding"
    assert (await coordinator.post(word)).status_code == 404
    assert "Om å ha en plan" in (await mother.get(own.path)).text
    assert "Vil ikke ha plan nå" not in (await unit.get(f"/unit{own.path}")).text
    for _ in range(2):
        assert (await mother.post(word)).status_code == 303
    assert len(await site.world.sql("SELECT 1 FROM plan_word WHERE space_id = :s", s=own.space_id)) == 1
    page = (await mother.get(deciding)).text
    assert "Du har sagt at du ikke vil ha plan nå" in page
    assert "Jeg ønsker en plan" in page, "she can say yes whenever she wants"
    assert "Vil ikke ha plan nå" in (await coordinator.get(deciding)).text
    assert "Vil ikke ha plan nå" in (await unit.get(f"/unit{own.path}")).text
    assert (await mother.get(f"{own.path}/meetings")).status_code == 200
    assert (await mother.post(word, data={"word": "taken_back"})).status_code == 303
    assert "Vil ikke ha plan nå" not in (await unit.get(f"/unit{own.path}")).text
    assert (await mother.post(word)).status_code == 303
    assert (await mother.post(f"{own.path}/consents/plan")).status_code == 303
    assert "ikke vil ha plan" not in (await mother.get(deciding)).text
    assert "Vil ikke ha plan" not in (await unit.get(f"/unit{own.path}")).text
    assert (await mother.post(word)).status_code == 404, "there is one now"


async def a_childs(site: Site, child: str = "mehmet") -> Space:
    """A child of ten, whose mother has said yes to a coordinator without a plan."""
    world, house = site.world, site.world.house
    today = world.clock.now().date()
    founding = Founding(
        "fjordvik",
        world.accounts[child],
        world.accounts[COORDINATOR],
        Representation(world.accounts[MOTHER], "parent", "Mor"),
        born_on=date(today.year - 10, 1, 1),
        kind="coordination",
    )
    async with house.database.begin() as tx:
        unit, mother = world.actor(UNIT), world.actor(MOTHER)
        held = await found_plan(house.gate, tx, unit, mother, founding, now=world.clock.now())
    return await space_of(site, held.space_id)


async def test_a_childs_coordination_has_the_duties_and_all_the_rest(site: Site) -> None:
    own = await a_childs(site)
    for area in ("messages", "duties"):
        await own.grant(MOTHER, COORDINATOR, area, Access.WRITE)
    mother, coordinator, unit = [await site.client(name) for name in (MOTHER, COORDINATOR, UNIT)]
    assert (await said(mother, own, "Kan du ringe skolen?")).status_code == 303
    page = (await coordinator.get(own.path)).text
    assert "Kan du ringe skolen?" in page
    assert page.count('class="item duty') == 5, "they come with the child's template"
    day = (site.clock.now() + timedelta(days=9)).date().isoformat()
    form = {"title": "Møte", "day": day, "from": "10:00", "to": "11:00"}
    form |= {f"section-{own.sections['duties']}": "yes", f"invite-{site.world.accounts[MOTHER]}": "yes"}
    assert (await mother.post(f"{own.path}/meetings", data=form)).status_code == 303
    assert (await mother.post(f"{own.path}/word")).status_code == 303
    rows = await site.world.sql("SELECT author_id, on_behalf_of FROM plan_word")
    assert [tuple(row) for row in rows] == [(site.world.accounts[MOTHER], site.world.accounts["mehmet"])]
    assert "Vil ikke ha plan nå" in (await unit.get(f"/unit{own.path}")).text
    assert (await mother.post(f"{own.path}/consents/plan")).status_code == 303
    query = "SELECT count(*) FROM item WHERE space_id = :s AND kind = 'duty'"
    assert (await site.world.sql(query, s=own.space_id))[0][0] == 5, "and not once more with the plan"
