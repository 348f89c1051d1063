"""Writing in place: drafts, saving, undo, two at once, pushes while one types; and without scripts."""

import pytest
from playwright.async_api import Browser, Locator, Page, Response, Route, expect

from tests.journeys.steps import at_plan, part
from tests.site import Person, Site


async def open_first_text(site: Site, page: Page, area: str) -> tuple[str, Locator]:
    """Open the editor of the section's first text; its item's id, and the editor."""
    article = part(site, page, area).locator("article.text").first
    item = (await article.get_attribute("id") or "").removeprefix("item-")
    await article.locator(".edit-button").first.click()
    editor = page.locator(f"#edit-{item}")
    await expect(editor.locator("textarea[name=body]")).to_be_visible()
    return item, editor


def kept(answer: Response, words: str) -> bool:
    """Whether this is the answer to an autosave of ``words``."""
    return answer.ok and answer.url.endswith("/draft") and words in (answer.request.post_data or "")


async def save(editor: Locator) -> None:
    await editor.get_by_role("button", name="Lagre").click()


@pytest.mark.alone
async def test_a_text_is_kept_as_a_draft_while_typing_and_found_again(site: Site, browser: Browser) -> None:
    marte = (await at_plan(site, browser, "marte")).page
    item, editor = await open_first_text(site, marte, "about")
    async with marte.expect_response(lambda answer: kept(answer, "Halvskrevet")):
        await editor.locator("textarea[name=body]").press_sequentially("Halvskrevet ", delay=5)
    await expect(editor.locator(".draft-state")).to_contain_text("tatt vare på")
    await marte.reload()
    await expect(part(site, marte, "about")).not_to_contain_text("Halvskrevet")
    _, again = await open_first_text(site, marte, "about")
    await expect(again).to_contain_text("Dette er utkastet ditt")
    assert "Halvskrevet" in await again.locator("textarea[name=body]").input_value()
    await again.get_by_role("button", name="Avbryt").click()
    await expect(marte.locator(f"#edit-{item}.editor")).to_have_count(0)
    _, fresh = await open_first_text(site, marte, "about")
    assert "Halvskrevet" not in await fresh.locator("textarea[name=body]").input_value()


async def test_who_has_saved_goes_on_at_what_she_wrote(site: Site, browser: Browser) -> None:
    marte = (await at_plan(site, browser, "marte")).page
    item, editor = await open_first_text(site, marte, "about")
    await editor.locator("textarea[name=body]").fill("Liker regn.")
    await editor.get_by_role("button", name="Lagre").press("Enter")
    await expect(marte.locator(f"#item-{item} .edit-button").first).to_be_focused()
    await part(site, marte, "about").get_by_role("link", name="Tekst", exact=False).last.press("Enter")
    fresh = part(site, marte, "about").locator(".editor")
    made = await fresh.locator("input[name=item]").input_value()
    await fresh.locator("textarea[name=body]").fill("Liker snø også.")
    await fresh.get_by_role("button", name="Lagre").press("Enter")
    await expect(marte.locator(f"#item-{made} .edit-button").first).to_be_focused()


async def test_a_save_can_be_undone_from_the_toast(site: Site, browser: Browser) -> None:
    marte = (await at_plan(site, browser, "marte")).page
    item, editor = await open_first_text(site, marte, "about")
    before = await editor.locator("textarea[name=body]").input_value()
    await editor.locator("textarea[name=body]").fill("Noe helt annet")
    await save(editor)
    article = marte.locator(f"#item-{item}")
    await expect(article).to_contain_text("Noe helt annet")
    await marte.locator("#toast").get_by_role("button", name="Angre").click()
    await expect(article).to_contain_text(before.split("\n")[0][:40])
    await marte.goto(f"{site.section('about')}/items/{item}/history")
    await expect(marte.locator(".versions > li")).to_have_count(3)
    await expect(marte.locator(".versions")).to_contain_text("Noe helt annet")


async def test_closing_is_not_deleting(site: Site, browser: Browser) -> None:
    marte = (await at_plan(site, browser, "marte")).page
    article = part(site, marte, "home").locator("article.goal").first
    item = await article.get_attribute("id") or ""

    async def after_the_push(route: Route) -> None:
        """The push may come before the answer and take the pressed button away: the answer counts."""
        answer = await route.fetch(max_redirects=0)
        await expect(marte.locator(f"#{item}")).to_have_count(0)
        await route.fulfill(response=answer)

    await marte.route("**/closure", after_the_push)
    await article.locator("details.menu > summary").first.click()
    await article.locator(".menu-list").first.get_by_role("button", name="Lukk").click()
    await expect(marte.locator(f"#{item}")).to_have_count(0)
    await marte.locator("#toast").get_by_role("button", name="Angre").click()
    await expect(marte.locator(f"#{item}")).to_be_visible()


