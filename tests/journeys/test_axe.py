"""Every page a person can reach passes axe, wide and at 320 px, light and dark, and fits its window.

The long form walks all of them, in both looks; many of them are judged in journeys of their own, too.
"""

from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from ipplan.gate.archiving import tend
from ipplan.page.info.texts import FORMS, laws
from ipplan.store.places import KEPT_FOR
from tests.journeys.judging import LOOKS, judge, look_at
from tests.page.before_birth import MOTHER, born, both_consent, expecting
from tests.page.cast import earlier_version, fresh_item
from tests.page.test_meetings import form as meeting_form
from tests.page.test_opening import decide
from tests.page.test_paper import register as register_sheet
from tests.page.test_polls import asked, suits
from tests.page.test_takeover import be_at, marte_goes_on
from tests.page.test_together import wish
from tests.page.test_unit import register
from tests.site import Person, Site


async def editors(page: Page, kinds: tuple[str, ...]) -> None:
    """Open an editor of each kind in place, and judge the page with all of them."""
    for number, kind in enumerate(kinds, start=1):
        await page.locator(f"article.{kind} > .item-view .edit-button").first.click()
        await expect(page.locator(".editor")).to_have_count(number)
    await judge(page, "editing one of each kind")
    await page.reload()


@pytest.fixture(params=LOOKS)
async def looks(request: pytest.FixtureRequest) -> dict[str, Any]:
    return LOOKS[request.param]


async def test_pages_of_who_decides(site: Site, browser: Browser, looks: dict[str, Any]) -> None:
    marte: Person = await site.person(browser, "marte", **looks)
    page, plan = marte.page, site.plan()
    await look_at(page, f"{site.address}/")
    await look_at(page, plan)
    await editors(page, ("text", "goal", "action", "responsibility", "hard", "need", "service"))
    await look_at(page, f"{site.section('about')}/page")
    for address in ("/sharing", "/deciding", "/log", "/people", "/sections/new", "/sections/closed"):
        await look_at(page, plan + address)
    await look_at(page, f"{plan}/receipts")
    await page.locator("a[href*='/receipts/']").first.click()
    await judge(page, "a receipt")
    await look_at(page, f"{plan}/proposals/{await _proposal(site)}")
    await page.get_by_role("button", name="Signer").click()
    await judge(page, "a proposal with nothing ticked")
    await look_at(page, plan)
    await look_at(page, site.section("health"))
    item = await _first_item(site)
    await look_at(page, f"{site.section('about')}/items/{item}/history")
    await look_at(page, f"{site.section('about')}/items/{item}/edit")
    await look_at(page, f"{site.section('leisure')}/items/new?kind=goal")
    await page.get_by_role("button", name="Lagre").click()
    await expect(page.locator("[aria-invalid]").first).to_be_visible()
    await judge(page, "a form with an error")


@pytest.mark.long
async def test_pages_of_others(site: Site, browser: Browser, looks: dict[str, Any]) -> None:
    berit: Person = await site.person(browser, "berit", **looks)
    await look_at(berit.page, site.plan())
    await look_at(berit.page, f"{site.address}/plans/new")
    await look_at(berit.page, f"{site.address}/plans/{uuid4()}", 404)
    await look_at(berit.page, f"{site.address}/calendar")
    await berit.page.get_by_role("button", name="Lag adressen").click()
    await judge(berit.page, "a secret address, just made")
    await look_at(berit.page, f"{site.address}/calendar")
    await berit.page.get_by_text("Lag en ny adresse").click()
    await judge(berit.page, "a secret address about to be made anew")
    wenche: Person = await site.person(browser, "wenche", **looks)
    await look_at(wenche.page, site.plan())
    await look_at(wenche.page, f"{site.plan()}/people")
    await look_at(wenche.page, f"{site.plan()}/proposals/new?package=fastlege")
    await wenche.page.get_by_role("button", name="Send forslaget").click()
    await judge(wenche.page, "a proposal with errors")
    await look_at(wenche.page, f"{site.address}/training")


