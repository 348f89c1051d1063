"""A mother who was never here asks for her child: the answer, the coordinator, the plan, the first grant."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.async_api import Browser, Page, Response, expect

from ipplan.gate.unit import appoint
from ipplan.idp.people import TestPerson
from tests.job.test_mail import _work, receiving
from tests.journeys.judging import judge
from tests.journeys.steps import live
from tests.page.before_birth import number_born
from tests.page.casework import PLACE, set_up
from tests.site import Site
from tests.world import PEOPLE

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
MOTHER, EMAIL, CHILD = "Maria Test Lien", "maria@example.org", "Jonas Test Lien"
COORDINATOR = {
    "name": PEOPLE["odd"]["name"],
    "pid": PEOPLE["odd"]["pid"],
    "email": PEOPLE["odd"]["email"],
    "title": "Vernepleier",
    "manager_name": PEOPLE["kristin"]["name"],
    "manager_email": PEOPLE["kristin"]["email"],
}
HARD = "Jeg må fortelle alt på nytt hver gang"
WHY = "Habiliteringen og skolen, i flere år"
SECRET = "Jonas liker best å være i skogen"
ROOM = "Om meg"


@dataclass
class Way:
    """The site, the mother's page and the unit's, and the case between them."""

    site: Site
    browser: Browser
    mother: Page
    child_pid: str
    case: str = ""

    async def person(self, name: str) -> Page:
        return (await self.site.person(self.browser, name, **DESK)).page


@pytest.fixture
async def way(site: Site, browser: Browser) -> Way:
    """Four weeks before New Year's Day, in a municipality where two people stand by a decision."""
    now = site.clock.now()
    fourth = datetime(now.year, 12, 4, 10, tzinfo=UTC)
    site.clock.move((fourth if fourth > now else fourth.replace(year=now.year + 1)) - now)
    world = site.world
    async with world.house.database.begin() as tx:
        for name in ("ingeborg", "grete"):
            who, signer = world.accounts[name], world.house.gate.signer
            await appoint(tx, signer, who, PLACE, site.clock.now(), role="lead")
    await set_up(site, second_approver=True, unit_email="enheten@example.org")
    mother = TestPerson("maria", MOTHER, number_born(date(1986, 5, 2)))
    site.provider.state.desk.people.append(mother)
    context = await browser.new_context(locale="nb-NO", **PHONE)
    born = site.clock.now().date() - timedelta(days=8 * 365 + 100)
    return Way(site, browser, await context.new_page(), number_born(born))


async def test_from_a_mothers_inquiry_to_the_first_grant(way: Way) -> None:
    await _inquires(way)
    unit = await way.person("ingeborg")
    await _takes_and_confirms(way, unit)
    await _decides(way, unit)
    await _reads_the_answer(way)
    await _next(unit)  # the plan is made
    await _next(unit)
    await expect(unit.get_by_label("Navn", exact=True)).to_have_value(MOTHER)
    await unit.get_by_label("Bare én har foreldreansvaret").check()
    await unit.get_by_role("button", name="Signer").click()
    coordinator = await _appoints(way, unit)
    plan = await _consents_and_writes(way)
    await _sees_nothing(coordinator)
    await _opens(way.mother)
    await expect(coordinator.locator("#live-sections")).to_contain_text(SECRET)
    await expect(coordinator.locator("#live-outline")).to_contain_text(ROOM)
    await _the_unit_sees_no_content(way, unit, plan)
    await _mails_say_nothing(way)


