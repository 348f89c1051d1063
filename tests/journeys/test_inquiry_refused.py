"""The second journey of the coordinating unit: refused, complained about; sent on, or decided anew.

The clock runs over the real days of 2029 and 2030: Easter, 1 and 17 May, Whitsun and Christmas lengthen what
ends in them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from playwright.async_api import Browser, Page, expect

from ipplan.clock import OSLO
from ipplan.gate.unit import appoint
from ipplan.job.case_deadlines import notice_deadlines
from tests.journeys.judging import judge
from tests.letter.papers import flat, is_accessible, words_of
from tests.page.casework import CONDITIONS, set_up
from tests.site import Person, Site
from tests.world import LEVEL, PEOPLE

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
HARD = "Ingen vet hva de andre gjør, og jeg må fortelle alt på nytt."
NOTE = "Ringte fastlegen, hun vet ikke mer enn oss."
ASSESSED = "Vi ser bare hjemmesykepleien."
NO_COORDINATOR, NO_PLAN = "Du får hjelp frå éi teneste.", "Ei teneste treng ingen plan."
WORDS = "<b>Dere</b> har ikke regnet med fysioterapeuten.\nOg ikke med NAV."
MORE = "Her er brevet fra NAV: vedtak om arbeidsavklaring."
STANDS = "Fysioterapeuten er privat. Vi ser framleis berre éi teneste."
LATE = "Jeg lå på sykehus fra midten av desember."
GOVERNOR = "Statsforvaltaren i Vestland"


@dataclass
class Stage:
    """The site on a day, and who is at a screen."""

    site: Site
    browser: Browser
    unit: Person
    person: Person

    async def at(self, year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> None:
        """Move the clock to that time in Oslo, and let both log in anew."""
        moment = datetime(year, month, day, hour, minute, tzinfo=OSLO)
        self.site.clock.move(moment - self.site.clock.now())

    async def in_again(self, person: Person, name: str) -> Page:
        await person.context.clear_cookies()
        await person.page.goto(f"{self.site.address}/login?hint=testid:{PEOPLE[name]['pid']}_{LEVEL}")
        return person.page


async def begun(site: Site, browser: Browser, day: date, name: str) -> Stage:
    """The unit employs Ingeborg on that day; she and the person are at their screens."""
    site.clock.move(datetime(day.year, day.month, day.day, 9, tzinfo=OSLO) - site.clock.now())
    world = site.world
    async with world.house.database.begin() as tx:
        await appoint(tx, world.house.gate.signer, world.accounts["ingeborg"], "fjordvik", site.clock.now())
    unit, person = await site.person(browser, "ingeborg", **DESK), await site.person(browser, name, **PHONE)
    return Stage(site, browser, unit, person)


async def test_refused_complained_about_with_a_part_of_the_plan_and_sent_on_to_the_county_governor(
    site: Site, browser: Browser
) -> None:
    await set_up(site, letter_language="nn", county_governor=GOVERNOR, second_approver=False)
    stage = await begun(site, browser, date(2029, 3, 1), "roar")
    unit, roar = stage.unit.page, stage.person.page
    await inquire(stage, roar)
    # Four weeks end on Maundy Thursday: the first working day after Easter is the last.
    await expect(roar.locator("main")).to_contain_text("tirsdag 3. april 2029")
    path = await taken(stage, unit, "Roar Myklebust")
    await expect(unit.locator("main")).to_contain_text("Frist tirsdag 3. april 2029")

    await stage.at(2029, 3, 21)
    assert await notice_deadlines(site.world.house.gate) == 0
    await stage.at(2029, 3, 22)
    assert await notice_deadlines(site.world.house.gate) == 1, "five working days ahead, Easter not counted"
    await stage.in_again(stage.unit, "ingeborg")
    await unit.goto(f"{site.address}/unit/cases")
    await expect(unit.locator(".case-card.near", has_text="Roar Myklebust")).to_contain_text("12 dager igjen")
    await unit.goto(site.address + path)
    await unit.get_by_role("link", name="Send foreløpig svar").click()
    await unit.get_by_label("Hvorfor tar det lengre tid?").fill("Vi ventar på fysioterapeuten.")
    await unit.get_by_label("Ny frist").fill("2029-05-01")
    await unit.get_by_role("button", name="Send svaret").click()
    await expect(unit.locator("main")).to_contain_text("Ny frist: onsdag 2. mai 2029")
    await stage.in_again(stage.person, "roar")
    await own_case(stage, roar)
    await expect(roar.locator("main")).to_contain_text("onsdag 2. mai 2029")
    await roar.get_by_role("link", name="Førebels svar").first.click()
    await expect(roar.locator("article")).to_contain_text("Du skulle ha fått svar seinast 3. april 2029.")

    await stage.at(2029, 4, 19)
    await stage.in_again(stage.unit, "ingeborg")
    await refuse(stage, unit, path)
    await stage.in_again(stage.person, "roar")
    await own_case(stage, roar)
    # 17 May is in the way of nothing here: four weeks end on the Thursday that it is, and so on the Friday.
    await expect(roar.locator("main")).to_contain_text("fredag 18. mai 2029")
    await roar.get_by_role("link", name="Avgjerd i saka di").first.click()
    letter = roar.locator("article")
    for said in (NO_COORDINATOR, NO_PLAN, "Koordinator: avslått", "Individuell plan: avslått", "4 veker"):
        await expect(letter).to_contain_text(said)
    await expect(letter).to_contain_text("To eller fleire tenester må samordnast")
    await expect(letter).not_to_contain_text(ASSESSED)
    await expect(letter).to_have_attribute("lang", "nn")

    await stage.at(2029, 5, 18, 23, 40)
    await stage.in_again(stage.person, "roar")
    await own_case(stage, roar)
    await roar.get_by_role("link", name="Klag på avgjørelsen").click()
    await complain(stage, roar)
    await expect(roar.locator("main")).to_contain_text("fredag 15. juni 2029")
    await expect(roar.locator("#own-complaint")).to_be_visible()
    await roar.get_by_text("Skriv mer om klagen").click()
    await roar.get_by_label("Det du vil legge til").fill(MORE)
    await roar.get_by_role("button", name="Legg til").click()
    await expect(roar.locator("main")).to_contain_text(MORE)

    await stage.at(2029, 6, 8)
    assert await notice_deadlines(site.world.house.gate) == 1, "of a complaint as of a case"
    await stage.in_again(stage.unit, "ingeborg")
    await reconsider(stage, unit, path)
    await uphold(stage, unit, path)
    made = await unit.request.get(f"{site.address}{path}/complaint/bundle.pdf")
    bundle_is_whole(await made.body())
    await unit.get_by_role("button", name="Klagen er sendt videre").click()
    await expect(unit.get_by_role("heading", name="Hos statsforvalteren")).to_be_visible()
    await stage.in_again(stage.person, "roar")
    await own_case(stage, roar)
    await expect(roar.locator("main")).to_contain_text("Klagen er sendt til statsforvalteren")
    await expect(roar.get_by_role("link", name="Klaga er send til").first).to_be_visible()
    await expect(roar.get_by_role("button", name="Ta tilbake")).to_have_count(0)

    await stage.at(2029, 9, 3)
    await stage.in_again(stage.unit, "ingeborg")
    await unit.goto(site.address + path)
    await unit.get_by_role("link", name="Registrer svaret fra statsforvalteren").click()
    await unit.get_by_label("Statsforvalteren er enig med kommunen").check()
    await unit.get_by_label("Hva de skriver, kort").fill("Avgjerda blir ståande.")
    await unit.get_by_role("button", name="Registrer svaret").click()
    await expect(unit.locator("main")).to_contain_text("Avgjerda blir ståande.")
    await stage.in_again(stage.person, "roar")
    await own_case(stage, roar)
    await expect(roar.locator("main")).to_contain_text("Statsforvalteren er enig med kommunen")
    await expect(roar.get_by_role("link", name="Klag på avgjørelsen")).to_have_count(0)
    for person in (stage.unit, stage.person):
        assert person.errors == []
        await person.context.close()


async def test_a_complaint_after_christmas_is_late_and_heard_all_the_same_and_decided_anew(
    site: Site, browser: Browser
) -> None:
    await set_up(site, county_governor=GOVERNOR, second_approver=False)
    stage = await begun(site, browser, date(2029, 11, 12), "leila")
    unit, leila = stage.unit.page, stage.person.page
    await inquire(stage, leila)
    await expect(leila.locator("main")).to_contain_text("mandag 10. desember 2029")
    path = await taken(stage, unit, "Leila Hosseini")
    await stage.at(2029, 11, 27)
    await stage.in_again(stage.unit, "ingeborg")
    await refuse(stage, unit, path)

    await stage.at(2029, 12, 28)
    await stage.in_again(stage.person, "leila")
    await own_case(stage, leila)
    # Four weeks end on Christmas Day: the 27th is the first working day after it.
    await expect(leila.locator("main")).to_contain_text("torsdag 27. desember 2029")
    await leila.get_by_role("link", name="Klag på avgjørelsen").click()
    await leila.get_by_label("Skriv hva du klager på").fill(WORDS)
    await leila.get_by_role("button", name="Send klagen").click()
    await expect(leila.locator("#late_reason-error")).to_contain_text("Fristen er gått ut")
    await expect(leila.get_by_label("Skriv hva du klager på")).to_have_value(WORDS)
    await leila.get_by_label("Hvorfor kommer klagen etter fristen?").fill(LATE)
    await leila.get_by_role("button", name="Send klagen").click()
    await expect(leila.locator("main")).to_contain_text("fredag 25. januar 2030")
    await expect(leila.locator("main")).to_contain_text("Kom etter fristen, som var 27. desember 2029")

    await stage.at(2030, 1, 10)
    await stage.in_again(stage.unit, "ingeborg")
    await unit.goto(f"{site.address}{path}/complaint")
    await expect(unit.locator("main")).to_contain_text(LATE)
    await unit.get_by_role("link", name="Endre vurderingen").click()
    await assess(unit, "yes", "Nytt brev fra NAV: to tjenester.")
    await unit.goto(f"{site.address}{path}/complaint")
    await unit.get_by_role("link", name="Skriv en ny avgjørelse").click()
    await unit.get_by_label("Hvorfor gjør dere om avgjørelsen?").fill("Du har fått hjelp fra NAV også.")
    await decide(unit, "granted", "Du får hjelp fra to tjenester.", "Planen samler hjelpen.")
    await expect(unit.locator("article")).to_contain_text("klagen vi fikk 28. desember 2029")
    await unit.get_by_role("button", name="Avgjør saken og send brevet").click()
    await expect(unit.locator("main")).to_contain_text("Åpne kontoer og lag plan")
    await unit.get_by_role("link", name="Les klagen").click()
    await expect(unit.get_by_role("heading", name="Den nye avgjørelsen")).to_be_visible()
    rows = await site.world.sql("SELECT state, complaint_outcome FROM case_file WHERE plan = 'granted'")
    assert [tuple(row) for row in rows] == [("decided", "changed")]
    await stage.in_again(stage.person, "leila")
    await own_case(stage, leila)
    await leila.get_by_role("link", name="Vi har endret avgjørelsen").first.click()
    for said in ("Du har fått hjelp fra NAV også.", "Koordinator: innvilget", "Individuell plan: innvilget"):
        await expect(leila.locator("article")).to_contain_text(said)
    for person in (stage.unit, stage.person):
        assert [one for one in person.errors if "422" not in one] == []
        await person.context.close()


async def inquire(stage: Stage, page: Page) -> None:
    """The person herself writes an inquiry, and sends it."""
    await page.goto(stage.site.address)
    await page.get_by_role("link", name="Søk om koordinator eller plan").first.click()
    await page.get_by_label("Meg selv").check()
    await page.get_by_label("Tjeneste 1", exact=True).fill("Hjemmesykepleien")
    await page.get_by_label("Hva er vanskelig nå").fill(HARD)
    await page.get_by_label("En koordinator og en individuell plan").check()
    await page.get_by_label("Telefon", exact=True).first.fill("990 00 010")
    await page.get_by_role("group", name="Hva er best?").get_by_label("Telefon").check()
    await page.get_by_role("button", name="Send inn").click()
    await expect(page.get_by_text("Henvendelsen er sendt")).to_be_visible()


async def taken(stage: Stage, page: Page, whose: str) -> str:
    """Ingeborg takes it from the inbox; its address."""
    await page.goto(f"{stage.site.address}/unit/cases")
    await page.locator(".case-card", has_text=whose).get_by_role("button", name="Ta saken").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(whose)
    return page.url.removeprefix(stage.site.address)


async def own_case(stage: Stage, page: Page) -> None:
    """One's own case, from the front page."""
    await page.goto(stage.site.address)
    await page.get_by_role("link", name="Henvendelsen din").first.click()


