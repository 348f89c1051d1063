"""Approving a plan as it stands: by who decides and who coordinates, signed; and what changes afterwards."""

import re
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest

from ipplan.gate.editions import is_approved
from ipplan.gate.tokens import Signer
from ipplan.store.editions import Edition, editions_of
from tests.page.asking import Answer, counted
from tests.site import Site

OWNER, COORDINATOR, READER = "marte", "wenche", "leila"
ROWS = ("edition", "edition_item", "edition_answer", "change")


async def test_both_approve_and_what_changes_afterwards_is_told_in_words(site: Site) -> None:
    marte, wenche = await site.client(OWNER), await site.client(COORDINATOR)
    goal = await write_goal(site, marte, "Sykle", "meetings")
    assert (await approve(site, marte)).status_code == 303
    assert "Venter på koordinator" in (await _page(site, marte))
    assert not is_approved(_signer(site), await newest(site))
    assert "Vil du godkjenne planen?" in await _page(site, wenche)
    assert (await _answer(site, wenche, "approved")).status_code == 303
    assert is_approved(_signer(site), await newest(site))
    await write_goal(site, marte, "Sykle til skolen", "meetings", goal)
    await write_goal(site, marte, "Svømme", "meetings")
    for client in (marte, wenche):
        page = await _page(site, client)
        assert "Endret siden da" in page
        assert re.search(r"<ins>.*til skolen</ins>", page)
        assert "Svømme" in page
    whole = (await marte.get(f"{site.plan()}/approval/1")).text
    assert "er kontrollert mot signaturen og er uendret" in whole
    assert "Nytt siden" not in whole, "there is none before it"


async def test_only_what_one_may_write_in_is_compared(site: Site) -> None:
    marte, wenche, leila = [await site.client(name) for name in (OWNER, COORDINATOR, READER)]
    await approve(site, marte)
    await _answer(site, wenche, "approved")
    await write_goal(site, marte, "Hemmelig om penger", "economy")
    assert "Hemmelig om penger" in await _page(site, marte)
    for client in (wenche, leila):
        page = await _page(site, client)
        assert "Utgave 1" in page
        assert "Hemmelig om penger" not in page


async def test_the_coordinator_says_no_and_it_is_approved_anew(site: Site) -> None:
    marte, wenche = await site.client(OWNER), await site.client(COORDINATOR)
    await approve(site, marte)
    await _answer(site, wenche, "declined")
    assert "Ikke godkjent av koordinator" in await _page(site, marte)
    assert (await _answer(site, wenche, "approved")).status_code == 404, "she has answered"
    await write_goal(site, marte, "Noe nytt", "meetings")
    await approve(site, marte)
    assert (await _answer(site, wenche, "approved", 1)).status_code == 404, "there is a newer one"
    assert (await _answer(site, wenche, "approved", 2)).status_code == 303
    assert is_approved(_signer(site), await newest(site))


async def test_a_plan_that_changed_while_she_read_is_not_approved(site: Site) -> None:
    marte = await site.client(OWNER)
    seen = _digest(await _page(site, marte))
    await write_goal(site, marte, "Noe nytt", "meetings")
    before = await counted(site, *ROWS)
    answer = await marte.post(f"{site.plan()}/approval", data={"sha256": seen})
    assert answer.status_code == 422
    assert "Planen ble endret mens du leste" in answer.text
    assert await counted(site, *ROWS) == before


async def test_nobody_else_approves(site: Site) -> None:
    marte, wenche, leila = [await site.client(name) for name in (OWNER, COORDINATOR, READER)]
    await approve(site, marte)
    before = await counted(site, *ROWS)
    for client in (wenche, leila):
        assert Answer.of(
            await client.post(f"{site.plan()}/approval", data={"sha256": "0"})
        ) == await _nowhere(client)
    for client, answer in ((marte, "approved"), (leila, "approved"), (wenche, "maybe"), (wenche, "")):
        assert Answer.of(await _answer(site, client, answer)) == await _nowhere(client)
    assert await counted(site, *ROWS) == before


