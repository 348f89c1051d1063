"""A helper writes the owner's own words: on her own login, where she reads, for an hour, and nothing else."""

from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest

from tests.page.asking import Answer
from tests.page.test_paper import on_paper
from tests.site import Site
from tests.world import PEOPLE

HELPER, READER = "leila", "thea"
OWN = "Roar Myklebust sine egne ord, skrevet av Leila Hosseini"


async def together(site: Site, name: str = HELPER, owner: str = "roar") -> httpx2.AsyncClient:
    """A helper's browser, with the session begun."""
    client = await site.client(name)
    answer = await client.post(f"{site.plan(owner)}/assistance", data={"beside": "yes"})
    assert answer.status_code == 303, answer.text
    return client


async def session_of(client: httpx2.AsyncClient, site: Site, area: str = "about", owner: str = "roar") -> str:
    """The hidden mark in a form: which session its words belong to; empty for one's own."""
    form = (await client.get(f"{site.section(area, owner)}/items/new", params={"kind": "text"})).text
    return form.partition('name="together" value="')[2].partition('"')[0]


async def write(
    client: httpx2.AsyncClient, site: Site, words: str, mark: str, area: str = "about", owner: str = "roar"
) -> httpx2.Response:
    form = {"kind": "text", "item": str(uuid4()), "body": words, "together": mark}
    return await client.post(f"{site.section(area, owner)}/items", data=form)


async def test_the_owners_words_are_hers_wherever_they_show(site: Site) -> None:
    await on_paper(site)
    helper, reader = await together(site), await site.client(READER)
    mark = await session_of(helper, site)
    assert mark
    assert (await write(helper, site, "Jeg vil hjem til Bjørk.", mark)).status_code == 303
    for client in (reader, helper, await site.client("roar")):
        page = (await client.get(site.plan("roar"))).text
        assert "Jeg vil hjem til Bjørk." in page
        assert OWN in page
    data = (await reader.get(f"{site.plan('roar')}/view.json")).json()
    section = str(site.world.sections["roar"]["about"])
    about = next(one for one in data["sections"] if one["section"] == section)
    item = next(one for one in about["items"] if one["content"].get("body") == "Jeg vil hjem til Bjørk.")
    accounts = site.world.accounts
    assert item["own_words"] == {"of": str(accounts["roar"]), "written_by": str(accounts[HELPER])}
    assert not any(one["own_words"] for one in about["items"] if one is not item)
    roar = await site.client("roar")
    history = (await roar.get(f"{site.section('about', 'roar')}/items/{item['item']}/history")).text
    assert "Roar Myklebust selv, skrevet av Leila Hosseini" in history
    assert "på vegne av" not in history
    log = (await roar.get(f"{site.plan('roar')}/log", params={"person": str(accounts[HELPER])})).text
    assert "Skrev sammen med planeier" in log


async def test_a_representatives_words_are_told_from_the_owners(site: Site) -> None:
    marte = await site.client("marte")
    assert (await write(marte, site, "Skrevet av mor.", "", "health", "tiril")).status_code == 303
    rows = await site.world.sql("SELECT item_id FROM version ORDER BY at DESC LIMIT 1")
    history = (await marte.get(f"{site.section('health')}/items/{rows[0][0]}/history")).text
    assert "på vegne av Tiril" in history
    assert "egne ord" not in history


async def test_her_screen_says_so_and_ends_it_and_nothing_else_is_open(site: Site) -> None:
    await on_paper(site)
    helper = await together(site, "grete")
    page = (await helper.get(site.plan("roar"))).text
    assert "Dere skriver sammen, til" in page
    assert "Avslutt økten" in page
    refused = Answer.of(await helper.get("/plans/ingenting"))
    for road in ("people", "deciding", "proposals/new", "sharing", "attestations/new", "mandates/new"):
        assert Answer.of(await helper.get(f"{site.plan('roar')}/{road}")) == refused, road
    for area, there in (("needs", 200), ("health", 200), ("network", 404), ("economy", 404)):
        answer = await helper.get(f"{site.section(area, 'roar')}/items/new", params={"kind": "text"})
        assert answer.status_code == there, area
    assert "Dere skriver sammen, til" in (await helper.get(site.section("health", "roar"))).text
    assert (await helper.post(f"{site.plan('roar')}/assistance/ending")).status_code == 303
    page = (await helper.get(site.plan("roar"))).text
    assert "Dere skriver sammen, til" not in page
    assert (await helper.get(f"{site.plan('roar')}/deciding")).status_code == 200


