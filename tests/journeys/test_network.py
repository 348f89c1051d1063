"""The map: a mother places people on a telephone, the coordinator sees it when she may, a GP has no map."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from ipplan.gate.signing import Wish, sign_wishes
from ipplan.permit import Access
from tests.journeys.judging import judge
from tests.site import Site

PHONE = {"width": 320, "height": 640}


@pytest.fixture
async def marte(site: Site, browser: Browser) -> Page:
    """The mother, on a small telephone in the dark."""
    person = await site.person(browser, "marte", viewport=PHONE, color_scheme="dark")
    await person.page.goto(f"{site.plan()}/network")
    return person.page


async def test_the_map_is_edited_on_a_phone_and_seen_by_who_may(
    site: Site, browser: Browser, marte: Page
) -> None:
    picture = marte.locator("svg.map-small")
    await expect(picture).to_be_visible()
    await expect(marte.locator("svg.map-wide")).to_be_hidden()
    before = await picture.locator("a").count()
    # Somebody new, from the list of those who take part.
    await marte.get_by_role("link", name="Sett Leila Hosseini på kartet").click()
    await expect(marte.get_by_label("Navn")).to_have_value("Leila Hosseini")
    await marte.get_by_label("Hvor på kartet?").select_option("services")
    await marte.get_by_label("Hvor nær?").select_option("far")
    await marte.get_by_role("button", name="Lagre").click()
    await expect(picture.locator("a")).to_have_count(before + 1)
    leila = picture.get_by_role("link", name="Leila Hosseini, Tjenester, Lengst unna")
    await expect(leila).to_be_visible()
    await judge(marte, "the map")
    # By keyboard, into her page and back to the list, where she is moved.
    await leila.focus()
    await marte.keyboard.press("Enter")
    await expect(marte.get_by_role("heading", name="Hva Leila ser")).to_be_visible()
    await expect(marte.get_by_role("heading", name="Hva Leila gjør")).to_be_visible()
    await judge(marte, "a person of the map")
    await marte.get_by_role("link", name="Endre", exact=True).click()
    await marte.get_by_label("Hvor nær?").select_option("near")
    await marte.get_by_role("button", name="Lagre").click()
    await expect(picture.get_by_role("link", name="Leila Hosseini, Tjenester, Nærmest")).to_be_visible()

    wenche = (await site.person(browser, "wenche")).page
    refused = await wenche.goto(f"{site.plan()}/network")
    assert refused is not None
    assert refused.status == 404, "she has no grant to it yet"
    await let_in(site, "wenche", "network")
    await wenche.goto(site.plan())
    await wenche.get_by_role("link", name="Kart", exact=True).click()
    wide = wenche.locator("svg.map-wide")
    await expect(wide.locator("a")).to_have_count(before + 1)
    await wide.get_by_role("link", name="Leila Hosseini, Tjenester, Nærmest").click()
    await expect(wenche.get_by_role("heading", name="Hva Leila gjør")).to_be_visible()
    await expect(wenche.get_by_role("heading", name="Hva Leila ser")).to_have_count(0)

    gp = (await site.person(browser, "leila")).page
    await gp.goto(site.plan())
    await expect(gp.get_by_role("link", name="Møter", exact=True)).to_be_visible()
    await expect(gp.get_by_role("link", name="Kart", exact=True)).to_have_count(0)
    for path in ("/network", f"/network/{await leilas(site)}"):
        answer = await gp.goto(f"{site.plan()}{path}")
        assert answer is not None
        assert answer.status == 404, "she is on it, and may not see it"


async def let_in(site: Site, name: str, area: str) -> None:
    """A section is opened to somebody."""
    world, end = site.world, site.clock.now() + timedelta(days=30)
    wish = Wish(world.accounts[name], world.sections["tiril"][area], Access.READ, end)
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        await sign_wishes(held, visit, visit.gate.signer, [wish])


async def leilas(site: Site) -> str:
    """The item that she is on the map as."""
    rows = await site.world.sql("SELECT item_id FROM item WHERE kind = 'contact' ORDER BY seq DESC LIMIT 1")
    return str(rows[0][0])
