"""A child's page about herself, her needs and services: written on a phone, seen live, and by nobody else."""

from playwright.async_api import Browser, Locator, Page, expect

from tests.journeys.judging import judge
from tests.journeys.steps import at_plan, part, withdraw
from tests.site import Site

PHONE = {"viewport": {"width": 390, "height": 844}}
CALM, WISH, PARTNERS = "Syng den rolige sangen.", "Å komme inn hos alle.", "Skolen, om turdagene."


async def test_a_mother_tells_and_the_teacher_reads_it_in_a_minute(site: Site, browser: Browser) -> None:
    marte = await at_plan(site, browser, "marte", **PHONE)
    page = marte.page
    await withdraw(site, page, "silje", "about")
    kristin, silje = await at_plan(site, browser, "kristin"), await at_plan(site, browser, "silje")
    for person in (marte, kristin, silje):
        person.frames.received.clear()
    about, needs = part(site, page, "about"), part(site, page, "needs")
    # What helps when it is hard: a colour is chosen, and something must be said.
    form = await _open(about, "Hva hjelper når det er vanskelig?")
    await form.get_by_role("button", name="Lagre").click()
    await expect(form.get_by_text("Velg ett av valgene.", exact=True)).to_be_visible()
    await expect(form.get_by_text("Skriv noe her.", exact=True)).to_be_visible()
    await judge(page, "a card that says nothing, on a phone")
    await form.get_by_label("Hvor vanskelig er det?").select_option("yellow")
    await form.get_by_label("Det kan du gjøre").fill(CALM)
    await _save(about, form)
    teacher = part(site, kristin.page, "about")
    card = teacher.locator(".item.hard", has_text=CALM)
    await expect(card).to_contain_text("Gul: Det begynner å bli vanskelig")
    colours = await teacher.locator(".group-hard h4").all_inner_texts()
    assert [one.split(":")[0] for one in colours] == ["Grønn", "Gul", "Gul", "Rød"], "in their order"
    # A need is moved to where it belongs, on everybody's screen, when another part of life is chosen.
    form = await _open(needs, "Beskriv en del av livet")
    await form.get_by_label("Hva handler det om?").select_option("leisure")
    await form.get_by_label("Slik ønsker jeg det").fill(WISH)
    await _save(needs, form)
    theirs = part(site, kristin.page, "needs")
    await expect(theirs.locator(".group-need", has_text="Fritid")).to_contain_text(WISH)
    await needs.locator(".item.need", has_text=WISH).get_by_role("link", name="Endre Fritid").click()
    form = needs.locator(".editor")
    await form.get_by_label("Hva handler det om?").select_option("mobility")
    await _save(needs, form)
    await expect(theirs.locator(".group-need", has_text="Å komme seg rundt")).to_contain_text(WISH)
    await expect(theirs.locator(".group-need", has_text="Fritid")).to_have_count(0)
    form = await _open(needs, "Ny tjeneste")
    await form.get_by_label("Tjenesten", exact=True).fill("Støttekontakt")
    await form.get_by_label("Samarbeid med andre").select_option("necessary")
    await form.get_by_label("Hvem skal de samarbeide med, og om hva?").fill(PARTNERS)
    await _save(needs, form)
    service = theirs.locator(".group-service .item", has_text="Støttekontakt")
    await expect(service).to_contain_text("De må samarbeide")
    await expect(service).to_contain_text(PARTNERS)
    # The teacher may comment on the needs, and reads the rest on one page.
    await theirs.locator(".item.need", has_text=WISH).locator(".icon-comment").click()
    await theirs.get_by_role("textbox", name="Kommentar").fill("Vi prøver på onsdag.")
    await theirs.get_by_role("button", name="Lagre").click()
    await expect(needs).to_contain_text("Vi prøver på onsdag.")
    await teacher.get_by_role("link", name="Les det på én side, eller skriv det ut").click()
    await _read(kristin.page)
    await page.goto(kristin.page.url)
    await _read(page)
    await judge(page, "a page about her, on a phone")
    # Who lacks both learned nothing: not by push, by page, nor by any other address.
    for address in (kristin.page.url, f"{site.section('needs')}/page"):
        assert (await silje.page.request.get(address)).status == 404
    for told in (CALM, WISH, PARTNERS):
        assert told not in await silje.page.content()
        assert not any(told in frame for frame in silje.frames.received)
    for person in (marte, kristin, silje):
        assert not [one for one in person.errors if not any(code in one for code in ("404", "422"))]
        await person.context.close()


async def _open(section: Locator, link: str) -> Locator:
    await section.get_by_role("link", name=link).click()
    return section.locator(".editor")


async def _save(section: Locator, form: Locator) -> None:
    await form.get_by_role("button", name="Lagre").click()
    await expect(section.locator(".editor")).to_have_count(0)


async def _read(page: Page) -> None:
    """All of it on one page, in its order, with nothing to press."""
    main = page.locator("main")
    await expect(main.locator("h1")).to_have_text("Tiril Aasen Vollan")
    headings = await main.locator("h3").all_inner_texts()
    wanted = ["Viktig for meg", "Godt å vite om meg", "Slik kommuniserer jeg", "En dag med meg"]
    assert headings[1:] == [*wanted, "Når det er vanskelig"]
    assert await main.locator("button, form, .editor").count() == 0
