"""Duties and role agreement, written by two who see each other's words live, and not a byte by a third."""

from playwright.async_api import Browser, Page, expect

from ipplan.permit import Access
from tests.journeys.judging import judge
from tests.journeys.steps import at_plan, live
from tests.page.before_birth import space_of
from tests.site import Site

PHONE = {"viewport": {"width": 320, "height": 640}}
DONE, WORDS = "Ringte lærings- og mestringssenteret.", "Jeg ringer hver mandag."


async def test_two_look_after_the_duties_and_agree_on_their_roles(site: Site, browser: Browser) -> None:
    marte = await at_plan(site, browser, "marte")
    page = marte.page
    for link, button in (
        ("Barnekoordinatorens oppgaver", "Lag listen"),
        ("Lag rolleavtale", "Begynn på en rolleavtale"),
    ):
        await page.get_by_role("link", name=link).click()
        await page.get_by_role("button", name=button).click()
        await page.get_by_role("link", name="Tilbake til planen").click()
    plan = await space_of(site, site.world.spaces["tiril"])
    for area in ("duties", "roles"):
        await plan.grant("marte", "wenche", area, Access.WRITE)
    await live(page)
    wenche = await at_plan(site, browser, "wenche", **PHONE)
    leila = await at_plan(site, browser, "leila")
    for person in (marte, leila):
        person.frames.received.clear()
    # One notes what was done: the other sees it at once.
    coordinator, duties = wenche.page, f"#live-section-{plan.sections['duties']}"
    await expect(coordinator.locator(f"{duties} .item.duty")).to_have_count(5)
    await coordinator.locator(f"{duties} .icon-note").nth(2).click()
    await coordinator.get_by_label("Hva er gjort?").fill(DONE)
    await coordinator.locator(duties).get_by_role("button", name="Lagre").click()
    await expect(page.locator(duties)).to_contain_text(DONE)
    await expect(page.locator(f"{duties} .item.duty").nth(2)).to_contain_text("Sist fulgt opp")
    # They write the agreement; what was agreed to is asked anew when the words change.
    roles = f"#live-section-{plan.sections['roles']}"
    await _write(coordinator, roles, "Hva koordinatoren gjør", WORDS)
    await expect(page.locator(roles)).to_contain_text(WORDS)
    await _agree(coordinator, roles)
    await expect(page.locator(f"{roles} .assents")).to_contain_text("Wenche")
    await _write(page, roles, "Hva du eller familien gjør", "Vi sier fra når noe endrer seg.")
    await expect(page.locator(f"{roles} .assents")).to_contain_text("Endret siden")
    await page.get_by_role("link", name="Les hele avtalen").click()
    await page.get_by_role("button", name="Jeg er enig i dette").click()
    await expect(page.locator("main")).to_contain_text("Koordinatoren har ikke sagt seg enig")
    await coordinator.goto(f"{plan.address}/roles")
    await coordinator.get_by_role("button", name="Jeg er enig i dette").click()
    await expect(coordinator.locator("main")).to_contain_text("Dere er enige om avtalen slik den står nå.")
    await judge(coordinator, "an agreement that both have agreed to, on a phone")
    await coordinator.goto(f"{plan.address}/duties")
    await judge(coordinator, "the duties to print, on a phone")
    # Something that all three see comes after: whoever got anything would have got it before.
    await plan.write("marte", "about", "text", {"title": "", "body": "Hei, alle sammen!"})
    about = f"#live-section-{plan.sections['about']}"
    await expect(leila.page.locator(about)).to_contain_text("Hei, alle sammen!")
    # That somebody is here she is told: they share another section with her.
    known = (str(plan.sections["about"]), '"#live-people"')
    told = [frame for frame in leila.frames.received if not any(one in frame for one in known)]
    assert told == [], "she holds no grant to either, and was told something"
    assert not any(word in frame for frame in leila.frames.received for word in (DONE, WORDS))
    for path in ("duties", "roles"):
        answer = await leila.page.request.get(f"{plan.address}/{path}")
        assert answer.status == 404
    for person in (marte, wenche, leila):
        assert not [one for one in person.errors if "404" not in one], person.errors
        await person.context.close()


async def _write(page: Page, section: str, label: str, words: str) -> None:
    await page.locator(f"{section} .edit-button").first.click()
    await page.locator(section).get_by_label(label).fill(words)
    await page.locator(section).get_by_role("button", name="Lagre").click()
    await expect(page.locator(f"{section} .editor")).to_have_count(0)


async def _agree(page: Page, section: str) -> None:
    await page.locator(section).get_by_role("link", name="Les hele avtalen").click()
    await page.get_by_role("button", name="Jeg er enig i dette").click()
    await expect(page.locator("main")).to_contain_text("Familien har ikke sagt seg enig")
    await page.get_by_role("link", name="Tilbake til planen").click()
    await live(page)
