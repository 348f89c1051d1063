"""A line in the wrong section is moved; who decides, and nobody else, learns who had it on screen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import httpx2
import pytest

from tests.page.asking import Answer, heads, socket_to
from tests.page.meeting_on import Held, begun
from tests.site import Site
from tests.world import PEOPLE

SAID = "Søsteren sover dårlig."
PEOPLE_THERE = ("silje", "sindre", "wenche", "leila")


def called(*names: str) -> list[str]:
    return sorted(str(PEOPLE[name]["name"]) for name in names)


async def on(site: Site) -> tuple[Held, str, str]:
    """A meeting on health and home, with a line in home: (meeting, point, line)."""
    held = await begun(site, ("health", "home"), PEOPLE_THERE)
    point = await held.point("home", "Hjemmet")
    return held, point, await held.line("home", point, SAID)


async def move(held: Held, line: str, by: httpx2.AsyncClient | None = None) -> str:
    """From home to health; the new line."""
    made = await (by or held.marte).post(f"{held.at('home', line)}/moving", data={"to": _id(held, "health")})
    assert made.status_code == 303, made.text
    return str(made.headers["location"].rpartition("#item-")[2])


def _id(held: Held, area: str) -> str:
    return str(held.section(area))


async def told(held: Held) -> list[str]:
    """Whom the page of moved lines names, for the newest."""
    page = (await held.marte.get(f"{held.path}/moves")).text
    assert "flyttet en linje" in page
    named = page.rpartition("flyttet en linje")[2].partition("<strong>")[2].partition("</strong>")[0]
    return sorted(one.strip() for one in named.split(",") if one.strip())


@asynccontextmanager
async def watching(held: Held, client: httpx2.AsyncClient, words: str = SAID) -> AsyncIterator[None]:
    """The room open on a screen that shows the line, for as long as the block lasts."""
    async with socket_to(held.site, client, f"{held.path}/live") as socket:
        await socket.send('{"seen": {}}')
        while words not in str(await socket.recv()):
            pass
        yield


async def test_the_form_says_by_name_who_sees_it_then_and_who_no_more(site: Site) -> None:
    held, _, line = await on(site)
    page = (await held.marte.get(f"{held.at('home', line)}/moving")).text
    assert SAID in page
    choice = page.partition(f'id="to-{_id(held, "health")}-who"')[2].partition("</p>")[0]
    sees, _, no_more = choice.partition("Ser den ikke lenger:")
    assert PEOPLE["sindre"]["name"] in sees
    assert PEOPLE["silje"]["name"] in no_more
    before = await heads(site)
    empty = await held.marte.post(f"{held.at('home', line)}/moving", data={})
    assert empty.status_code == 422
    assert "Velg hvor linjen skal stå." in empty.text
    assert await heads(site) == before


async def test_who_had_the_room_open_is_told_to_who_decides_alone(site: Site) -> None:
    held, _, line = await on(site)
    silje, sindre, wenche = [await site.client(name) for name in ("silje", "sindre", "wenche")]
    assert SAID in (await silje.get(held.path)).text
    new = await move(held, line)
    assert await told(held) == called("silje")
    page = (await held.marte.get(held.path)).text
    assert "Linjer som sto i feil del" in page
    assert "Flyttet hit" in (theirs := (await sindre.get(held.path)).text)
    assert f'id="item-{new}"' in theirs
    for client in (silje, sindre, wenche):
        assert "Linjer som sto i feil del" not in (await client.get(held.path)).text
        absent = Answer.of(await client.get(f"{site.plan()}/meetings/{uuid4()}"))
        assert Answer.of(await client.get(f"{held.path}/moves")) == absent
    assert SAID not in (await silje.get(held.path)).text


async def test_a_live_screen_counts_while_it_is_open_and_when_it_was(site: Site) -> None:
    held, _, line = await on(site)
    silje = await site.client("silje")
    async with watching(held, silje):
        await move(held, line)
        assert await told(held) == called("silje"), "still open"


async def test_a_live_screen_that_was_closed_before_the_line_was_shared_does_not_count(site: Site) -> None:
    held, point, _ = await on(site)
    silje = await site.client("silje")
    async with watching(held, silje):
        pass
    await _closed(site, "silje")
    site.clock.move(timedelta(minutes=3))
    line = await held.line("home", point, "En ny linje.")
    await move(held, line)
    assert await told(held) == []
    assert "Ingen som ikke ser den" in (await held.marte.get(held.path)).text


async def test_of_two_tabs_opened_in_one_go_the_one_that_stays_open_counts(site: Site) -> None:
    held, point, _ = await on(site)
    silje = await site.client("silje")
    async with watching(held, silje):
        async with watching(held, silje):
            pass
        await _closed(site, "silje")
        # One round of the hub writes the lines of all that have come since the last: at one moment.
        await site.world.sql(
            "UPDATE access_log SET at = (SELECT min(at) FROM access_log WHERE account_id = :w"
            " AND road = 'meeting-live') WHERE account_id = :w AND road = 'meeting-live'",
            w=site.world.accounts["silje"],
        )
        site.clock.move(timedelta(minutes=3))
        line = await held.line("home", point, "En ny linje.")
        await move(held, line)
        assert await told(held) == called("silje")


async def test_a_page_read_after_it_was_moved_and_the_plans_own_page_do_not_count(site: Site) -> None:
    held, _, line = await on(site)
    silje = await site.client("silje")
    assert SAID not in (await silje.get(site.plan())).text, "what is a meeting's is not on the plan's page"
    await move(held, line)
    await silje.get(held.path)
    assert await told(held) == []


async def test_who_was_in_the_room_looked_on_at_the_shared_screen(site: Site) -> None:
    held, point, first = await on(site)
    for name in ("silje", "wenche"):
        await held.there(name)
    assert SAID in (await held.marte.get(f"{held.path}/screen")).text
    site.clock.move(timedelta(minutes=3))
    await held.there("silje", there=False)
    second = await held.line("home", point, "En ny linje.")
    assert "En ny linje." in (await held.marte.get(f"{held.path}/screen")).text
    await move(held, second)
    assert await told(held) == [], "she had gone"
    await move(held, first)
    assert await told(held) == called("silje")


async def test_a_shared_screen_that_did_not_show_it_does_not_count(site: Site) -> None:
    held, _, line = await on(site)
    for name in ("silje", "sindre"):
        await held.there(name)
    assert SAID not in (await held.marte.get(f"{held.path}/screen")).text, "not everybody there sees home"
    await move(held, line)
    assert await told(held) == []


async def test_who_sees_it_where_it_is_now_too_is_not_named(site: Site) -> None:
    held, _, line = await on(site)
    wenche = await site.client("wenche")
    assert SAID in (await wenche.get(held.path)).text
    await move(held, line)
    assert await told(held) == []


async def test_from_whom_it_was_withheld_did_not_see_it_unless_before(site: Site) -> None:
    held, point, first = await on(site)
    silje, who = await site.client("silje"), {"account": str(site.world.accounts["silje"])}
    second = await held.line("home", point, "En til.")
    items = f"{site.section('home')}/items"
    assert (await held.marte.post(f"{items}/{first}/withholding", data=who)).status_code == 303
    page = (await silje.get(held.path)).text
    assert SAID not in page
    assert "En til." in page
    site.clock.move(timedelta(minutes=2))
    assert (await held.marte.post(f"{items}/{second}/withholding", data=who)).status_code == 303
    await move(held, first)
    assert await told(held) == []
    await move(held, second)
    assert await told(held) == called("silje"), "she had read it before"


async def test_undo_brings_it_back_under_its_point(site: Site) -> None:
    held, point, line = await on(site)
    silje = await site.client("silje")
    await move(held, line)
    back = await held.marte.post(f"{held.at('home', line)}/moving/back")
    assert back.status_code == 303, back.text
    new = back.headers["location"].rpartition("#item-")[2]
    query = "SELECT parent_id, section_id, closed FROM item WHERE item_id = :i"
    assert (await site.world.sql(query, i=new))[0] == (UUID(point), held.section("home"), False)
    assert SAID in (await silje.get(held.path)).text
    again = await held.marte.post(f"{held.at('home', line)}/moving/back")
    assert again.status_code == 404, "it is back already"


async def test_undo_in_its_history_is_the_same(site: Site) -> None:
    held, _, line = await on(site)
    await move(held, line)
    back = await held.marte.post(f"{site.section('home')}/items/{line}/undo", data={"version": str(uuid4())})
    assert back.status_code == 303, back.text
    assert SAID in (await (await site.client("silje")).get(held.path)).text


@pytest.mark.parametrize("who", ["sindre", "silje", "leila"])
async def test_who_does_not_see_or_write_both_moves_nothing(site: Site, who: str) -> None:
    held, _, line = await on(site)
    client, before = await site.client(who), await heads(site)
    refused = await client.post(f"{held.at('home', line)}/moving", data={"to": _id(held, "health")})
    assert refused.status_code == 404
    assert await heads(site) == before


async def test_who_only_comments_moves_her_own_line_and_no_other(site: Site) -> None:
    held = await begun(site, ("leisure", "meetings"), ("sindre", "berit"))
    point, sindre = await held.point("leisure", "Fritid"), await site.client("sindre")
    own = await held.line("leisure", point, "Hun vil svømme.", sindre)
    other = await held.line("leisure", point, "Hun vil ri.")
    to = {"to": _id(held, "meetings")}
    page = (await sindre.get(held.path)).text
    assert f"{own}/moving" in page
    assert f"{other}/moving" not in page
    assert (await sindre.get(f"{held.at('leisure', other)}/moving")).status_code == 404
    assert (await sindre.post(f"{held.at('leisure', other)}/moving", data=to)).status_code == 404
    choices = (await sindre.get(f"{held.at('leisure', own)}/moving")).text
    assert f'id="to-{_id(held, "meetings")}"' in choices
    assert f'id="to-{_id(held, "about")}"' not in choices, "there she reads, and no more"
    assert (await sindre.post(f"{held.at('leisure', own)}/moving", data=to)).status_code == 303
    assert "Hun vil svømme." not in (await (await site.client("berit")).get(held.path)).text


async def test_a_notice_stands_as_long_as_what_is_left_of_the_line(site: Site) -> None:
    held, _, line = await on(site)
    await move(held, line)
    query = "SELECT version_id FROM version WHERE item_id = :i AND number = 1"
    ((version,),) = await site.world.sql(query, i=line)
    address = f"{site.section('home')}/items/{line}/restoration"
    opened = await held.marte.post(address, data={"version": str(version)})
    assert opened.status_code == 303, opened.text
    assert "Linjer som sto i feil del" not in (await held.marte.get(held.path)).text
    assert "Ingen linjer er flyttet." in (await held.marte.get(f"{held.path}/moves")).text


async def test_locked_minutes_are_not_moved(site: Site) -> None:
    from tests.page.test_decided import _lock

    held, _, line = await on(site)
    await _lock(held)
    before = await heads(site)
    assert (await held.marte.get(f"{held.at('home', line)}/moving")).status_code == 404
    refused = await held.marte.post(f"{held.at('home', line)}/moving", data={"to": _id(held, "health")})
    assert refused.status_code == 404
    assert await heads(site) == before


async def _closed(site: Site, name: str) -> None:
    """Wait until the closing line of somebody's screen is written."""
    query = "SELECT 1 FROM access_log WHERE account_id = :w AND road = 'meeting-live' AND until IS NOT NULL"
    for _ in range(500):
        if await site.world.sql(query, w=site.world.accounts[name]):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the screen's end was not written down")