async def test_pages_without_a_login(site: Site, browser: Browser, looks: dict[str, Any]) -> None:
    context = await browser.new_context(locale="nb-NO", **looks)
    page = await context.new_page()
    await look_at(page, f"{site.address}/")
    await look_at(page, f"{site.address}/info/fjordvik/nn/services")
    await look_at(page, f"{site.address}/invitations/{'0' * 64}")
    await look_at(page, f"{site.address}/login/callback?state=x", 400)
    await look_at(page, f"{site.address}/logout/done")
    await page.goto(f"{site.address}/login")
    await judge(page, "the demo provider's page")
    odd: Person = await site.person(browser, "odd", **looks)
    await judge(odd.page, "no account")
    await context.close()


async def _proposal(site: Site) -> str:
    """A proposal that waits for its answer."""
    client = await site.client("wenche")
    form = {
        "participant": str(site.world.accounts["sindre"]),
        "access-economy": "read",
        "period": "6m",
        "reason": "Til søknaden om hjelpemidler.",
    }
    assert (await client.post(f"{site.plan()}/proposals", data=form)).status_code == 303
    await client.aclose()
    return str((await site.world.sql("SELECT proposal_id FROM proposal"))[0][0])


async def _first_item(site: Site) -> str:
    section = site.world.sections["tiril"]["about"]
    rows = await site.world.sql(
        "SELECT item_id FROM item WHERE section_id = :s AND kind = 'text' LIMIT 1", s=section
    )
    return str(rows[0][0])


@pytest.mark.long
async def test_pages_of_an_owner_who_gives_a_mandate_and_puts_her_plan_to_rest(
    site: Site, browser: Browser, looks: dict[str, Any]
) -> None:
    roar = await site.person(browser, "roar", **looks)
    page, plan = roar.page, site.plan("roar")
    await look_at(page, f"{plan}/mandates/new")
    await page.get_by_role("button", name="Signer fullmakten").click()
    await judge(page, "a mandate with nothing filled in")
    await look_at(page, f"{plan}/deciding")
    for summary in await page.locator("main summary").all():
        await summary.click()
    await judge(page, "who decides, with everything open")
    await page.get_by_role("button", name="Trekk samtykket tilbake").first.click()
    await judge(page, "who decides in a plan at rest")
    for address in ("", "/sharing", "/people"):
        await look_at(page, plan + address)
    await roar.context.close()


@pytest.mark.long
async def test_pages_of_the_unit_and_of_two_who_decide_together(
    site: Site, browser: Browser, looks: dict[str, Any]
) -> None:
    unit = await site.person(browser, "ingeborg", **looks)
    await look_at(unit.page, f"{site.address}/unit")
    await look_at(unit.page, f"{site.address}/unit/training")
    await look_at(unit.page, f"{site.address}/unit/protection")
    await unit.page.get_by_role("button", name="Lagre").click()
    await judge(unit.page, "a protection with nothing filled in")
    room = f"{site.address}/unit/plans/{site.world.spaces['tiril']}"
    for owner in ("roar", "tiril"):
        await look_at(unit.page, f"{site.address}/unit/plans/{site.world.spaces[owner]}/mandates/new")
        await unit.page.get_by_role("button", name="Signer").click()
        await judge(unit.page, f"a mandate for {owner} with nothing filled in")
    await look_at(unit.page, room)
    await unit.page.get_by_text("Avslutt …").click()
    await judge(unit.page, "a mandate about to be ended")
    await unit.page.get_by_role("button", name="Avslutt fullmakten").click()
    client = await site.client("ingeborg")
    for name in ("marte", "thea"):
        assert (await register(client, site, name, alone="joint")).status_code == 303
    await client.aclose()
    client = await site.client("marte")
    assert (await wish(client, site, "read")).status_code == 303
    await client.aclose()
    marte, thea = [await site.person(browser, name, **looks) for name in ("marte", "thea")]
    await look_at(marte.page, f"{site.plan()}/sharing")
    await look_at(marte.page, f"{site.plan()}/deciding")
    await look_at(thea.page, site.plan())
    await thea.page.get_by_role("link", name="Les hva det er").click()
    await judge(thea.page, "what the other has signed")
    for person in (unit, marte, thea):
        await person.context.close()


