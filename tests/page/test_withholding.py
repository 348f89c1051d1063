"""A withheld item betrays itself nowhere: all answers and frames are those of a plan without it."""

import asyncio
import json
import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx2
import psycopg
import pytest

from ipplan.page.door import ITEM
from ipplan.page.routes import DOORS
from tests.gate.holding import grow_branch, hide, put
from tests.page.asking import Answer, call, place_of, socket_to, some_item
from tests.site import Site

PAGES = ("", "/view.json", "/people")
KEPT: Any = psycopg.AsyncCursor.execute


async def everything(site: Site, client: httpx2.AsyncClient) -> dict[str, Answer]:
    """All pages that somebody in the plan can read without knowing an item's id, byte for byte."""
    home = site.section("home")
    known = f"{home}/items/{await some_item(site, 'home')}"
    pages = [site.plan() + page for page in PAGES] + [home, site.section("needs"), f"{known}/history"]
    pages += [f"{site.address}/", f"{known}/edit"]
    answers = {page: _timeless(Answer.of(await client.get(page))) for page in pages}
    assert all(answer.status == 200 for answer in answers.values()), answers
    return answers


def _timeless(answer: Answer) -> Answer:
    """Without the one time that view.json tells: its own."""
    return replace(answer, body=re.sub(rb'"at":"[^"]*","sections"', b'"sections"', answer.body))


async def test_every_page_is_as_if_it_had_never_been_written(site: Site) -> None:
    wenche, marte = await site.client("wenche"), await site.client("marte")
    before, hers = await everything(site, wenche), await everything(site, marte)
    branch = await grow_branch(site.world)
    seen = await everything(site, wenche)
    assert seen != before, "there is something to be withheld"
    assert "Hemmelig" in seen[site.plan()].body.decode()
    assert "Hemmelig" in seen[f"{site.address}/"].body.decode(), "she is asked to do it"
    await hide(site.world, branch.goal)
    assert await everything(site, wenche) == before
    assert (await everything(site, marte)) != hers
    # Nor does what is done with it afterwards.
    await put(site.world, "comment", uuid4(), branch.action, "home", body="Hemmelig igjen")
    assert (await marte.post(f"{site.section('home')}/items/{branch.action}/closure")).status_code == 303
    assert await everything(site, wenche) == before
    closed = await marte.get(site.section("home"))
    assert "Hemmelig tiltak" in closed.text


