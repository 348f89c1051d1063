"""A meeting held in four browsers: agenda, minutes that several write at once, and who sees which of them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from ipplan.plan.periods import OSLO
from tests.journeys.judging import judge
from tests.journeys.steps import live, withdraw
from tests.page.test_meetings import form
from tests.site import Person, Site
from tests.world import PEOPLE

FOUR = {"wenche": "coordinator", "marte": "mother", "leila": "GP", "kristin": "teacher"}
PHONE = {"viewport": {"width": 320, "height": 640}}


async def soon(site: Site, areas: tuple[str, ...] = ("health", "work"), **more: str) -> str:
    """The address of a meeting of the four in two hours, called by the mother."""
    starts = (site.clock.now() + timedelta(hours=2)).astimezone(OSLO)
    when = {
        "day": starts.date().isoformat(),
        "from_": f"{starts:%H:%M}",
        "to": f"{starts + timedelta(hours=1):%H:%M}",
    }
    marte = await site.client("marte")
    data = form(site, tuple(FOUR), areas, **when, **more)
    made = await marte.post(f"{site.plan()}/meetings", data=data)
    assert made.status_code == 303, made.text
    await marte.aclose()
    return str(made.headers["location"])


async def point(site: Site, path: str, name: str, area: str, title: str) -> str:
    """Somebody sets up a point; its id."""
    client = await site.client(name)
    section = str(site.world.sections["tiril"][area])
    made = await client.post(f"{path}/points", data={"title": title, "section": section})
    assert made.status_code == 303, made.text
    await client.aclose()
    return str(made.headers["location"]).rpartition("#item-")[2]


def at(page: Page, point_id: str) -> Locator:
    return page.locator(f"#item-{point_id}")


async def write(page: Page, point_id: str, words: str) -> None:
    """Begin a line under a point, and leave it unreleased."""
    editor = at(page, point_id).locator(".editor")
    if not await editor.count():
        await at(page, point_id).get_by_role("link", name="Skriv referat under").click()
    await editor.locator("textarea[name=body]").fill(words)


@pytest.fixture
async def room(site: Site, browser: Browser) -> dict[str, Any]:
    """The four at a meeting that was begun, with a point of each section."""
    path = await soon(site)
    points = {
        "health": await point(site, path, "leila", "health", "Nye medisiner"),
        "work": await point(site, path, "kristin", "work", "Skolestart"),
    }
    people: dict[str, Person] = {}
    for name in FOUR:
        people[name] = await site.person(browser, name, **(PHONE if name == "marte" else {}))
        await people[name].page.goto(site.address + path)
        await live(people[name].page)
    return {"path": path, "points": points, "people": people}


async def test_a_meeting_in_four_browsers(site: Site, room: dict[str, Any]) -> None:
    people, points = room["people"], room["points"]
    wenche, marte, leila, kristin = (people[name].page for name in FOUR)
    await expect(at(leila, points["work"])).to_have_count(0)
    await expect(at(kristin, points["health"])).to_have_count(0)
    await expect(marte.get_by_text("Foreslått av Leila")).to_be_visible()
    await judge(marte, "a meeting's agenda, for who decides, on a phone")
    await at(marte, points["work"]).get_by_role("button", name="Ta saken med").click()
    await expect(wenche.get_by_text("Foreslått av Kristin")).to_have_count(0)

    await wenche.get_by_role("button", name="Begynn møtet").click()
    for page in (wenche, marte, leila, kristin):
        await expect(page.get_by_text("Møtet er i gang.")).to_be_visible()
    await leila.get_by_role("button", name="Jeg er med").click()
    await expect(wenche.get_by_role("button", name="Leila Hosseini har gått")).to_be_visible()

    # What is spoken of is shown to those who see it; the others see that nothing is.
    await at(wenche, points["health"]).get_by_role("button", name="Snakk om").click()
    await expect(at(leila, points["health"])).to_contain_text("Vi snakker om dette nå")
    await expect(kristin.get_by_text("Vi snakker om dette nå")).to_have_count(0)
    await judge(wenche, "a meeting that is on, for who runs it")

    # Two write under one point at once: each a line of her own, nobody's text is touched.
    for person in people.values():
        person.frames.received.clear()
    await at(wenche, points["work"]).get_by_role("button", name="Snakk om").click()
    await write(marte, points["work"], "Tiril vil begynne på SFO i august.")
    await write(kristin, points["work"], "Skolen har plass fra uke 33")
    await expect(at(kristin, points["work"]).locator(".draft-state")).to_contain_text(
        "Utkastet er tatt vare på"
    )
    assert not any("SFO" in frame for one in people.values() for frame in one.frames.received)
    await at(marte, points["work"]).get_by_role("button", name="Del med alle").click()
    for page in (wenche, kristin):
        await expect(at(page, points["work"])).to_contain_text("Tiril vil begynne på SFO i august.")
    editor = at(kristin, points["work"]).locator("textarea[name=body]")
    await expect(editor).to_have_value("Skolen har plass fra uke 33")
    await expect(at(kristin, points["work"])).to_contain_text("Marte")
    await editor.press("End")
    await editor.type(" og en fast assistent.")
    await at(kristin, points["work"]).get_by_role("button", name="Del med alle").click()
    for page in (wenche, marte):
        await expect(at(page, points["work"]).locator(".item.line")).to_have_count(2)
    # The editor is there for the next line, empty.
    await expect(at(kristin, points["work"]).locator("textarea[name=body]")).to_have_value("")

    # Something that the GP sees comes after: whoever got it would have got the first before.
    await write(leila, points["health"], "Bytter medisin fra mandag.")
    await at(leila, points["health"]).get_by_role("button", name="Del med alle").click()
    for page in (wenche, marte):
        await expect(at(page, points["health"])).to_contain_text("Bytter medisin fra mandag.")
    hidden = ("Skolestart", points["work"], "SFO", "uke 33", str(site.world.sections["tiril"]["work"]))
    for frame in people["leila"].frames.received:
        assert not any(word in frame for word in hidden), "the GP lacks that section"
    for word in ("medisin", points["health"]):
        assert not any(word in frame for frame in people["kristin"].frames.received)
    await judge(kristin, "a meeting with minutes being written")
    await judge(marte, "a meeting with minutes, on a phone")

    await wenche.get_by_text("Avslutt møtet").click()
    await wenche.get_by_role("button", name="Ja, avslutt").click()
    await expect(kristin.get_by_text("Møtet varte fra")).to_be_visible()
    for person in people.values():
        assert not person.errors, person.errors


@pytest.mark.long
async def test_the_shared_screen_shows_what_everybody_there_may_read(
    site: Site, browser: Browser, room: dict[str, Any]
) -> None:
    people, points, path = room["people"], room["points"], room["path"]
    wenche = people["wenche"].page
    await wenche.get_by_role("button", name="Begynn møtet").click()
    await expect(wenche.get_by_text("Møtet er i gang.")).to_be_visible()
    screen = await people["wenche"].context.new_page()
    await screen.goto(f"{site.address}{path}/screen")
    await live(screen)
    await expect(screen.get_by_role("heading", name="Møte i ansvarsgruppa")).to_be_visible()
    await expect(screen.locator(".item.point")).to_have_count(0)
    await judge(screen, "a shared screen")
    for name in (f"{PEOPLE[one]['name']} er med" for one in ("marte", "wenche")):
        await wenche.get_by_role("button", name=name).click()
    # Those who are there now see both.
    await expect(screen.locator(".item.point")).to_have_count(2)
    await people["leila"].page.get_by_role("button", name="Jeg er med").click()
    await expect(at(screen, points["work"])).to_have_count(0)
    await expect(at(screen, points["health"])).to_have_count(1)
    await wenche.get_by_text("Legg til en gjest").click()
    await wenche.get_by_label("Navnet på gjesten").fill("Rektor Ås")
    await wenche.get_by_role("button", name="Legg til", exact=True).click()
    await expect(screen.get_by_text("Det er gjester i rommet.")).to_be_visible()
    await expect(screen.locator(".item.point")).to_have_count(0)
    await judge(screen, "a shared screen with a guest in the room")


@pytest.mark.long
async def test_what_the_plan_proposes_is_taken_on_in_one_press(site: Site, browser: Browser) -> None:
    path = await soon(site, areas=("health", "home", "work", "needs", "leisure"))
    wenche = await site.person(browser, "wenche", **PHONE)
    await wenche.page.goto(site.address + path)
    await live(wenche.page)
    proposed = wenche.page.locator(".suggestion")
    count = await proposed.count()
    assert count > 0, "the demo's plan has something that is late, or that nobody has"
    called = await proposed.first.locator(".person-name").inner_text()
    await judge(wenche.page, "what the plan proposes to speak of, on a phone")
    await proposed.first.get_by_role("button", name="Ta med").click()
    await expect(wenche.page.locator(".item.point")).to_contain_text(called)
    await expect(wenche.page.locator(".suggestion")).to_have_count(count - 1)
    assert not wenche.errors, wenche.errors


@pytest.mark.long
async def test_a_half_written_line_waits_for_its_writer(
    site: Site, browser: Browser, room: dict[str, Any]
) -> None:
    people, points, path = room["people"], room["points"], room["path"]
    await people["wenche"].page.get_by_role("button", name="Begynn møtet").click()
    kristin = people["kristin"].page
    await write(kristin, points["work"], "Halvferdig tanke om")
    await expect(at(kristin, points["work"]).locator(".draft-state")).to_contain_text(
        "Utkastet er tatt vare på"
    )
    await kristin.goto(site.address + path)
    await at(kristin, points["work"]).get_by_role("link", name="Skriv referat under").click()
    await expect(at(kristin, points["work"]).locator("textarea[name=body]")).to_have_value(
        "Halvferdig tanke om"
    )
    assert UUID(points["work"])
    await expect(people["marte"].page.get_by_text("Halvferdig")).to_have_count(0)


async def test_answers_come_live_and_who_loses_the_section_loses_the_room(
    site: Site, room: dict[str, Any]
) -> None:
    people = room["people"]
    await people["leila"].page.get_by_role("button", name="Kanskje").click()
    await expect(people["wenche"].page.get_by_text("Kommer kanskje")).to_be_visible()
    leila = people["leila"].page
    await withdraw(site, people["marte"].page, "leila", "health")
    await expect(leila.get_by_text("Denne siden er ikke lenger åpen for deg.")).to_be_visible()
    await expect(leila.locator(".item.point")).to_have_count(0)
    await expect(leila.get_by_role("heading", name="Møte i ansvarsgruppa")).to_have_count(0)