@pytest.mark.long
async def test_pages_for_everybody_in_three_forms_and_the_units_catalogue(
    site: Site, browser: Browser, looks: dict[str, Any]
) -> None:
    context = await browser.new_context(locale="nb-NO", **looks)
    page = await context.new_page()
    for name in FORMS:
        for sheet in laws():
            await look_at(page, f"{site.address}/info/fjordvik/{name}/{sheet}")
    unit = await site.person(browser, "ingeborg", **looks)
    await look_at(unit.page, f"{site.address}/unit/services/new")
    await unit.page.get_by_role("button", name="Lagre").click()
    await judge(unit.page, "an entry with nothing filled in")
    await look_at(unit.page, f"{site.address}/unit/services")
    await unit.page.get_by_role("link", name="Avlastning").click()
    there = unit.page.url
    await unit.page.get_by_role("button", name="Ta den bort").click()
    await judge(unit.page, "a catalogue with an entry taken off")
    await look_at(unit.page, there)
    await unit.page.get_by_text("Tidligere utgaver").click()
    await judge(unit.page, "an entry with its earlier versions")
    await site.world.sql(
        "INSERT INTO municipality (municipality_id, name) VALUES ('4600', 'Åsvik') RETURNING 1"
    )
    site.clock.move(KEPT_FOR)
    await look_at(page, f"{site.address}/info?language=nn")
    await unit.context.close()
    await context.close()


@pytest.mark.long
async def test_pages_of_an_owner_without_electronic_id(
    site: Site, browser: Browser, looks: dict[str, Any]
) -> None:
    unit, plan = await site.person(browser, "ingeborg", **looks), site.plan("roar")
    room = f"{site.address}/unit/plans/{site.world.spaces['roar']}"
    await look_at(unit.page, room)
    await unit.page.get_by_text("Registrer …").click()
    await judge(unit.page, "about to be recorded")
    await unit.page.get_by_role("button", name="Signer at det er slik").click()
    grete = await site.person(browser, "grete", **looks)
    page = grete.page
    await look_at(page, f"{plan}/deciding")
    await look_at(page, f"{plan}/attestations/new")
    await (
        page.locator("main details", has=page.get_by_label("Økonomi")).first.locator("summary").first.click()
    )
    await page.get_by_label("Økonomi").first.select_option("read")
    await page.get_by_role("button", name="Lag arket").click()
    await judge(page, "a sheet with something missing")
    await page.get_by_label("Hvor lenge?").first.select_option("6m")
    await page.get_by_role("button", name="Lag arket").click()
    await judge(page, "a sheet to be printed")
    path = page.url.removeprefix(site.address)
    await page.get_by_role("button", name="Registrer og signer").click()
    await judge(page, "a sheet with nothing filled in")
    client = await site.client("grete")
    assert (await register_sheet(site, client, path)).status_code == 303
    await client.aclose()
    await look_at(page, site.address + path)
    for address in (room, f"{site.address}/unit/post"):
        await look_at(unit.page, address)
    leila = await site.person(browser, "leila", **looks)
    await look_at(leila.page, f"{plan}/assistance")
    await leila.page.get_by_role("button", name="Start økten").click()
    await judge(leila.page, "the box not ticked")
    await leila.page.get_by_label("sitter her sammen med meg").check()
    await leila.page.get_by_role("button", name="Start økten").click()
    await judge(leila.page, "a plan written in together")
    await look_at(leila.page, site.section("about", "roar"))
    roar = await site.person(browser, "roar", **looks)
    for address in ("/deciding", "/sharing", "/receipts"):
        await look_at(roar.page, plan + address)
    for person in (unit, grete, leila, roar):
        await person.context.close()


