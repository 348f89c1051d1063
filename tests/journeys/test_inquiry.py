"""A mother who has never been here applies from her phone: writing, losing the page, coming back, sending."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, Response, expect

from tests.journeys.judging import judge, look_at
from tests.page.case_stage import BY_SERVICE, inquire, let_in, take_on
from tests.page.test_own_case import by_the_unit
from tests.site import Site
from tests.world import PEOPLE

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}
HARD = "Sønnen min trenger mye hjelp, og jeg er den eneste som vet om alt."


def kept(answer: Response) -> bool:
    """Whether a draft was kept with the last words in it."""
    return (
        answer.ok
        and answer.url.endswith("/draft")
        and "jeg+er+den+eneste" in (answer.request.post_data or "")
    )


async def log_in(page: Page, name: str = "odd") -> None:
    """Choose a test person on the provider's page."""
    await page.locator(f"button[value='{PEOPLE[name]['id']}']").click()


@pytest.mark.long
async def test_a_mother_who_has_never_been_here_applies_from_her_phone(site: Site, browser: Browser) -> None:
    context = await browser.new_context(locale="nb-NO", **PHONE)
    page, errors = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(site.address)
    await page.get_by_role("link", name="Søk om koordinator eller plan").click()
    await log_in(page)
    await expect(page.get_by_role("heading", name="Velkommen. Hvem er du?")).to_be_visible()
    await judge(page, "a newcomer")
    await page.get_by_label("Fornavn og etternavn").fill("Oda Ny")
    await page.get_by_label("E-post").fill("oda@example.org")
    await page.get_by_label("Kommunen du bor i").select_option("fjordvik")
    await page.get_by_role("button", name="Lag konto og gå videre").click()
    await expect(page.get_by_role("heading", name="Søk om koordinator eller plan")).to_be_visible()
    await expect(page.get_by_label("Hva er du for personen?")).to_be_hidden()
    await page.get_by_label("Barnet mitt, eller en jeg står nær").check()
    await page.get_by_label("Navnet på den det gjelder").fill("Emil Ny")
    await page.get_by_label("Fødselsdato").fill("2019-04-02")
    async with page.expect_response(kept):
        await page.get_by_label("Hva er vanskelig nå").fill(HARD)
    await expect(page.locator(".draft-state")).to_have_text("Utkastet er tatt vare på.")
    # The telephone dies; another day she begins at the front page.
    await page.close()
    page = await context.new_page()
    await page.goto(site.address)
    await page.get_by_role("link", name="Fortsett på henvendelsen").click()
    await expect(page.get_by_label("Hva er vanskelig nå")).to_have_value(HARD)
    await page.get_by_role("button", name="Send inn").click()
    await expect(page.get_by_text("Noe mangler.")).to_be_visible()
    await judge(page, "an inquiry with something lacking")
    await expect(page.get_by_label("Hva er vanskelig nå")).to_have_value(HARD)
    await page.get_by_label("Hva er du for personen?").fill("Mor")
    await page.get_by_label("Det er barnet mitt, og jeg har foreldreansvaret").check()
    await page.get_by_label("En barnekoordinator og en individuell plan").check()
    await page.get_by_label("Telefon", exact=True).first.fill("990 00 003")
    await page.get_by_role("group", name="Hva er best?").get_by_label("Telefon").check()
    await page.get_by_role("button", name="Send inn").click()
    await expect(page.get_by_text("Henvendelsen er sendt")).to_be_visible()
    await expect(page.get_by_role("heading", name="Henvendelse om Emil Ny")).to_be_visible()
    await judge(page, "what she has sent")
    await page.get_by_role("link", name="Vi har fått henvendelsen din", exact=True).click()
    await expect(page.get_by_text("Barnekoordinator", exact=True)).to_be_visible()
    await judge(page, "its receipt")
    assert errors == []
    await context.close()


async def test_the_pages_of_a_case_are_for_everybody(site: Site, browser: Browser) -> None:
    leila = await site.client("leila")
    roar = PEOPLE["roar"]
    case = await inquire(site, leila, **BY_SERVICE | {"name": roar["name"], "pid": roar["pid"]})
    await take_on(site, case)
    await let_in(site, case, site.world.accounts["roar"], "party")
    await by_the_unit(site, case, "consent_asked")
    person = await site.person(browser, "roar", **NARROW)
    page = person.page
    for path in ("/", "/inquiries", "/cases", f"/cases/{case}"):
        await look_at(page, site.address + path)
    await page.get_by_label("Ja, behandle saken").check()
    await page.get_by_label("Leila Hosseini kan få se").check()
    await page.get_by_role("button", name="Svar", exact=True).click()
    await expect(page.get_by_text("Leila Hosseini sendte henvendelsen, og kan se")).to_be_visible()
    await by_the_unit(site, case, "question")
    await page.reload()
    await page.get_by_label("Svaret ditt").fill("Legen sier at det varer.")
    await expect(page.locator("#answer").locator("xpath=../..").locator(".draft-state")).to_have_text(
        "Utkastet er tatt vare på."
    )
    await judge(page, "a case with an answer begun")
    await page.get_by_role("button", name="Send svaret").click()
    await expect(page.get_by_text("Legen sier at det varer.")).to_be_visible()
    assert person.errors == []
    await person.context.close()


@pytest.mark.long
async def test_the_forms_of_an_inquiry_are_for_everybody(site: Site, browser: Browser) -> None:
    person = await site.person(browser, "roar", **NARROW)
    for by in ("self", "relative", "service"):
        await person.page.goto(f"{site.address}/inquiries/new")
        await person.page.locator(f"#by-{by}").check()
        await judge(person.page, by)
    unit = await site.person(browser, "ingeborg", **NARROW)
    await look_at(unit.page, f"{site.address}/unit/inquiries/new")
    for one in (person, unit):
        assert one.errors == []
        await one.context.close()
