"""A school plan as a file: added on a telephone, at once on the teacher's screen, not there for a third."""

from pathlib import Path

from playwright.async_api import Browser, FilePayload, Page, expect

from tests.journeys.judging import judge
from tests.journeys.steps import at_plan, more_rooms
from tests.page.sending import paper, picture
from tests.site import Site

PHONE = {"viewport": {"width": 390, "height": 844}}
AUTUMN, SPRING = "Skoleplan høst.pdf", "Skoleplan vår.pdf"


async def test_two_share_a_file_and_a_third_never_learns_of_it(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    marte = await at_plan(site, browser, "marte", **PHONE)
    kristin = await at_plan(site, browser, "kristin")
    berit = await at_plan(site, browser, "berit")
    page, school = marte.page, kristin.page
    work = f"#live-section-{site.world.sections['tiril']['work']}"
    for person in (kristin, berit):
        person.frames.received.clear()
    await (await more_rooms(page)).get_by_role("link", name="Filer", exact=True).click()
    await page.get_by_text("Legg til en fil").click()
    await judge(page, "where a file is to be put")
    await page.get_by_role("link", name="Skolen min").click()
    await page.get_by_role("button", name="Lagre").click()
    await expect(page.get_by_text("Velg en fil.", exact=True)).to_be_visible()
    await judge(page, "a file that was not chosen")
    await page.get_by_label("Hva er det?").select_option("Skoleplan")
    await page.get_by_label("Merknad").fill("Gjelder fra skolestart.")
    await page.get_by_label("Filen").set_input_files(_file(AUTUMN, paper(2)))
    await page.get_by_role("button", name="Lagre").click()
    card = page.locator(".file-card")
    await expect(card).to_contain_text("Skoleplan høst")
    await expect(card.get_by_role("img", name="Lite bilde av Skoleplan høst")).to_be_visible()
    await judge(page, "the room of files, on a phone")
    # The teacher has it on her screen at once, and fetches it; she puts a newer one in its place.
    shown = school.locator(f"{work} .item.document")
    await expect(shown).to_contain_text("Gjelder fra skolestart.")
    assert await _fetched(school, "Last ned Skoleplan høst.pdf", tmp_path) == AUTUMN
    await judge(school, "a plan with a file in it")
    await shown.locator("summary").click()
    await shown.get_by_role("link", name="Legg inn en ny utgave").click()
    await school.get_by_label("Filen").set_input_files(_file(SPRING, paper(3)))
    await school.get_by_role("button", name="Lagre").click()
    await expect(school.locator(f"{work} .item.document")).to_contain_text(SPRING)
    await page.reload()
    await page.get_by_role("link", name="utgave 2, se de tidligere").click()
    assert await _fetched(page, "Skoleplan høst.pdf", tmp_path) == AUTUMN
    await judge(page, "the history of a file, on a phone")
    # A picture of her, for all who may read about her.
    await page.goto(f"{site.section('about')}/files/new?kind=photo")
    await page.get_by_label("Hva er på bildet?").fill("Tiril ler i bassenget")
    await page.get_by_label("Bildet", exact=True).set_input_files(_file("tiril.jpg", picture()))
    await judge(page, "the form for a photo")
    await page.get_by_role("button", name="Lagre").click()
    about = f"#live-section-{site.world.sections['tiril']['about']}"
    for each in (page, school, berit.page):
        first = each.locator(f"{about} .item").first
        await expect(first.get_by_role("img", name="Tiril ler i bassenget")).to_be_visible()
    await judge(berit.page, "the photo at the top of what is about her")
    # The third has read what came after, and so would have had all that came before.
    assert not any("Skoleplan" in frame for frame in berit.frames.received)
    await berit.page.get_by_role("link", name="Filer", exact=True).click()
    await expect(berit.page.locator("main")).not_to_contain_text("Skoleplan")
    item = await site.world.sql("SELECT item_id FROM item WHERE kind = 'document'")
    for door in ("file", "picture"):
        answer = await berit.page.request.get(f"{site.section('work')}/items/{item[0][0]}/{door}")
        assert answer.status == 404
    for person in (marte, kristin, berit):
        assert not [one for one in person.errors if "404" not in one and "422" not in one], person.errors
        await person.context.close()


def _file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


async def _fetched(page: Page, link: str, folder: Path) -> str:
    """Fetch a file by its link; its name as the browser keeps it."""
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name=link).click()
    download = await waiting.value
    await download.save_as(folder / "fetched")
    assert (folder / "fetched").read_bytes().startswith(b"%PDF")
    return download.suggested_filename
