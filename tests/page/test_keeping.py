"""What is kept from a parent betrays itself nowhere to her, though she decides and sees as others do."""

import json
import re
from uuid import UUID, uuid4

import httpx2
import pytest

from ipplan.page.door import ITEM
from ipplan.page.routes import DOORS
from tests.gate.family import FATHER, MOTHER, PROFESSIONAL, family, kept
from tests.gate.holding import Branch, grow_branch, put
from tests.page.asking import Answer, call, place_of, socket_to, some_item
from tests.page.test_takeover import _tiril
from tests.page.test_withholding import _frames
from tests.site import Site

REASON = "Hun er redd for hva han gjør hvis han får vite det."
UNTOLD = (
    (rb'"at":"[^"]*","sections"', b'"sections"'),
    # The log says when somebody opened a section; that is not what is compared.
    (rb"<time[^>]*>[^<]*</time>|kl\. \d\d[.:]\d\d", b""),
    (rb'"line":\d+|"(at|until)":"[^"]*"', b""),
)


@pytest.fixture
async def family_site(site: Site) -> Site:
    await family(site.world)
    return site


async def everything(site: Site, client: httpx2.AsyncClient) -> dict[str, bytes]:
    """All that a parent can read without knowing an item's id, byte for byte but for what the clock says."""
    home, plan, accounts = site.section("home"), site.plan(), site.world.accounts
    known = f"{home}/items/{await some_item(site, 'home')}"
    pages = [plan + page for page in ("", "/view.json", "/people", "/sharing", "/deciding", "/receipts")]
    pages += [f"{plan}/as/{accounts[who]}" for who in (PROFESSIONAL, "berit", "wenche")]
    pages += [home, site.section("needs"), f"{known}/history", f"{known}/edit", f"{known}/readers"]
    pages += [f"{site.address}/", f"{plan}/sections/closed"]
    found = {}
    for page in pages:
        answer = await client.get(page)
        assert answer.status_code == 200, page
        found[page] = _timeless(answer.content)
    return found


def _timeless(body: bytes) -> bytes:
    for pattern, instead in UNTOLD:
        body = re.sub(pattern, instead, body)
    return body


async def test_every_page_of_his_is_as_if_it_had_never_been_written(family_site: Site) -> None:
    site = family_site
    father, mother = await site.client(FATHER), await site.client(MOTHER)
    # That they have logged in is told on a page.
    sindre, tiril = await site.client(PROFESSIONAL), await _tiril(site)
    before = await everything(site, father)
    branch = await grow_branch(site.world, asked=PROFESSIONAL)
    seen, hers = await everything(site, father), await everything(site, mother)
    assert "Hemmelig" in seen[site.plan()].decode()
    as_sindre = f"{site.plan()}/as/{site.world.accounts[PROFESSIONAL]}"
    assert "Hemmelig" in seen[as_sindre].decode()
    await kept(site.world, branch.goal)
    assert await everything(site, mother) == hers, "nor does anything tell the other parent"
    assert await everything(site, father) == before
    await _assess(site, sindre, branch)
    await put(site.world, "comment", uuid4(), branch.action, "home", body="Hemmelig igjen")
    assert await everything(site, father) == before
    assert REASON in (await tiril.get(f"{site.plan()}/keepings")).text


async def test_the_log_tells_no_parent_who_opened_the_reasons(family_site: Site) -> None:
    site = family_site
    branch = await grow_branch(site.world)
    await kept(site.world, branch.goal)
    sindre = await site.client(PROFESSIONAL)
    await _assess(site, sindre, branch)
    assert (await sindre.get(f"{site.plan()}/keepings")).status_code == 200
    rows = await site.world.sql("SELECT count(*) FROM access_log WHERE section_id = :kept", kept=UUID(int=12))
    assert rows[0][0], "it is logged"
    for name in (FATHER, MOTHER):
        client = await site.client(name)
        for log in ("/log?person=all&period=all", "/log.csv?person=all&period=all", "/log.json?person=all"):
            text = (await client.get(site.plan() + log)).text
            assert PROFESSIONAL.capitalize() in text
            assert "holdt tilbake" not in text
            assert str(UUID(int=12)) not in text


