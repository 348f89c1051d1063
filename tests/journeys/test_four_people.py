"""Four people at one plan in four browsers: what one writes, the others see, if and only if they may."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from ipplan.gate.signing import Wish, sign_wishes
from ipplan.permit import Access
from tests.journeys.steps import at_plan, grant, settle, withdraw
from tests.site import Person, Site


@pytest.fixture
async def four(site: Site, browser: Browser) -> dict[str, Person]:
    """Mother, grandmother, GP and coordinator, with the plan open."""
    return {name: await at_plan(site, browser, name) for name in ("marte", "berit", "leila", "wenche")}


async def test_a_grant_appears_live(site: Site, four: dict[str, Person]) -> None:
    leila = four["leila"].page
    home = site.world.sections["tiril"]["home"]
    await expect(leila.locator(f"#live-section-{home}")).to_have_count(0)
    await grant(site, four["marte"].page, "leila", "home", "read")
    await expect(leila.locator(f"#live-section-{home}")).to_be_visible()
    await expect(leila.locator(f"#live-outline a[href='#live-section-{home}']")).to_be_visible()


async def test_an_edit_appears_for_holders_and_makes_no_frame_for_others(
    site: Site, four: dict[str, Person]
) -> None:
    await settle(site, four)
    network = site.world.sections["tiril"]["network"]
    berit, marte = four["berit"].page, four["marte"].page
    for person in four.values():
        person.frames.received.clear()
    await berit.locator(f"#live-section-{network} .edit-button").first.click()
    editor = berit.locator(f"#live-section-{network} .editor")
    await editor.locator("textarea[name=body]").fill("Onkel Jon kommer innom på torsdager.")
    await editor.get_by_role("button", name="Lagre").click()
    for page in (berit, marte):
        await expect(page.locator(f"#live-section-{network}")).to_contain_text("Onkel Jon kommer innom")
    # Something that all four see comes after: whoever got it would have got the first before.
    about = site.world.sections["tiril"]["about"]
    await marte.locator(f"#live-section-{about} .edit-button").first.click()
    await marte.locator(".editor textarea[name=body]").fill("Hei, alle sammen!")
    await marte.locator(".editor").get_by_role("button", name="Lagre").click()
    for person in four.values():
        await expect(person.page.locator(f"#live-section-{about}")).to_contain_text("Hei, alle sammen!")
    for name in ("leila", "wenche"):
        told = [frame for frame in four[name].frames.received if str(about) not in frame]
        assert told == [], f"{name} holds no grant to the network, and was told something"
        assert not any("Onkel Jon" in frame for frame in four[name].frames.received)
    assert all(not person.errors for person in four.values()), [p.errors for p in four.values()]


@pytest.mark.alone
async def test_a_withdrawn_section_is_gone_within_a_second_and_for_good(
    site: Site, four: dict[str, Person]
) -> None:
    leila = four["leila"].page
    health = site.world.sections["tiril"]["health"]
    await expect(leila.locator(f"#live-section-{health}")).to_be_visible()
    await withdraw(site, four["marte"].page, "leila", "health")
    await expect(leila.locator(f"#live-section-{health}")).to_have_count(0)
    await expect(leila.locator(f"#live-outline a[href='#live-section-{health}']")).to_have_count(0)
    answer = await leila.goto(site.section("health"))
    assert answer is not None
    assert answer.status == 404
    await withdraw(site, four["marte"].page, "leila", "about")
    answer = await leila.goto(site.plan())
    assert answer is not None
    assert answer.status == 404, "with nothing left, the plan itself is not there"


@pytest.mark.alone
async def test_the_last_withdrawal_clears_the_page(site: Site, four: dict[str, Person]) -> None:
    leila = four["leila"].page
    for area in ("health", "about"):
        await withdraw(site, four["marte"].page, "leila", area)
    await expect(leila.locator("#gone")).to_be_visible()
    await expect(leila.locator("#live")).to_have_count(0)
    assert "Tiril" not in await leila.locator("body").inner_text()


@pytest.mark.alone
async def test_an_expired_section_is_gone_by_the_clock(site: Site, browser: Browser) -> None:
    marte, silje = site.world.actor("marte"), await at_plan(site, browser, "silje")
    work = site.world.sections["tiril"]["work"]
    ends = site.clock.now().replace(microsecond=0) + timedelta(seconds=4)
    async with site.world.house.gate.writing(site.world.spaces["tiril"], marte) as (held, visit):
        wish = Wish(site.world.accounts["silje"], work, Access.READ, ends)
        await sign_wishes(held, visit, site.world.house.gate.signer, [wish])
    shown = silje.page.locator(f"#live-section-{work}")
    await expect(shown).to_be_visible()
    await expect(shown).to_have_count(0)
    late = (site.clock.now() - ends).total_seconds()
    assert 0 <= late < 1, f"the section went {late:.2f} s after its right ended"
    answer = await silje.page.goto(site.section("work"))
    assert answer is not None
    assert answer.status == 404


async def test_the_last_section_goes_too(site: Site, browser: Browser) -> None:
    """For a coordinator the plan is there without any: nothing of what she saw may stay on her screen."""
    wenche, marte = await at_plan(site, browser, "wenche"), await site.client("marte")
    await expect(wenche.page.locator("#live-sections .section")).not_to_have_count(0)
    taken = await marte.post(f"{site.plan()}/sharing/{site.world.accounts['wenche']}/withdrawal")
    assert taken.status_code == 303
    await expect(wenche.page.locator("#live-sections .section")).to_have_count(0)
    await expect(wenche.page.get_by_text("Ingen deler er åpne for deg nå.")).to_be_attached()
    await marte.aclose()
