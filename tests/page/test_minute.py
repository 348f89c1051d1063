"""The one-minute view: what is new to one reader, what is asked of her, what was chosen; and all on paper."""

import io
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx2
import pytest
from pypdf import PdfReader

from ipplan.page.overview.summary import PLENTY
from tests.page.asking import Answer
from tests.site import Site
from tests.world import LEVEL, PEOPLE

TITLE, SECRET = "Sykle til skolen", "Bare for familien"
FIRST, NOTHING = "Dette er første gang du leser her", "Ingenting er nytt siden"


async def test_the_first_visit_says_so_and_the_next_tells_what_others_wrote_since(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    first = await minute(site, leila)
    assert FIRST in first
    assert "Nytt siden sist" in first
    goal = await write(site, marte, TITLE)
    await write(site, marte, SECRET, area="economy")
    for _ in range(2):
        page = await minute(site, leila)
        assert FIRST not in page
        assert TITLE in page
        assert f"#item-{goal}" in page
        assert PEOPLE["marte"]["name"] in page
        assert SECRET not in page
    site.clock.move(timedelta(hours=1))
    leila = await site.client("leila")
    page = await minute(site, leila)
    assert NOTHING in page
    assert TITLE not in page


async def test_what_is_asked_is_answered_right_there_and_one_comes_back(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    duty = await ask(site, marte, "leila", await write(site, marte, TITLE))
    page = await minute(site, leila)
    assert f'id="asked-{duty}"' in page
    path, back = f"{site.section('health')}/items/{duty}/answer", {"back": "minute"}
    here = f"{site.plan().removeprefix(site.address)}/minute?said=answered#said"
    unsaid = await leila.post(path, data={"status": "declined", **back})
    assert unsaid.status_code == 200
    assert 'name="back" value="minute"' in unsaid.text, "also by way of the page that asks why"
    empty = await leila.post(path, data={"status": "declined", "reason": " ", **back})
    assert empty.status_code == 422
    answered = await leila.post(path, data={"status": "accepted", **back})
    assert (answered.status_code, answered.headers["location"]) == (303, here)
    assert "Svaret er lagret." in (await leila.get(here)).text
    assert await state_of(site, duty) == "accepted"
    await leila.post(path, data={"status": "done", **back})
    assert f'id="asked-{duty}"' not in await minute(site, leila)
    plain = await leila.post(path, data={"status": "accepted", "back": "//example.org"})
    assert plain.headers["location"].startswith(site.plan().removeprefix(site.address) + "#")


async def test_what_the_owner_chose_is_shown_to_those_who_may_open_it_and_to_no_others(site: Site) -> None:
    marte, leila, berit = [await site.client(name) for name in ("marte", "leila", "berit")]
    goal, secret = await write(site, marte, TITLE), await write(site, marte, SECRET, area="economy")
    assert TITLE not in summary(await minute(site, leila))
    await choose(site, marte, ("health", goal), ("economy", secret))
    assert TITLE in summary(await minute(site, leila))
    assert SECRET not in await minute(site, leila)
    assert TITLE not in await minute(site, berit)
    assert SECRET in summary(await minute(site, marte))
    assert "Vises i den korte oversikten" in (await leila.get(site.plan())).text, "and the plan says so"
    withheld = {"account": str(site.world.accounts["leila"])}
    item = f"{site.section('health')}/items/{goal}"
    assert (await marte.post(f"{item}/withholding", data=withheld)).status_code == 303
    assert TITLE not in await minute(site, leila)
    assert (await marte.post(f"{item}/lifting", data=withheld)).status_code == 303
    await choose(site, marte, stood=(("health", goal),))
    assert TITLE not in summary(await minute(site, leila))
    await choose(site, marte, ("health", goal))
    assert TITLE in summary(await minute(site, leila)), "and back again"


async def test_the_form_shows_what_is_chosen_and_leaves_alone_what_another_chose_meanwhile(
    site: Site,
) -> None:
    marte = await site.client("marte")
    one, other = await write(site, marte, TITLE), await write(site, marte, "Svømme")
    await choose(site, marte, ("health", other))
    await choose(site, marte, ("health", one))
    page = (await marte.get(f"{site.plan()}/minute/summary")).text
    assert page.count(" checked") == 2
    assert str(PLENTY) in page
    await choose(site, marte, ("health", one), stood=(("health", one),))
    assert (await marks(site)) == 2, "what stands is not chosen twice"


async def test_nobody_but_who_decides_chooses_and_no_other_door_makes_or_ends_a_choice(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    goal = await write(site, marte, TITLE)
    await choose(site, marte, ("health", goal))
    path, refused = f"{site.plan()}/minute/summary", Answer.of(await leila.get(f"/plans/{uuid4()}"))
    health, needs = (site.world.sections["tiril"][area] for area in ("health", "needs"))
    assert Answer.of(await leila.get(path)) == refused
    form = {f"stood-{health}/{goal}": "yes"}
    assert Answer.of(await leila.post(path, data=form)) == refused
    [(mark, version)] = [
        tuple(row) for row in await site.world.sql("SELECT item_id, head FROM item WHERE kind = 'highlight'")
    ]
    forged = {"kind": "highlight", "item": str(uuid4()), "under": goal, "version": str(version)}
    here = f"{site.section('health')}/items"
    for verb in ("", f"/{mark}/closure", f"/{mark}/undo", f"/{mark}/restoration", f"/{mark}/place"):
        answer = await leila.post(here + verb, data=forged | {"step": "up"})
        assert answer.status_code == 404, verb
    duty = await ask(site, marte, "leila", goal)
    wrong = (f"{health}/{duty}", f"{needs}/{goal}", f"{health}/{uuid4()}", "x/y", f"{health}")
    for place in wrong:
        assert (await marte.post(path, data={f"show-{place}": "yes"})).status_code == 404, place
    assert await marks(site) == 1
    assert (await marte.post(path, data={})).status_code == 303
    assert await marks(site) == 1


async def test_the_paper_says_what_the_page_says_and_leaves_what_is_new_new(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    await minute(site, leila)
    goal = await write(site, marte, TITLE)
    await write(site, marte, SECRET, area="economy")
    await ask(site, marte, "leila", goal)
    await choose(site, marte, ("health", goal))
    site.clock.move(timedelta(hours=1))
    leila = await site.client("leila")
    answer = await leila.get(f"{site.plan()}/minute/oversikt.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    reader = PdfReader(io.BytesIO(answer.content))
    root: Any = reader.trailer["/Root"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for shown in (TITLE, PEOPLE["leila"]["name"], "Skrive søknad", "Nytt siden sist", "Spurt om deg"):
        assert shown in text, shown
    assert SECRET not in text
    assert TITLE in await minute(site, leila)
    log = (await (await site.client("marte")).get(f"{site.plan()}/log")).text
    assert "Leste den korte oversikten" in log
    assert "Hentet den korte oversikten på papir" in log


async def test_a_meeting_is_one_line_without_its_words_and_only_for_who_may_go_there(site: Site) -> None:
    marte, leila, silje = [await site.client(name) for name in ("marte", "leila", "silje")]
    for client in (leila, silje):
        await minute(site, client)
    day = (site.clock.now() + timedelta(days=5)).date().isoformat()
    health = site.world.sections["tiril"]["health"]
    form = {"title": "Samarbeidsmøte", "day": day, "from": "10:00", "to": "11:00", f"section-{health}": "yes"}
    form |= {f"invite-{site.world.accounts['leila']}": "yes"}
    called = await marte.post(f"{site.plan()}/meetings", data=form)
    meeting = called.headers["location"]
    for title in ("Medisiner", "Sommerferie"):
        point = {"title": title, "section": str(health), "item": str(uuid4())}
        assert (await marte.post(f"{site.address}{meeting}/points", data=point)).status_code == 303
    page = await minute(site, leila)
    news = page.partition('id="news-heading"')[2].partition("</section>")[0]
    assert news.count(f'href="{meeting}"') == 1
    assert "Medisiner" not in page
    assert "Samarbeidsmøte" in page.partition('id="asked-heading"')[2], "she is asked whether she comes"
    assert meeting not in await minute(site, silje)


@pytest.mark.parametrize("name", ["leila", "solveig"])
async def test_the_link_leads_through_login_straight_back_to_it(shared: Site, name: str) -> None:
    path = f"{shared.plan()}/minute".removeprefix(shared.address)
    nobody = await shared.client()
    sent = await nobody.get(path, headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/login?return_to={quote(path)}")
    hint = f"testid:{PEOPLE[name]['pid']}_{LEVEL}"
    come = await nobody.get(f"{sent.headers['location']}&hint={hint}", follow_redirects=True)
    assert come.url.path == path
    assert come.status_code == (200 if name == "leila" else 404)


async def minute(site: Site, client: httpx2.AsyncClient) -> str:
    """The view, when it is written down that she has read it."""
    answer = await client.get(f"{site.plan()}/minute")
    assert answer.status_code == 200
    await site.world.house.read_marks.settle()
    return answer.text


def summary(page: str) -> str:
    return page.partition('id="summary-heading"')[2].partition("</section>")[0]


async def write(site: Site, client: httpx2.AsyncClient, title: str, area: str = "health") -> str:
    item = str(uuid4())
    form = {"item": item, "kind": "goal", "title": title, "status": "active"}
    assert (await client.post(f"{site.section(area)}/items", data=form)).status_code == 303
    return item


async def ask(site: Site, client: httpx2.AsyncClient, whom: str, goal: str) -> str:
    """An action under the goal, and somebody who is asked to do it."""
    action, duty, here = str(uuid4()), str(uuid4()), f"{site.section('health')}/items"
    doing = {"item": action, "kind": "action", "under": goal, "title": "Få sykkel", "status": "ongoing"}
    asked = {"item": duty, "kind": "responsibility", "under": action, "title": "Skrive søknad"}
    asked |= {"responsible_id": str(site.world.accounts[whom])}
    for form in (doing, asked):
        assert (await client.post(here, data=form)).status_code == 303
    return duty


async def choose(
    site: Site,
    client: httpx2.AsyncClient,
    *show: tuple[str, str],
    stood: tuple[tuple[str, str], ...] = (),
) -> None:
    sections: dict[str, UUID] = site.world.sections["tiril"]
    form = {f"show-{sections[area]}/{item}": "yes" for area, item in show}
    form |= {f"stood-{sections[area]}/{item}": "yes" for area, item in stood}
    assert (await client.post(f"{site.plan()}/minute/summary", data=form)).status_code == 303


async def marks(site: Site) -> int:
    return len(await site.world.sql("SELECT 1 FROM item WHERE kind = 'highlight' AND NOT closed"))


async def state_of(site: Site, item: str) -> str:
    return str((await site.world.sql("SELECT status FROM item WHERE item_id = :item", item=item))[0][0])