async def test_it_is_answered_like_what_is_not_there_at_every_door_with_the_same_queries(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch = await grow_branch(site.world)
    await hide(site.world, branch.goal)
    wenche, place = await site.client("wenche"), await place_of(site, "home")
    asked: list[str] = []

    async def noted(self: Any, query: Any, *args: Any, **more: Any) -> Any:
        if query:  # not a look whether a connection is still there: only one that was used before gets that
            asked.append(str(query))
        return await KEPT(self, query, *args, **more)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", noted)
    refused = Answer.of(await wenche.get(f"/plans/{uuid4()}"))
    doors = [door for door in DOORS if door.path.startswith(ITEM) and not door.path.endswith("/discard")]
    assert len(doors) >= 12
    for door in doors:
        there = place.other(item=await some_item(site, "home"))
        # A goal has no file; the readers are for who decides.
        if door.method == "GET" and not door.path.endswith(("/readers", "/file", "/file/new", "/picture")):
            assert (await call(site, wenche, door, there)).status == 200, "she has this door for others"
        # The first to open another section in a minute leaves a line in the log.
        await call(site, wenche, door, place.other(item=str(uuid4())))
        made = []
        for item in [*branch.all, uuid4(), uuid4()]:
            asked.clear()
            answer = await call(site, wenche, door, place.other(item=str(item)))
            assert answer == refused, door
            made.append(list(asked))
        assert all(one == made[0] for one in made), door


async def test_a_form_under_it_or_a_draft_is_answered_like_one_under_nothing(site: Site) -> None:
    branch = await grow_branch(site.world)
    await hide(site.world, branch.goal)
    wenche, home = await site.client("wenche"), site.section("home")
    for under in (branch.goal, uuid4()):
        form = {
            "kind": "goal",
            "title": "Nytt",
            "status": "active",
            "item": str(uuid4()),
            "under": str(under),
        }
        assert (await wenche.post(f"{home}/items", data=form)).status_code == 404
        assert (await wenche.post(f"{home}/items/{uuid4()}/draft", data=form)).status_code == 404
    shown = []
    for under in (branch.goal, uuid4()):
        page = await wenche.get(f"{home}/items/new", params={"kind": "comment", "under": str(under)})
        shown.append(_without_ids(page.text))
    assert shown[0] == shown[1]


async def test_who_cannot_see_it_is_not_offered_to_those_who_ask_about_it(site: Site) -> None:
    branch, marte = await grow_branch(site.world), await site.client("marte")
    form = {"kind": "responsibility", "under": str(branch.action)}
    page = f"{site.section('home')}/items/new"
    wenche = str(site.world.accounts["wenche"])
    assert wenche in (await marte.get(page, params=form)).text
    await hide(site.world, branch.goal)
    assert wenche not in (await marte.get(page, params=form)).text
    sent = form | {"item": str(uuid4()), "title": "Bli med", "responsible_id": wenche}
    assert (await marte.post(f"{site.section('home')}/items", data=sent)).status_code == 422
    top = await some_item(site, "home", "action")
    assert wenche in (await marte.get(page, params=form | {"under": top})).text


async def test_what_is_done_with_it_makes_no_frame(site: Site) -> None:
    world, branch = site.world, await grow_branch(site.world)
    await hide(world, branch.goal)
    wenche = await site.client("wenche")
    async with socket_to(site, wenche, f"/plans/{world.spaces['tiril']}/live") as socket:
        await socket.send(json.dumps({"seen": {}}))
        assert "Hemmelig" not in "".join(await _frames(socket))
        await put(world, "comment", uuid4(), branch.action, "home", body="Hemmelig igjen")
        assert await _frames(socket) == []
        moved = uuid4()
        await put(world, "goal", moved, branch.goal, "home", title="Hemmelig delmål", status="active")
        await hide(world, moved)
        await hide(world, branch.goal, "sindre")
        assert await _frames(socket) == []
        await put(world, "goal", uuid4(), None, "home", title="Synlig mål", status="active")
        assert "Synlig mål" in "".join(await _frames(socket)), "what she may see is told at once"


async def test_one_press_hides_and_one_shows(site: Site) -> None:
    branch, world = await grow_branch(site.world), site.world
    marte, wenche, berit = [await site.client(name) for name in ("marte", "wenche", "berit")]
    item = f"{site.section('home')}/items/{branch.goal}"
    page = await marte.get(f"{item}/readers")
    assert page.status_code == 200
    assert "Skjul for Wenche Dahl" in page.text
    assert "Skjul for Marte" not in page.text
    assert "Berit" not in page.text, "she does not see the section at all"
    who = {"account": str(world.accounts["wenche"])}
    for client in (wenche, berit):
        assert (await client.post(f"{item}/withholding", data=who)).status_code == 404
    hidden = await marte.post(f"{item}/withholding", data=who)
    assert hidden.status_code == 303
    assert "Vis for Wenche Dahl igjen" in (await marte.get(f"{item}/readers")).text
    below = await marte.get(f"{site.section('home')}/items/{branch.action}/readers")
    assert "Fordi det står under noe som er skjult" in below.text
    assert "Hemmelig" not in (await wenche.get(site.plan())).text
    assert (await marte.post(f"{item}/lifting", data=who)).status_code == 303
    assert "Hemmelig" in (await wenche.get(site.plan())).text


async def test_what_is_left_where_it_was_moved_from_is_gone_with_it_and_comes_back(site: Site) -> None:
    world, branch = site.world, await grow_branch(site.world)
    marte, wenche = await site.client("marte"), await site.client("wenche")
    old, there = f"{site.section('home')}/items/{branch.goal}", str(world.sections["tiril"]["leisure"])
    moved = await marte.post(f"{old}/move", data={"to": there})
    new = f"{site.section('leisure')}/items/{moved.headers['location'].rpartition('item-')[2]}"

    async def shown() -> tuple[bool, int]:
        page, history = await wenche.get(site.section("home")), await wenche.get(f"{old}/history")
        return "Hemmelig mål" in page.text, history.status_code

    assert await shown() == (True, 200)
    who = {"account": str(world.accounts["wenche"])}
    assert (await marte.post(f"{new}/withholding", data=who)).status_code == 303
    assert await shown() == (False, 404)
    data = (await marte.get(f"{site.plan()}/view.json")).text
    assert "Hemmelig mål" in data
    assert "moved_" not in data
    assert (await marte.post(f"{new}/lifting", data=who)).status_code == 303
    assert await shown() == (True, 200)


async def _frames(socket: Any) -> list[str]:
    """What comes, until nothing has for longer than news and sweep take."""
    got: list[str] = []
    while True:
        try:
            message = await asyncio.wait_for(socket.recv(), 2)
        except TimeoutError:
            return got
        if '"beat"' not in str(message):
            got.append(str(message))


def _without_ids(text: str) -> str:
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", text)