async def _inquires(way: Way) -> None:
    page, site = way.mother, way.site
    await page.goto(site.address)
    await page.get_by_role("link", name="Søk om koordinator eller plan").click()
    await page.get_by_role("button", name=MOTHER).click()
    await page.get_by_label("Fornavn og etternavn").fill(MOTHER)
    await page.get_by_label("E-post").fill(EMAIL)
    await page.get_by_label("Kommunen du bor i").select_option(PLACE)
    await page.get_by_role("button", name="Lag konto og gå videre").click()
    await page.get_by_label("Barnet mitt, eller en jeg står nær").check()
    await page.get_by_label("Navnet på den det gjelder").fill(CHILD)
    async with page.expect_response(_keeps_the_words):
        await page.get_by_label("Hva er vanskelig nå").fill(HARD)
    await expect(page.locator(".draft-state")).to_contain_text("tatt vare på")
    # She loses the page, and finds it again from the front page.
    way.mother = lost = await page.context.new_page()
    await page.close()
    await lost.goto(site.address)
    await lost.get_by_role("link", name="Fortsett på henvendelsen").click()
    await expect(lost.get_by_label("Hva er vanskelig nå")).to_have_value(HARD)
    await lost.get_by_label("Fødselsdato", exact=True).fill("2018-05-17")
    await lost.get_by_label("Hva er du for personen?").fill("Mor")
    await lost.get_by_label("Det er barnet mitt").check()
    await lost.get_by_label("Tjeneste 1", exact=True).fill("Barnehabiliteringen")
    await lost.get_by_label("En barnekoordinator og en individuell plan").check()
    await lost.get_by_label("Er det en bestemt koordinator").fill(COORDINATOR["name"])
    await lost.get_by_label("Telefon", exact=True).first.fill("990 00 010")
    await lost.get_by_role("group", name="Hva er best?").get_by_label("Telefon").check()
    await lost.get_by_role("button", name="Send inn").click()
    way.case = lost.url.partition("/cases/")[2][:36]
    await expect(lost.get_by_role("status")).to_contain_text(["Henvendelsen er sendt"])
    await lost.get_by_role("link", name="Vi har fått henvendelsen din", exact=True).click()
    await expect(lost.get_by_role("article")).to_contain_text(_deadline(way))


async def _takes_and_confirms(way: Way, unit: Page) -> None:
    await unit.get_by_role("link", name="Koordinerende enhet").click()
    await unit.get_by_role("link", name="Gå til sakene").click()
    card = unit.locator(".case-card").filter(has_text=CHILD)
    await expect(card).to_contain_text(_deadline(way))
    await card.get_by_role("button", name="Ta saken").click()
    await _next(unit)
    # The name is there; her own number she has logged in with.
    await unit.get_by_label("Fødselsnummer").first.fill(way.child_pid)
    await unit.get_by_role("button", name="Bekreft").click()
    await expect(unit.get_by_label("Navn", exact=True)).to_have_value(MOTHER)
    await unit.get_by_label("Foreldreansvar").check()
    await unit.get_by_role("button", name="Gi innsyn").click()
    await judge(unit, "whom a case is about")
    await unit.get_by_role("link", name="Gå videre i saken").click()


async def _decides(way: Way, unit: Page) -> None:
    """She has consented by sending it, since she acts for the child."""
    await _next(unit)
    for condition in await unit.get_by_role("group").filter(has=unit.get_by_role("radio")).all():
        await condition.get_by_label("Ja", exact=True).check()
        await condition.get_by_label("Hvorfor?").fill(WHY)
    await unit.get_by_role("button", name="Lagre vurderingen").click()
    await _next(unit)
    await unit.get_by_role("button", name="Se brevet").click()
    await expect(unit.locator(".letter-recipient")).to_contain_text(MOTHER)
    await unit.get_by_role("button", name="Send til godkjenning").click()
    lead = await way.person("grete")
    await lead.goto(f"{way.site.address}/unit/cases")
    await lead.get_by_role("button", name="Les og godkjenn").click()
    await lead.get_by_role("button", name="Godkjenn og send brevet").click()
    await unit.reload()


async def _reads_the_answer(way: Way) -> None:
    page = way.mother
    await page.goto(way.site.address)
    await page.get_by_role("link", name=CHILD).click()
    await judge(page, "a case that is decided")
    await page.get_by_role("link", name="Les svaret").click()
    await expect(page.get_by_role("article")).to_contain_text("Barnekoordinator: innvilget")
    await expect(page.get_by_role("article")).to_contain_text("Individuell plan: innvilget")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Last ned som PDF").click()
    assert (await download.value).suggested_filename.endswith(".pdf")


async def _appoints(way: Way, unit: Page) -> Page:
    """Whom the mother wishes for has no account yet; his manager says yes, and then he; returns his plan."""
    site, name = way.site, COORDINATOR["name"]
    await _next(unit)
    await expect(unit.locator("main")).to_contain_text(f"{name} er ønsket, og står ikke i lista.")
    await unit.get_by_role("link", name="Legg til en koordinator").click()
    for field, said in COORDINATOR.items():
        await unit.locator(f"#{field}").fill(said)
    await unit.get_by_role("button", name="Lagre").click()
    await _next(unit)
    await expect(unit.get_by_label("Barnekoordinator", exact=True)).to_be_checked()
    await expect(unit.get_by_label("Slik når koordinatoren personen")).to_have_value(
        f"{MOTHER}\n990 00 010\n{EMAIL}"
    )
    await unit.get_by_role("radio", name=name).check()
    await unit.get_by_role("button", name="Gå videre").click()
    manager = await way.person("kristin")
    await manager.get_by_role("link", name=f"Kan {name} være koordinator").click()
    await expect(manager.locator("main")).not_to_contain_text(CHILD)
    await manager.get_by_role("button", name="Ja, det er greit for meg").click()
    odd = await way.person("odd")
    await odd.get_by_role("link", name="Vil du være barnekoordinator?").click()
    await odd.get_by_label("Ja, det vil jeg").check()
    await odd.get_by_role("button", name="Svar").click()
    await unit.goto(f"{site.address}/unit/cases/{way.case}")
    await _next(unit)
    await unit.get_by_role("button", name=f"Oppnevn {name}").click()
    await odd.goto(site.address)
    await odd.get_by_role("link", name=CHILD).click()
    return odd


