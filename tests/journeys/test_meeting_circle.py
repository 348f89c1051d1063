"""From the call to a promise: mails, four browsers, approved minutes, and each reader's paper."""

import io
from datetime import timedelta
from typing import Any

from playwright.async_api import Browser, Page, expect
from pypdf import PdfReader

from ipplan.plan.periods import OSLO
from tests.job.test_mail import _work, receiving
from tests.job.test_meeting_mail import email, event, part
from tests.journeys.judging import judge
from tests.journeys.steps import live
from tests.journeys.test_meeting_room import FOUR, at, point, write
from tests.site import Person, Site
from tests.world import PEOPLE

TITLE, PLACE, WHAT = "Ansvarsgruppe før høsten", "Lyngholt skole", "Sende søknad om SFO-plass"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
ANSWERS = {"marte": "Ja", "leila": "Kanskje", "kristin": "Nei"}
SECRETS = ("Skolestart", "SFO", "uke 33", WHAT)
"""What stands in the section that the GP lacks."""


async def test_from_the_call_to_what_is_written_and_promised(site: Site, browser: Browser) -> None:
    people = {name: await site.person(browser, name, **PHONE) for name in FOUR}
    path = await _call(site, people)
    await _answer(site, people, path)
    points = await _hold(site, people, path)
    await _approve(people, path, points)
    await _afterwards(site, people, path, points)
    for person in people.values():
        assert not [one for one in person.errors if "409" not in one], person.errors


async def _call(site: Site, people: dict[str, Person]) -> str:
    """The coordinator proposes it, the mother agrees, and the mails go out."""
    starts = (site.clock.now() + timedelta(hours=3)).astimezone(OSLO)
    page = people["wenche"].page
    await page.goto(f"{site.plan()}/meetings")
    await page.get_by_role("link", name="Kall inn til et møte").click()
    await page.get_by_label("Hva slags møte er det?").fill(TITLE)
    await page.get_by_label("Dag").fill(starts.date().isoformat())
    await page.get_by_label("Fra klokka").fill(f"{starts:%H:%M}")
    await page.get_by_label("Til klokka").fill(f"{starts + timedelta(hours=1):%H:%M}")
    await page.get_by_label("Sted").fill(PLACE)
    for area in ("health", "work"):
        await page.locator(f"[id='section-{site.world.sections['tiril'][area]}']").check()
    for name in FOUR:
        await page.get_by_label(str(PEOPLE[name]["name"])).check()
    await page.get_by_role("button", name="Foreslå for planeieren").click()
    await expect(page.get_by_text("Ingen er kalt inn ennå")).to_be_visible()
    path = page.url.removeprefix(site.address)
    async with receiving() as receiver:
        await _work(site, receiver.port)
        assert [to for to, _ in receiver.mails] == [[email("marte")]], "she alone is told that it waits"
        mother = people["marte"].page
        await mother.goto(site.plan())
        await mother.get_by_role("link", name="Er møtet greit?").click()
        await mother.get_by_label("Stedet kan stå i e-posten").check()
        await mother.get_by_role("button", name="Ja, kall inn").click()
        receiver.mails.clear()
        await _work(site, receiver.port)
    mails = {to[0]: mail for to, mail in receiver.mails}
    assert set(mails) == {email(name) for name in FOUR}
    for name in FOUR:
        mail = mails[email(name)]
        assert part(mail)["METHOD"] == "REQUEST"
        assert event(mail)["LOCATION"] == PLACE
        assert event(mail).start == starts.replace(second=0, microsecond=0)
        assert str(event(mail)["ATTENDEE"]) == f"mailto:{email(name)}"
        assert TITLE not in mail.as_string()
    return path


async def _answer(site: Site, people: dict[str, Person], path: str) -> None:
    """Three answer from the plan's page; the coordinator sees it come."""
    wenche = people["wenche"].page
    await wenche.goto(site.address + path)
    await live(wenche)
    for name, word in ANSWERS.items():
        page = people[name].page
        await page.goto(site.plan())
        await page.get_by_role("link", name="Kommer du?").click()
        await page.get_by_role("button", name=word, exact=True).click()
    for said in ("Kommer kanskje", "Kommer ikke"):
        await expect(wenche.get_by_text(said, exact=True)).to_be_visible()