async def refuse(stage: Stage, page: Page, path: str) -> None:
    """Assess, write, look, send."""
    await page.goto(stage.site.address + path)
    await page.get_by_role("link", name="Vurder saken").click()
    await assess(page, "no", ASSESSED)
    await page.get_by_role("link", name="Skriv avgjørelsen").click()
    await decide(page, "refused", NO_COORDINATOR, NO_PLAN)
    await page.get_by_role("button", name="Avgjør saken og send brevet").click()
    await expect(page.get_by_role("heading", name="Neste steg")).to_be_visible()


async def assess(page: Page, met: str, why: str) -> None:
    for name in CONDITIONS[:2]:
        await page.locator(f"[name=met-{name}][value={met}]").check()
        await page.locator(f"[name=reason-{name}]").fill(why)
    await page.get_by_role("button", name="Lagre vurderingen").click()


async def decide(page: Page, outcome: str, coordinator: str, plan: str) -> None:
    for part, why in (("coordinator", coordinator), ("plan", plan)):
        await page.locator(f"[name=outcome-{part}][value={outcome}]").check()
        await page.locator(f"[name=reason-{part}]").fill(why)
    await page.get_by_role("button", name="Se brevet").click()


async def complain(stage: Stage, page: Page) -> None:
    """With one part of the plan; half of it is written before the browser is closed."""
    words = page.get_by_label("Skriv hva du klager på")
    await words.fill(WORDS)
    async with page.expect_response(lambda one: "attach-" in (one.request.post_data or "")):
        await page.get_by_label("Helsa").check()
    await expect(page.locator(".draft-state")).to_contain_text("tatt vare på")
    await page.goto(stage.site.address)
    await page.go_back()
    await page.reload()
    await expect(words).to_have_value(WORDS)
    await expect(page.get_by_label("Helsa")).to_be_checked()
    await page.get_by_label("Hva skal bli annerledes?").fill("En koordinator.")
    await judge(page, "a complaint")
    await page.get_by_role("button", name="Send klagen").click()
    await expect(page.get_by_role("heading", name="Klagen", exact=True)).to_be_visible()


