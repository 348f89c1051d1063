"""Searching a plan: what each may see and nothing else; the words stand in no address and no log."""

import re
from uuid import uuid4

import httpx2
import pytest

from tests.page.asking import Answer
from tests.page.test_meetings import TITLE, called
from tests.page.test_talks import begin, say
from tests.site import Site

WORD = "Kråkebolle"


async def written(site: Site, client: httpx2.AsyncClient, area: str, **fields: str) -> str:
    item = str(uuid4())
    form = {"kind": "text", "item": item, "title": "", "body": f"Det med {WORD}n."}
    answer = await client.post(f"{site.section(area)}/items", data=form | fields)
    assert answer.status_code == 303, answer.text
    return item


async def found(site: Site, client: httpx2.AsyncClient, words: str, **more: str) -> str:
    answer = await client.post(f"{site.plan()}/search", data={"words": words, **more})
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_each_finds_what_she_may_see_and_is_led_to_it(site: Site) -> None:
    marte, leila, berit = [await site.client(name) for name in ("marte", "leila", "berit")]
    shared, hidden = [await written(site, marte, area) for area in ("health", "economy")]
    page = await found(site, marte, "kråkeb")
    assert "2 treff" in page
    for item in (shared, hidden):
        assert f'href="/plans/{site.world.spaces["tiril"]}#item-{item}"' in page
    assert page.count("<mark>Kråkebollen</mark>") == 2
    page = await found(site, leila, "KRAAKEBOLLE det")
    assert "1 treff" in page
    assert shared in page
    assert hidden not in page
    nothing = await found(site, berit, "kråkebolle")
    assert "Ingen treff" in nothing
    assert shared not in nothing
    assert "Ingen treff" in await found(site, leila, "kråkebolle finnesikke")


async def test_what_is_withheld_or_closed_is_not_found(site: Site) -> None:
    marte, leila = [await site.client(name) for name in ("marte", "leila")]
    kept, closed = [await written(site, marte, "health") for _ in range(2)]
    assert "2 treff" in await found(site, leila, WORD)
    account = {"account": str(site.world.accounts["leila"])}
    items = f"{site.section('health')}/items"
    assert (await marte.post(f"{items}/{kept}/withholding", data=account)).status_code == 303
    assert (await marte.post(f"{items}/{closed}/closure")).status_code == 303
    assert "Ingen treff" in await found(site, leila, WORD)
    assert "1 treff" in await found(site, marte, WORD)


async def test_what_is_said_in_a_conversation_leads_there_for_those_who_are_in_it(site: Site) -> None:
    wenche, sindre, kristin = [await site.client(one) for one in ("wenche", "sindre", "kristin")]
    talk = await begin(site, wenche, "Om basseng", "sindre")
    said = await say(wenche, talk, f"Har dere sett {WORD}n?")
    page = await found(site, sindre, WORD)
    assert f'href="{talk.removeprefix(site.address)}#item-{said}"' in page
    assert "Ingen treff" in await found(site, kristin, WORD)


async def test_what_is_of_a_meeting_leads_to_its_room_for_those_it_is_there_for(site: Site) -> None:
    marte, leila, wenche = [await site.client(name) for name in ("marte", "leila", "wenche")]
    meeting = await called(site, marte, ("marte", "wenche"))
    section = str(site.world.sections["tiril"]["health"])
    point = {"title": f"Om {WORD}n", "section": section, "item": str(uuid4())}
    assert (await marte.post(f"{meeting}/points", data=point)).status_code == 303
    for client in (marte, wenche):
        assert f'href="{meeting}#item-{point["item"]}"' in await found(site, client, WORD)
        assert f'href="{meeting}"' in await found(site, client, TITLE)
    assert "Ingen treff" in await found(site, leila, WORD), "she reads the section, but is not invited"
    assert "Ingen treff" in await found(site, leila, TITLE)


async def test_so_many_are_shown_and_more_when_asked_for(site: Site) -> None:
    marte = await site.client("marte")
    for number in range(23):
        await written(site, marte, "home", body=f"{WORD} {number}")
    page = await found(site, marte, WORD)
    assert "23 treff" in page
    assert page.count("<mark>") == 20
    more = re.search(r'name="most" value="(\d+)"', page)
    assert more, page
    page = await found(site, marte, WORD, most=more[1])
    assert page.count("<mark>") == 23
    assert "Vis flere" not in page
    assert (await found(site, marte, WORD, most="-1")).count("<mark>") == 20


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "Skriv minst ett ord"), (" – !", "Skriv minst ett ord"), ("ord " * 60, "Søket er for langt")],
)
async def test_what_cannot_be_searched_for_is_said_and_kept(shared: Site, words: str, said: str) -> None:
    marte = await shared.client("marte")
    answer = await marte.post(f"{shared.plan()}/search", data={"words": words})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{words.strip()}"' in answer.text


async def test_who_has_no_part_in_the_plan_finds_no_door(shared: Site) -> None:
    roar = await shared.client("roar")
    nowhere = Answer.of(await roar.get("/plans/ingenting"))
    for path in ("search", "week", "month"):
        assert Answer.of(await roar.get(f"{shared.plan()}/{path}")) == nowhere
    asked = await roar.post(f"{shared.plan()}/search", data={"words": "trene"})
    assert Answer.of(asked) == nowhere


async def test_the_words_stand_in_no_log(shared: Site, capfd: pytest.CaptureFixture[str]) -> None:
    marte = await shared.client("marte")
    assert "Søk" in (await marte.get(f"{shared.plan()}/search")).text
    await found(shared, marte, "hemmeligord")
    await marte.post(f"{shared.plan()}/search", data={"words": "hemmeligord " * 60})
    rows = await shared.world.sql("SELECT road FROM access_log WHERE road = 'search'")
    assert rows, "that somebody searched stands there"
    everything = "".join(str(row) for row in await shared.world.sql("SELECT * FROM access_log"))
    said = capfd.readouterr()
    assert "hemmeligord" not in everything + said.out + said.err