async def _nowhere(client: httpx2.AsyncClient) -> Answer:
    return Answer.of(await client.get(f"/plans/{uuid4()}"))


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE edition_answer SET answer = 'approved', role = 'coordinator' RETURNING 1",
        "UPDATE edition SET sections = '{}' RETURNING 1",
        "UPDATE edition_answer SET number = 2 RETURNING 1",
        "DELETE FROM edition_answer WHERE role = 'coordinator' RETURNING 1",
        "UPDATE edition_answer SET token = (SELECT token FROM access_grant LIMIT 1) RETURNING 1",
    ],
)
async def test_an_edited_row_approves_nothing(site: Site, edit: str) -> None:
    marte, wenche = await site.client(OWNER), await site.client(COORDINATOR)
    await approve(site, marte)
    await _answer(site, wenche, "approved")
    await write_goal(site, marte, "Noe nytt", "meetings")
    await approve(site, marte)
    await site.world.sql("ALTER TABLE edition_answer DROP CONSTRAINT edition_answer_pkey")
    assert await site.world.sql(edit)
    found = await _editions(site)
    assert not any(is_approved(_signer(site), one) for one in found)


async def test_a_version_that_is_struck_shows_that_the_edition_is_whole_no_more(site: Site) -> None:
    marte, wenche = await site.client(OWNER), await site.client(COORDINATOR)
    goal = await write_goal(site, marte, "Slettes", "meetings")
    await approve(site, marte)
    await _answer(site, wenche, "approved")
    await site.world.sql("UPDATE version SET sealed = 'x' WHERE item_id = :item RETURNING 1", item=goal)
    page = (await marte.get(f"{site.plan()}/approval/1")).text
    assert "er slettet siden, eller er ikke slik det ble godkjent" in page
    assert "Slettes" not in page


async def test_from_whom_something_is_hidden_is_told_of_no_gap(site: Site) -> None:
    marte, leila = await site.client(OWNER), await site.client(READER)
    goal = await write_goal(site, marte, "Bare mellom oss", "health")
    await approve(site, marte)
    page = f"{site.plan()}/approval/1"
    before = (await leila.get(page)).text
    assert "er kontrollert mot signaturen og er uendret" in before
    kept = {"account": str(site.world.accounts[READER])}
    hidden = await marte.post(f"{site.section('health')}/items/{goal}/withholding", data=kept)
    assert hidden.status_code == 303
    assert (await leila.get(page)).text == before


async def test_the_period_is_set_with_the_day_of_revision(site: Site) -> None:
    marte, today = await site.client(OWNER), site.clock.now().date()
    path, day = f"{site.plan()}/revision", (today + timedelta(days=100)).isoformat()
    wrong = await marte.post(path, data={"day": day, "starts_on": "2027-05-01", "ends_on": "2027-01-01"})
    assert wrong.status_code == 422
    assert 'value="2027-05-01"' in wrong.text
    right = {"day": day, "starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    assert (await marte.post(path, data=right)).status_code == 303
    assert "Planen gjelder fra 1. januar 2027 til 31. desember 2027." in await _page(site, marte)


async def approve(site: Site, client: httpx2.AsyncClient) -> httpx2.Response:
    """Who decides approves what stands on her screen."""
    seen = _digest(await _page(site, client))
    return await client.post(f"{site.plan()}/approval", data={"sha256": seen})


async def newest(site: Site) -> Edition:
    return (await _editions(site))[0]


async def _editions(site: Site) -> list[Edition]:
    async with site.world.house.database.engine.connect() as tx:
        return await editions_of(tx, site.world.spaces["tiril"])


async def _answer(site: Site, client: httpx2.AsyncClient, answer: str, number: int = 1) -> httpx2.Response:
    return await client.post(f"{site.plan()}/approval/{number}/answer", data={"answer": answer})


async def _page(site: Site, client: httpx2.AsyncClient) -> str:
    answer = await client.get(f"{site.plan()}/approval")
    assert answer.status_code == 200
    return answer.text


def _digest(page: str) -> str:
    found = re.search(r'name="sha256" value="(\w+)"', page)
    assert found
    return found[1]


def _signer(site: Site) -> Signer:
    return site.world.house.gate.signer


async def write_goal(
    site: Site, client: httpx2.AsyncClient, title: str, area: str, item: str | None = None
) -> str:
    """A new goal, or other words for one that there is."""
    path = f"{site.section(area)}/items"
    form = {"kind": "goal", "title": title, "status": "active"}
    if item is None:
        item = str(uuid4())
        assert (await client.post(path, data=form | {"item": item})).status_code == 303
        return item
    edit = (await client.get(f"{path}/{item}/edit")).text
    base = re.search(r'name="base" value="([^"]+)"', edit)
    assert base
    assert (await client.post(f"{path}/{item}", data=form | {"base": base[1]})).status_code == 303
    return item