async def test_at_every_door_it_is_answered_like_what_is_not_there(family_site: Site) -> None:
    site = family_site
    branch = await grow_branch(site.world)
    await kept(site.world, branch.goal)
    father, place = await site.client(FATHER), await place_of(site, "home")
    refused = Answer.of(await father.get(f"/plans/{uuid4()}"))
    doors = [door for door in DOORS if door.path.startswith(ITEM) and not door.path.endswith("/discard")]
    assert len(doors) > 15
    for door in doors:
        for item in (*branch.all, uuid4()):
            assert await call(site, father, door, place.other(item=str(item))) == refused, door
    for name in (FATHER, MOTHER, "berit", "wenche"):
        client = await site.client(name)
        refused = Answer.of(await client.get(f"/plans/{uuid4()}"))
        answer = Answer.of(await client.get(f"{site.plan()}/keepings"))
        assert answer == refused, name
        known = await some_item(site, "home")
        answer = Answer.of(await client.get(f"{site.section('home')}/items/{known}/keeping"))
        assert answer == refused, name
        assert "/keeping" not in (await client.get(site.plan())).text, name


async def test_it_goes_from_his_open_screen_and_no_frame_tells_of_it_after(family_site: Site) -> None:
    site, world = family_site, family_site.world
    branch, father = await grow_branch(world), await site.client(FATHER)
    async with socket_to(site, father, f"/plans/{world.spaces['tiril']}/live") as socket:
        await socket.send(json.dumps({"seen": {}}))
        assert "Hemmelig" in "".join(await _frames(socket))
        await kept(world, branch.goal)
        gone = "".join(await _frames(socket))
        assert gone
        assert "Hemmelig" not in gone
        await _assess(site, await site.client(PROFESSIONAL), branch)
        await put(world, "comment", uuid4(), branch.action, "home", body="Hemmelig igjen")
        assert await _frames(socket) == []


async def test_the_child_presses_once_and_a_professional_sees_that_it_waits(family_site: Site) -> None:
    site = family_site
    branch, tiril = await grow_branch(site.world), await _tiril(site)
    sindre, item = await site.client(PROFESSIONAL), f"{site.section('home')}/items/{branch.goal}"
    assert f"{branch.goal}/keeping" in (await tiril.get(site.plan())).text
    page = (await tiril.get(f"{item}/keeping")).text
    assert "Ikke vis dette for Solveig" in page
    assert "har skrevet dette selv" in page, "her mother wrote it"
    assert "vurder det" not in (await sindre.get("/")).text
    who = {"account": str(site.world.accounts[FATHER])}
    assert (await tiril.post(f"{item}/keeping", data=who)).status_code == 303
    assert (await tiril.post(f"{item}/keeping", data=who)).status_code == 303, "twice is once"
    assert "Ikke vurdert ennå" in (await tiril.get(f"{item}/keeping")).text
    assert "vurder det" in (await sindre.get("/")).text
    assert "vurder det" not in (await (await site.client(FATHER)).get("/")).text
    site.clock.move(site.world.house.gate.rules.wish_assessed_within.time * 1.1)
    sindre = await site.client(PROFESSIONAL)
    assert "Skulle vært vurdert" in (await sindre.get(f"{site.plan()}/keepings")).text
    assert "Hemmelig" not in (await (await site.client(FATHER)).get(site.plan())).text, "time shows nothing"
    tiril = await _tiril(site)
    assert (await tiril.post(f"{item}/keeping/ending", data=who)).status_code == 303
    assert "Hemmelig" in (await (await site.client(FATHER)).get(site.plan())).text


async def test_what_is_missing_is_said_beside_the_field_and_nothing_is_done(family_site: Site) -> None:
    site = family_site
    branch, sindre = await grow_branch(site.world), await site.client(PROFESSIONAL)
    item = f"{site.section('home')}/items/{branch.goal}"
    who = {"account": str(site.world.accounts[FATHER])}
    answer = await sindre.post(f"{item}/keeping", data=who | {"text": "Skrevet ferdig"})
    assert answer.status_code == 422
    assert "Velg hva vurderingen bygger på." in answer.text
    assert "Skrevet ferdig" in answer.text, "what was typed is kept"
    assert "Hemmelig" in (await (await site.client(FATHER)).get(site.plan())).text
    await _assess(site, sindre, branch, door="")
    shown = {**who, "ground": "none", "text": "Hun vil si det selv."}
    answer = await sindre.post(f"{item}/keeping/assessment", data=shown)
    assert answer.status_code == 422
    assert "Snakk med barnet først." in answer.text
    assert "Hemmelig" not in (await (await site.client(FATHER)).get(site.plan())).text
    assert (await sindre.post(f"{item}/keeping/assessment", data=shown | {"told": "yes"})).status_code == 303
    assert "Hemmelig" in (await (await site.client(FATHER)).get(site.plan())).text


async def _assess(site: Site, client: httpx2.AsyncClient, branch: Branch, door: str = "/assessment") -> None:
    form = {"account": str(site.world.accounts[FATHER]), "ground": "weighty", "text": REASON}
    answer = await client.post(f"{site.section('home')}/items/{branch.goal}/keeping{door}", data=form)
    assert answer.status_code == 303, answer.text