async def _consents_and_writes(way: Way) -> str:
    """What waits for her is on her front page; the plan's id."""
    page = way.mother
    await page.goto(f"{way.site.address}/cases/{way.case}")
    await expect(page.get_by_role("link", name="Gå til planen")).to_be_visible()
    await page.goto(way.site.address)
    await judge(page, "a front page with a plan to begin")
    await page.get_by_role("link", name="Les samtykket").click()
    await page.get_by_role("button", name="Jeg samtykker").click()
    await live(page)
    await page.get_by_role("link", name="Skriv en tekst").first.click()
    await page.get_by_role("textbox", name="Tekst").fill(SECRET)
    await page.get_by_role("button", name="Lagre").click()
    await expect(page.locator("#live-sections")).to_contain_text(SECRET)
    return page.url.partition("/plans/")[2][:36]


async def _sees_nothing(coordinator: Page) -> None:
    await coordinator.reload()
    await live(coordinator)
    await expect(coordinator.locator("#live-asked")).to_contain_text("Ingenting er åpnet for deg ennå")
    for word in (SECRET, ROOM):
        await expect(coordinator.locator("main")).not_to_contain_text(word)
    await judge(coordinator, "a plan of which nothing is open to its coordinator")


async def _opens(page: Page) -> None:
    """The first grant, by the one button that her new plan has for her."""
    name = COORDINATOR["name"].split()[0]
    await judge(page, "a new plan that nobody else sees")
    await page.get_by_role("link", name=f"Velg hva {name} skal se").click()
    await page.get_by_text(f"Endre hva {name} ser").click()
    await page.get_by_label(ROOM).select_option("read")
    await page.get_by_label("Hvor lenge?").select_option("6m")
    await page.get_by_role("button", name="Se hva du er i ferd med å signere").click()
    await page.get_by_role("button", name="Signer").click()


async def _the_unit_sees_no_content(way: Way, unit: Page, plan: str) -> None:
    for path in ("/unit", f"/unit/plans/{plan}", f"/unit/cases/{way.case}", "/unit/oversight"):
        answer = await unit.goto(way.site.address + path)
        assert answer is not None
        assert answer.status == 200, path
        assert SECRET not in await unit.content(), path
    await unit.goto(f"{way.site.address}/unit/cases/{way.case}")
    await expect(unit.get_by_role("link", name="Avslutt saken")).to_have_count(1)
    answer = await unit.goto(f"{way.site.address}/plans/{plan}")
    assert answer is not None
    assert answer.status == 404


async def _mails_say_nothing(way: Way) -> None:
    async with receiving() as receiver:
        await _work(way.site, receiver.port)
    told = {str(mail["To"]) for _, mail in receiver.mails}
    # Who was asked has answered by now, and is asked by no mail any more.
    assert told >= {EMAIL, "enheten@example.org", PEOPLE["ingeborg"]["email"]}
    for _, mail in receiver.mails:
        for word in (CHILD, CHILD.split()[0], HARD, WHY, SECRET, "innvilget", way.child_pid):
            assert word not in f"{mail['Subject']} {mail.get_content()}"


async def _next(page: Page) -> None:
    """Press the one prominent button of the case's page."""
    await page.get_by_role("region", name="Neste steg").locator("[data-variant=primary]").click()


def _keeps_the_words(answer: Response) -> bool:
    """Whether it is of the draft with what she wrote last."""
    return answer.url.endswith("/draft") and HARD in parse_qs(answer.request.post_data or "").get("hard", [])


def _deadline(way: Way) -> str:
    """Four weeks end on New Year's Day: the first working day after it."""
    day = date(way.site.clock.now().year + 1, 1, 2)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return f"{day.day}. januar {day.year}"