async def reconsider(stage: Stage, page: Page, path: str) -> None:
    """What Ingeborg finds: the deadline, the complaint, what was attached and nothing else of the plan."""
    await page.goto(f"{stage.site.address}/unit/cases")
    await expect(page.locator(".case-card.near", has_text="Roar Myklebust")).to_contain_text("Klage")
    await expect(page.locator(".case-card.near")).to_contain_text("Frist fredag 15. juni 2029")
    await page.locator(".case-card.near").get_by_role("link", name="Roar Myklebust").click()
    await expect(page.locator("main")).to_contain_text("Klagen skal være gjort om")
    await page.get_by_label("Skriv et notat").fill(NOTE)
    await page.get_by_role("button", name="Lagre notatet").click()
    await page.get_by_role("link", name="Vurder klagen").click()
    await expect(page.locator(".kept").first).to_have_text(WORDS)
    await page.get_by_text("Lagt ved fra planen").click()
    await expect(page.locator("details", has_text="Lagt ved fra planen")).to_contain_text("Helsa")
    await judge(page, "the unit's page of a complaint")


async def uphold(stage: Stage, page: Page, path: str) -> None:
    """The letter is shown, and sent."""
    await page.get_by_label("Hvorfor?").fill(STANDS)
    await page.get_by_role("button", name="Vis brevet").click()
    await expect(page.locator("article")).to_contain_text(STANDS)
    await expect(page.locator("article")).to_contain_text(GOVERNOR)
    await expect(page.locator("article")).to_contain_text("Vedlegg til klaga: frå planen")
    await page.get_by_role("button", name="Send brevet").click()
    await expect(page.get_by_role("heading", name="Send klagen videre")).to_be_visible()


def bundle_is_whole(made: bytes) -> None:
    """Every paper, in order, and nothing of the unit's own."""
    number = "2029/1"
    assert is_accessible(made, language="nn", title=f"Klagesak {number} til {GOVERNOR}")
    said = words_of(made)
    parts = (HARD, "ventar på fysioterapeuten", NO_COORDINATOR, NO_PLAN, flat(WORDS), MORE, STANDS)
    assert [part for part in parts if part not in said] == []
    places = [said.rindex(part) for part in parts]
    assert places == sorted(places), "in the order in which they came to be"
    assert "Jeg vil snakke så folk skjønner meg" in said, "of the part of the plan that was ticked"
    for own in (NOTE, ASSESSED, "Huset og hverdagen", "Sjøen og fritida"):
        assert own not in said