async def test_it_holds_on_that_login_alone_and_ends_with_the_clock_and_the_record(site: Site) -> None:
    await on_paper(site)
    helper, other = await together(site), await site.client(HELPER)
    assert "Dere skriver sammen" not in (await other.get(site.plan("roar"))).text
    form = f"{site.section('about', 'roar')}/items/new"
    assert (await helper.get(form, params={"kind": "text"})).status_code == 200
    assert (await other.get(form, params={"kind": "text"})).status_code == 404, "she only reads there herself"
    for _ in range(2):
        site.clock.move(timedelta(minutes=20))
        assert (await helper.get(form, params={"kind": "text"})).status_code == 200
    site.clock.move(timedelta(minutes=21))
    assert (await helper.get(form, params={"kind": "text"})).status_code == 404
    helper = await together(site)
    assert (await helper.get(form, params={"kind": "text"})).status_code == 200
    unit = await site.client("ingeborg")
    assert (await unit.post(f"/unit/plans/{site.world.spaces['roar']}/paper/ending")).status_code == 303
    assert (await helper.get(form, params={"kind": "text"})).status_code == 404


async def test_words_begun_together_never_pass_for_her_own_nor_hers_for_the_owners(site: Site) -> None:
    """She may write in that section herself: what was typed before and after must not change hands."""
    await on_paper(site)
    helper = await together(site)
    mark = await session_of(helper, site, "health")
    await helper.post(f"{site.plan('roar')}/assistance/ending")
    for typed in (mark, str(uuid4())):
        over = await write(helper, site, "Roars ord.", typed, "health")
        assert (over.status_code, "Dette ble ikke lagret" in over.text) == (409, True)
        assert "Roars ord." in over.text, "what was typed is shown"
    assert (await write(helper, site, "Legens ord.", "", "health")).status_code == 303
    again = await helper.post(f"{site.plan('roar')}/assistance", data={"beside": "yes"})
    assert again.status_code == 303
    assert (await write(helper, site, "Flere av legens ord.", "", "health")).status_code == 409
    page = (await helper.get(site.plan("roar"))).text
    assert "Legens ord." in page
    assert "Roars ord." not in page
    assert "Flere av legens ord." not in page


async def test_a_draft_is_the_owners_and_not_the_helpers(site: Site) -> None:
    await on_paper(site)
    helper = await together(site)
    mark, item = await session_of(helper, site, "health"), uuid4()
    form = {"kind": "text", "body": "Jeg begynte på", "together": mark}
    path = f"{site.section('health', 'roar')}/items/{item}/draft"
    assert (await helper.post(path, data=form)).status_code == 200
    await helper.post(f"{site.plan('roar')}/assistance/ending")
    late = await helper.post(path, data=form | {"body": "Jeg begynte på, men"})
    assert "Økten er over" in late.text
    assert "Jeg begynte på" not in (await helper.get(site.section("health", "roar"))).text
    await helper.post(f"{site.plan('roar')}/assistance", data={"beside": "yes"})
    again = (await helper.get(site.section("health", "roar"))).text
    assert "Jeg begynte på" in again
    assert "men" not in again.partition("Jeg begynte på")[2][:8]


async def test_what_the_owner_has_begun_by_herself_is_not_shown_to_who_helps(site: Site) -> None:
    """A draft is private to who types it, and a session is no way into hers."""
    await on_paper(site)
    roar, item, section = await site.client("roar"), uuid4(), site.section("health", "roar")
    typed = {"kind": "text", "body": "Bare for meg"}
    assert (await roar.post(f"{section}/items/{item}/draft", data=typed)).status_code == 200
    helper = await together(site)
    mark, form = await session_of(helper, site, "health"), {"kind": "text", "item": str(item)}
    for _ in range(2):
        for page in (await helper.get(section), await helper.get(f"{section}/items/new", params=form)):
            assert page.status_code == 200
            assert "Bare for meg" not in page.text
        slot = {"slot": f"new-{item}", "together": mark}
        assert (await helper.post(f"{section}/items/{item}/draft/discard", data=slot)).status_code < 400
        assert "Bare for meg" in (await roar.get(f"{section}/items/new", params=form)).text
    theirs = typed | {"body": "Skrevet sammen", "together": mark}
    assert (await helper.post(f"{section}/items/{item}/draft", data=theirs)).status_code == 200
    for page in (await helper.get(section), await helper.get(f"{section}/items/new", params=form)):
        assert "Skrevet sammen" in page.text
    assert "Bare for meg" in (await roar.get(f"{section}/items/new", params=form)).text


