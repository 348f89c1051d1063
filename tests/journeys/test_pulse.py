"""A plan stands still: its owner presses, her coordinator and the unit see it, and she is answered."""

from playwright.async_api import Browser, expect

from tests.journeys.judging import judge, look_at
from tests.page.test_pulse import COORDINATOR, OWNER, UNIT
from tests.site import Person, Site
from tests.world import PEOPLE

PHONE = {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}


async def test_one_press_on_a_telephone_until_somebody_calls(site: Site, browser: Browser) -> None:
    roar = await site.person(browser, OWNER, **PHONE)
    await roar.page.goto(site.plan(OWNER))
    await roar.page.get_by_role("button", name="Planen min står stille").click()
    receipt = roar.page.get_by_role("status").filter(has_text="Du sa fra")
    await expect(receipt).to_contain_text("Du skal høre fra koordinatoren innen")
    await judge(roar.page, "the receipt")
    await look_at(roar.page, f"{site.plan(OWNER)}/pulse")
    unit, grete = await site.person(browser, UNIT), await site.person(browser, COORDINATOR)
    await unit.page.goto(f"{site.address}/unit")
    await unit.page.get_by_role("link", name="Planer som står stille").click()
    await expect(unit.page.get_by_role("link", name=PEOPLE[OWNER]["name"])).to_contain_text("Sa fra i dag.")
    await judge(unit.page, "the unit's list")
    await grete.page.goto(site.address)
    await grete.page.get_by_role("link", name="Noen har sagt fra").click()
    await grete.page.get_by_role("button", name="Jeg har tatt kontakt").click()
    await expect(grete.page.get_by_role("button", name="Jeg har tatt kontakt")).to_have_count(0)
    await roar.page.reload()
    await expect(roar.page.get_by_role("button", name="Planen min står stille")).to_be_visible()
    await unit.page.reload()
    await expect(unit.page.get_by_text("Ingen venter på svar.")).to_be_visible()
    await _leave(roar, unit, grete)


async def _leave(*people: Person) -> None:
    for person in people:
        assert person.errors == []
        await person.context.close()