@pytest.mark.long
async def test_the_page_of_a_takeover(site: Site, browser: Browser, looks: dict[str, Any]) -> None:
    await marte_goes_on(site)
    be_at(site, -30)
    marte = await site.person(browser, "marte", **looks)
    await look_at(marte.page, f"{site.address}/")
    await look_at(marte.page, f"{site.plan()}/deciding")
    await marte.page.get_by_role("link", name="Gå gjennom det sammen").click()
    await judge(marte.page, "what is talked through before a takeover")
    await marte.context.close()


@pytest.mark.long
async def test_pages_of_coordination_and_of_a_space_before_a_birth(
    site: Site, browser: Browser, looks: dict[str, Any]
) -> None:
    own, beside = await expecting(site), await expecting(site, "coordination")
    await own.write(MOTHER, "home", "text", {"title": "", "body": "Leiligheten er for liten"})
    mother, unit = (
        await site.person(browser, MOTHER, **looks),
        await site.person(browser, "ingeborg", **looks),
    )
    mehmet = await site.person(browser, "mehmet", **looks)
    await look_at(mehmet.page, f"{site.address}/plans/new")
    await mehmet.page.get_by_role("button", name="Jeg samtykker").click()
    await judge(mehmet.page, "nothing chosen")
    for space in (own, beside):
        for address in ("", "/deciding", "/people", "/sharing"):
            await look_at(mother.page, space.address + address)
    room = f"{site.address}/unit/plans/{own.space_id}"
    for address in (f"{site.address}/unit", room, f"{room}/child/new"):
        await look_at(unit.page, address)
    await unit.page.get_by_role("button", name="Lag planen").click()
    await judge(unit.page, "a child's plan with nothing filled in")
    client = await site.client("ingeborg")
    plan = await born(site, client, own)
    await client.aclose()
    await look_at(mother.page, plan.address)
    await look_at(mother.page, f"{plan.address}/deciding")
    await both_consent(site, plan)
    await look_at(mother.page, f"{site.address}/")
    await look_at(mother.page, f"{own.address}/moving")
    await mother.page.get_by_role("button", name="Flytt det jeg").click()
    await judge(mother.page, "nothing ticked")
    await mother.page.get_by_label("Leiligheten er for liten").check()
    await mother.page.get_by_role("button", name="Flytt det jeg").click()
    await judge(mother.page, "something moved")
    await mother.page.goto(f"{own.address}/deciding")
    await mother.page.get_by_role("button", name="Stans alle varsler").click()
    await judge(mother.page, "who decides, without notices")
    await look_at(mother.page, f"{own.address}/people")
    for person in (mother, unit, mehmet):
        await person.context.close()


@pytest.mark.long
async def test_pages_of_a_plan_that_is_closed_and_of_its_archive(
    site: Site, browser: Browser, looks: dict[str, Any]
) -> None:
    marte, unit = [await site.person(browser, name, **looks) for name in ("marte", "ingeborg")]
    room = f"{site.address}/unit/plans/{site.world.spaces['tiril']}/closing"
    await look_at(unit.page, room)
    await unit.page.get_by_role("button", name="Avslutt planen").click()
    await judge(unit.page, "a closing by the unit with nothing filled in")
    await look_at(marte.page, f"{site.plan()}/export")
    await look_at(marte.page, f"{site.plan()}/closing")
    await marte.page.get_by_role("button", name="Avslutt planen").click()
    await judge(marte.page, "a closing without a yes")
    await marte.page.get_by_label("Ja, jeg vil avslutte").check()
    await marte.page.get_by_role("button", name="Avslutt planen").click()
    await judge(marte.page, "a plan that is closed")
    for address in (f"{site.plan()}/deciding", f"{site.address}/"):
        await look_at(marte.page, address)
    closed = f"{site.address}/unit/closed"
    await look_at(unit.page, closed)
    await look_at(unit.page, f"{closed}/{site.world.spaces['tiril']}")
    site.clock.move(site.world.house.gate.rules.copy_after_closing.time)
    assert await tend(site.world.house.gate) == 1
    unit = await site.person(browser, "ingeborg", **looks)
    await look_at(unit.page, f"{closed}/{site.world.spaces['tiril']}")
    await unit.page.get_by_role("button", name="Signer avgjørelsen").click()
    await judge(unit.page, "a decision with nothing filled in")
    client = await site.client("ingeborg")
    assert (await decide(client, site)).status_code == 303
    await client.aclose()
    await look_at(unit.page, f"{closed}/{site.world.spaces['tiril']}")
    solveig = await site.person(browser, "solveig", **looks)
    await judge(solveig.page, "a front page with a copy")
    await solveig.page.get_by_role("link", name="Kopi av planen").click()
    await judge(solveig.page, "a copy out of an archive")
    for person in (marte, unit, solveig):
        await person.context.close()