async def test_two_who_edit_the_same_both_keep_their_words(site: Site, browser: Browser) -> None:
    marte, wenche = (
        (await at_plan(site, browser, "marte")).page,
        (await at_plan(site, browser, "wenche")).page,
    )
    item, hers = await open_first_text(site, marte, "needs")
    _, theirs = await open_first_text(site, wenche, "needs")
    await theirs.locator("textarea[name=body]").fill("Wenche skrev dette.")
    await hers.locator("textarea[name=body]").fill("Marte skrev dette.")
    await save(theirs)
    await expect(wenche.locator(f"#item-{item} .item-view")).to_contain_text("Wenche skrev dette.")
    await save(hers)
    conflict = marte.locator(f"#edit-{item}")
    await expect(conflict.get_by_role("alert")).to_contain_text("Wenche Dahl")
    await expect(conflict.locator("[data-text=theirs]", has_text="Wenche skrev dette.")).to_be_visible()
    await expect(conflict.locator("[data-text=mine]", has_text="Marte skrev dette.")).to_be_visible()
    # The editor decides; what she does not choose stays as a version.
    await conflict.locator("textarea[name=body]").fill("Wenche og Marte skrev dette.")
    await save(conflict)
    for page in (marte, wenche):
        await expect(page.locator(f"#item-{item} .item-view")).to_contain_text("Wenche og Marte skrev dette.")
    await marte.goto(f"{site.section('needs')}/items/{item}/history")
    for words in ("Wenche skrev dette.", "Marte skrev dette.", "Wenche og Marte skrev dette."):
        await expect(marte.locator(".versions")).to_contain_text(words)
    await expect(marte.locator(".versions")).to_contain_text("Tatt vare på, ikke valgt")


async def test_a_push_never_disturbs_who_is_writing(site: Site, browser: Browser) -> None:
    marte, wenche = (
        (await at_plan(site, browser, "marte")).page,
        (await at_plan(site, browser, "wenche")).page,
    )
    item, editor = await open_first_text(site, marte, "needs")
    box = editor.locator("textarea[name=body]")
    await box.fill("Jeg skriver her")
    await box.evaluate("box => { box.focus(); box.setSelectionRange(5, 8); }")
    _, other = await open_first_text(site, wenche, "needs")
    await other.locator("textarea[name=body]").fill("Endret av Wenche")
    await save(other)
    # The push arrived: what is not being edited is new.
    await expect(marte.locator(f"#item-{item} .item-view")).to_contain_text("Endret av Wenche")
    assert await box.input_value() == "Jeg skriver her"
    assert await box.evaluate(
        "box => [document.activeElement === box, box.selectionStart, box.selectionEnd]"
    ) == [
        True,
        5,
        8,
    ]
    # Even when what one writes in is closed by somebody else, the words stay on the screen.
    article = wenche.locator(f"#item-{item}")
    await article.locator("details.menu > summary").first.click()
    await article.locator(".menu-list").first.get_by_role("button", name="Lukk").click()
    await expect(marte.locator(f"#item-{item}")).to_have_count(0)
    kept = marte.locator(f"#edit-{item} textarea[name=body]")
    await expect(kept).to_be_visible()
    assert await kept.input_value() == "Jeg skriver her"
    assert await kept.evaluate("box => [document.activeElement === box, box.selectionStart]") == [True, 5]


async def test_a_responsibility_is_asked_and_answered_live(site: Site, browser: Browser) -> None:
    marte, sindre = (
        (await at_plan(site, browser, "marte")).page,
        (await at_plan(site, browser, "sindre")).page,
    )
    action = part(site, marte, "health").locator("article.action.nobody").first
    item = await action.get_attribute("id")
    await action.get_by_role("link", name="Spør noen om å ta ansvar").click()
    editor = action.locator(".editor")
    await editor.locator("[name=title]").fill("Ringe sykehuset")
    await editor.locator("[name=responsible_id]").select_option(str(site.world.accounts["sindre"]))
    await save(editor)
    await expect(marte.locator(f"#{item}.nobody")).to_have_count(0)
    asked = sindre.locator(".asked-one", has_text="Ringe sykehuset")
    await asked.get_by_text("Nei, jeg kan ikke").click()
    await asked.locator("textarea[name=reason]").fill("Det må legen gjøre.")
    await asked.get_by_role("button", name="Svar nei").click()
    await expect(asked).to_have_count(0)
    await expect(marte.locator(f"#{item}.nobody")).to_contain_text("Det må legen gjøre.")


@pytest.fixture
async def plain(site: Site, browser: Browser) -> Person:
    """Somebody whose browser runs no scripts."""
    return await site.person(browser, "marte", java_script_enabled=False)


async def test_forms_work_without_scripts(site: Site, plain: Person) -> None:
    page = plain.page
    await page.goto(site.plan())
    section = part(site, page, "leisure")
    await section.get_by_role("link", name="Nytt mål").last.click()
    await page.get_by_role("button", name="Lagre").click()
    await expect(page.locator(".ds-validation-message")).to_contain_text("Skriv noe her")
    await page.locator("[name=title]").fill("Jeg vil lære å svømme")
    await page.get_by_role("button", name="Lagre").click()
    await expect(part(site, page, "leisure")).to_contain_text("Jeg vil lære å svømme")
    goal = page.locator("article.goal", has_text="Jeg vil lære å svømme").last
    await goal.get_by_role("link", name="Endre").first.click()
    await page.locator("[name=title]").fill("Jeg vil svømme i havet")
    await page.get_by_role("button", name="Lagre").click()
    await expect(part(site, page, "leisure")).to_contain_text("Jeg vil svømme i havet")
    await (
        goal.page.locator("article.goal", has_text="Jeg vil svømme i havet")
        .last.locator("details.menu > summary")
        .first.click()
    )
    await (
        page.locator("article.goal", has_text="Jeg vil svømme i havet")
        .last.get_by_role("link", name="Historikk")
        .first.click()
    )
    await page.get_by_role("button", name="Angre denne endringen").click()
    await expect(part(site, page, "leisure")).to_contain_text("Jeg vil lære å svømme")