async def _hold(site: Site, people: dict[str, Person], path: str) -> dict[str, str]:
    """Two write at once; a decision becomes an action, which is accepted on another screen."""
    points = {
        "health": await point(site, path, "leila", "health", "Nye medisiner"),
        "work": await point(site, path, "wenche", "work", "Skolestart"),
    }
    for person in people.values():
        await person.page.goto(site.address + path)
        await live(person.page)
    wenche, marte, leila, kristin = (people[name].page for name in FOUR)
    await wenche.get_by_role("button", name="Begynn møtet").click()
    for page in (wenche, marte, leila, kristin):
        await page.get_by_role("button", name="Jeg er med").click()
        await expect(page.get_by_role("button", name="Jeg er med")).to_have_count(0)
    people["leila"].frames.received.clear()
    await at(wenche, points["work"]).get_by_role("button", name="Snakk om").click()
    await write(marte, points["work"], "Tiril vil på SFO.")
    await write(kristin, points["work"], "Det er plass fra uke 33.")
    for page in (marte, kristin):
        await at(page, points["work"]).get_by_role("button", name="Del med alle").click()
    await expect(at(wenche, points["work"]).locator(".item.line")).to_have_count(2)
    await _decide(site, wenche, points["work"])
    await kristin.get_by_role("button", name=f"Ja, jeg gjør dette: {WHAT}").click()
    await expect(wenche.locator(".outcome")).to_contain_text(f"{PEOPLE['kristin']['name']} har sagt ja")
    await write(leila, points["health"], "Bytter medisin fra mandag.")
    await at(leila, points["health"]).get_by_role("button", name="Del med alle").click()
    await expect(at(marte, points["health"])).to_contain_text("Bytter medisin")
    for frame in people["leila"].frames.received:
        assert not any(word in frame for word in (*SECRETS, points["work"])), "the GP lacks that section"
    await wenche.get_by_text("Avslutt møtet").click()
    await wenche.get_by_role("button", name="Ja, avslutt").click()
    return points


async def _decide(site: Site, page: Page, point_id: str) -> None:
    await at(page, point_id).get_by_role("link", name="Vi ble enige om noe").click()
    await page.get_by_label("Hva ble dere enige om?").fill(WHAT)
    await page.get_by_label("Hvem?").select_option(label=str(PEOPLE["kristin"]["name"]))
    await page.get_by_label("Innen").fill((site.clock.now() + timedelta(days=30)).date().isoformat())
    await page.get_by_label("Hvilket mål hører det til?").select_option("new")
    await page.get_by_label("Det nye målet").fill("Jeg vil være med vennene mine etter skolen")
    await page.get_by_role("button", name="Lag tiltaket og spør").click()
    await expect(page.locator(".outcome")).to_contain_text("er spurt")


async def _approve(people: dict[str, Person], path: str, points: dict[str, str]) -> None:
    """Sent to those who were there, approved, locked; the mother has the last word."""
    wenche, marte, leila, kristin = (people[name].page for name in FOUR)
    await wenche.get_by_role("button", name="Send til godkjenning").click()
    for page in (leila, kristin):
        await page.get_by_role("button", name="Jeg godkjenner referatet").click()
    await expect(wenche.get_by_text("Godkjente").first).to_be_visible()
    await wenche.get_by_text("Lås referatet", exact=True).click()
    await wenche.get_by_role("button", name="Ja, lås referatet").click()
    await expect(marte.get_by_text("Låst og signert")).to_be_visible()
    await judge(marte, "locked minutes of a whole meeting, on a phone")
    await marte.get_by_role("button", name="Godkjenn", exact=True).click()
    await expect(wenche.get_by_text("Planeierens side har godkjent referatet.")).to_be_visible()
    await expect(at(kristin, points["work"]).get_by_role("link", name="Endre")).to_have_count(0)


async def _afterwards(site: Site, people: dict[str, Person], path: str, points: dict[str, str]) -> None:
    """Changed only by addition; on paper each finds what she may see."""
    kristin = people["kristin"].page
    await write(kristin, points["work"], "Det ble uke 34.")
    await at(kristin, points["work"]).get_by_role("button", name="Del med alle").click()
    await expect(at(kristin, points["work"]).get_by_text("Tillegg", exact=True)).to_be_visible()
    await expect(people["wenche"].page.get_by_text("Det står slik det ble låst.")).to_be_visible()
    papers = {name: await _paper(people[name], site.address + path) for name in ("leila", "wenche")}
    text = {name: " ".join(page.extract_text() for page in one.pages) for name, one in papers.items()}
    assert "Bytter medisin" in text["leila"]
    flat = text["leila"].replace("\n", " ")
    assert not [word for word in (*SECRETS, "uke 34") if word in flat]
    for word in ("Skolestart", "Det ble uke 34.", "Tillegg", WHAT, "Har sagt ja"):
        assert word in text["wenche"].replace("\n", " "), word
    root: Any = papers["leila"].trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("nb")
    assert TITLE in str(papers["leila"].metadata.title)  # type: ignore[union-attr]


async def _paper(person: Person, address: str) -> PdfReader:
    answer = await person.page.request.get(f"{address}/referat.pdf")
    assert answer.status == 200
    return PdfReader(io.BytesIO(await answer.body()))