async def test_a_child_old_enough_is_helped_and_a_younger_one_is_not(site: Site) -> None:
    helper = await together(site, "berit", "tiril")
    mark = await session_of(helper, site, "network", "tiril")
    assert (await write(helper, site, "Jeg vil ha hund.", mark, "network", "tiril")).status_code == 303
    marte = (await (await site.client("marte")).get(site.plan())).text
    assert f"{PEOPLE['tiril']['name']} sine egne ord, skrevet av {PEOPLE['berit']['name']}" in marte
    rules = site.world.house.gate.rules
    site.world.house.gate.rules = rules.model_copy(
        update={"heard_from": rules.heard_from.model_copy(update={"value": 12})}
    )
    young = await site.client("sindre")
    page = (await young.get(f"{site.plan()}/assistance")).text
    assert "fyller 12 år" in page
    assert (await young.post(f"{site.plan()}/assistance", data={"beside": "yes"})).status_code == 404


async def test_a_mother_who_decides_does_not_while_she_writes_for_her_child(site: Site) -> None:
    marte = await together(site, "marte", "tiril")
    for road in ("sharing", "deciding", "log", "mandates/new"):
        assert (await marte.get(f"{site.plan()}/{road}")).status_code == 404, road
    await marte.post(f"{site.plan()}/assistance/ending")
    assert (await marte.get(f"{site.plan()}/sharing")).status_code == 200


async def test_who_sat_with_the_owner_is_seen_where_it_says_who_decides(site: Site) -> None:
    await on_paper(site)
    await together(site)
    page = (await (await site.client("roar")).get(f"{site.plan('roar')}/deciding")).text
    assert "Leila Hosseini skrev sammen med Roar Myklebust" in page


@pytest.mark.parametrize("name", ["roar", "mehmet", "marte"])
async def test_nobody_helps_where_it_is_not_so(site: Site, name: str) -> None:
    """The owner herself; and nobody where no record stands, or who takes no part."""
    client = await site.client(name)
    refused = Answer.of(await client.get("/plans/ingenting"))
    for _ in range(2):
        for answer in (
            await client.get(f"{site.plan('roar')}/assistance"),
            await client.post(f"{site.plan('roar')}/assistance", data={"beside": "yes"}),
        ):
            assert Answer.of(answer) == refused
        if name == "mehmet":
            return
        await on_paper(site)


async def test_the_box_must_be_ticked(site: Site) -> None:
    await on_paper(site)
    client = await site.client(HELPER)
    answer = await client.post(f"{site.plan('roar')}/assistance", data={})
    assert (answer.status_code, "Kryss av for at dere sitter sammen." in answer.text) == (422, True)
    assert "Dere skriver sammen" not in (await client.get(site.plan("roar"))).text


async def test_she_answers_for_the_owner_and_never_as_the_owner_for_herself(site: Site) -> None:
    await on_paper(site)
    own = await _asked(site, HELPER)
    client = await site.client(HELPER)
    page = (await client.get(site.plan("roar"))).text
    assert f"{own}/answer" in page
    helper = await together(site)
    page = (await helper.get(site.plan("roar"))).text
    assert f"{own}/answer" not in page
    theirs = await _asked(site, "roar")
    assert f"{theirs}/answer" in page
    done = {"status": "done"}
    assert (
        await helper.post(f"{site.section('health', 'roar')}/items/{own}/answer", data=done)
    ).status_code == 404
    answer = await helper.post(f"{site.section('health', 'roar')}/items/{theirs}/answer", data=done)
    assert answer.status_code == 303
    history = (await helper.get(f"{site.section('health', 'roar')}/items/{theirs}/history")).text
    assert "Roar Myklebust selv, skrevet av Leila Hosseini" in history


async def test_logging_out_ends_it(site: Site) -> None:
    await on_paper(site)
    helper = await together(site)
    assert (await helper.post("/logout")).status_code == 303
    again = await site.client(HELPER)
    assert "Dere skriver sammen" not in (await again.get(site.plan("roar"))).text


async def _asked(site: Site, name: str) -> str:
    """Something in the section of health that somebody has said yes to."""
    rows = await site.world.sql(
        "SELECT item_id FROM item WHERE section_id = :s AND kind = 'responsibility' AND NOT closed"
        " AND status IN ('asked', 'accepted') AND responsible_id = :w",
        s=site.world.sections["roar"]["health"],
        w=site.world.accounts[name],
    )
    assert rows, f"the demo asks {name} something"
    return str(rows[0][0])