@pytest.mark.long
async def test_the_page_of_a_history_with_a_text_to_strike_and_one_struck(
    site: Site, browser: Browser, looks: dict[str, Any]
) -> None:
    item = await fresh_item(site, "tiril", "health")
    await earlier_version(site, "tiril", "health", item)
    marte = await site.person(browser, "marte", **looks)
    await look_at(marte.page, f"{site.section('health')}/items/{item}/history")
    await marte.page.get_by_text("Slett denne teksten for godt …").click()
    await judge(marte.page, "a text about to be struck")
    await marte.page.get_by_role("button", name="Slett teksten for godt").click()
    await judge(marte.page, "striking without a reason")
    await marte.page.get_by_label("Den er feil").check()
    await marte.page.get_by_role("button", name="Slett teksten for godt").click()
    await judge(marte.page, "a text that is struck")
    await marte.context.close()


@pytest.mark.long
async def test_pages_of_polls_series_and_a_next_meeting(
    site: Site, browser: Browser, looks: dict[str, Any]
) -> None:
    marte = await site.client("marte")
    poll = await asked(site, marte, ("leila", "marte", "sindre"))
    waiting = await asked(site, await site.client("wenche"), ("leila",))
    for name, words in (("leila", ("yes", "no", "maybe")), ("sindre", ("no", "yes", "yes"))):
        answer = await (await site.client(name)).post(f"{poll}/answers", data=suits(*words))
        assert answer.status_code == 303
    wenche = await site.client("wenche")
    sent = meeting_form(site, ("leila", "marte"), repeat="4w", times="3")
    proposed = await wenche.post(f"{site.plan()}/meetings", data=sent)
    mother, leila = [await site.person(browser, name, **looks) for name in ("marte", "leila")]
    page = mother.page
    for address in ("/meetings", "/polls/new", "/meetings/new"):
        await look_at(page, site.plan() + address)
    await page.goto(f"{site.plan()}/polls/new")
    await page.get_by_text("Flere forslag").click()
    await page.get_by_role("button", name="Spør dem").click()
    await judge(page, "a poll with nothing filled in")
    for address in (poll, waiting):
        await look_at(page, site.address + address.removeprefix(site.address))
    await page.get_by_text("Trekk forslaget").click()
    await judge(page, "a poll about to be ended")
    await look_at(leila.page, site.address + poll.removeprefix(site.address))
    series = site.address + proposed.headers["location"].removeprefix(site.address)
    await look_at(page, series)
    await page.get_by_text("Vis alle datoene").click()
    await judge(page, "a series that waits")
    await page.get_by_role("button", name="Ja til alle, kall inn").click()
    await page.get_by_text("Avlys møtet").click()
    await judge(page, "a series about to be cancelled")
    await look_at(page, f"{series}/edit")
    await look_at(page, f"{series}/next")
    assert (await marte.post(f"{poll}/ending")).status_code == 303
    for person in (mother, leila):
        await look_at(person.page, site.address + poll.removeprefix(site.address))
        await person.context.close()
