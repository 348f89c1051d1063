"""The main journeys in Firefox, in WebKit and in Chromium."""

from pathlib import Path

import pytest

from tests.browsers.conftest import People
from tests.browsers.tab import Tab
from tests.journeys.test_meeting_room import point, soon
from tests.page.sending import paper
from tests.site import Site
from tests.world import PEOPLE

pytestmark = pytest.mark.long
LIVE = "() => Boolean(document.querySelector('#plan[data-live=on]'))"
IS_VALUE = "(css, value) => document.querySelector(css)?.value === value"
BEGINNING = "css => { const box = document.querySelector(css); box.focus(); box.setSelectionRange(5, 8); }"
CARET = """css => {
  const box = document.querySelector(css);
  const focused = box === document.activeElement;
  return [box.value, box.checkVisibility(), focused, box.selectionStart, box.selectionEnd];
}"""


async def at_plan(site: Site, people: People, name: str) -> Tab:
    """Somebody with Tiril's plan open, live."""
    tab = await people(name, site.plan())
    await tab.holds(LIVE)
    return tab


def part(site: Site, area: str) -> str:
    return f"#live-section-{site.world.sections['tiril'][area]}"


async def begin(tab: Tab, within: str) -> str:
    """Open the first text of a section to write in; its item's id."""
    item: str = await tab.holds("css => document.querySelector(css)?.id", f"{within} article.text")
    await tab.click(css=".edit-button", within=f"#{item}")
    await tab.holds("() => document.activeElement.matches('.editor textarea[name=body]')")
    return item.removeprefix("item-")


async def test_she_logs_in_reads_the_plan_and_logs_out(site: Site, people: People) -> None:
    tab = await people(None, f"{site.address}/login")
    await tab.click(css=f"button[value='{PEOPLE['leila']['id']}']")
    await tab.sees("Hei, Leila", "h1")
    await tab.goto(site.plan())
    await tab.holds(LIVE)
    await tab.sees("Tiril", "h1")
    await tab.sees("Dagortoser", ".section")
    await tab.click(role="button", name="Din meny")
    await tab.click(role="button", name="Logg ut")
    await tab.holds("() => location.pathname === '/logout/done' && document.readyState === 'complete'")
    await tab.goto(site.plan())
    await tab.lacks("#plan")


async def test_what_she_writes_is_kept_saved_and_taken_back(site: Site, people: People) -> None:
    marte, about = await at_plan(site, people, "marte"), part(site, "about")
    item = await begin(marte, about)
    [before] = await marte.engine.call(
        "css => [document.querySelector(css).value]", f"#edit-{item} [name=body]"
    )
    await marte.fill("Halvskrevet på æøå", css=f"#edit-{item} [name=body]")
    await marte.sees("tatt vare på", ".draft-state")
    writes = await site.client("marte")

    async def all_kept() -> bool:
        return "Halvskrevet på æøå" in (await writes.get(f"{site.section('about')}/items/{item}/edit")).text

    await marte.until(all_kept, "all that was written in the draft")
    await writes.aclose()
    await marte.goto(site.plan())
    await marte.holds(LIVE)
    assert await begin(marte, about) == item
    await marte.sees("Dette er utkastet ditt", f"#edit-{item}")
    await marte.holds(IS_VALUE, f"#edit-{item} [name=body]", "Halvskrevet på æøå")
    await marte.click(role="button", name="Lagre", within=f"#edit-{item}")
    await marte.sees("Halvskrevet på æøå", f"#item-{item} .item-view")
    await marte.click(role="button", name="Angre", within="#toast")
    await marte.sees(before.split("\n")[0][:40], f"#item-{item} .item-view")


async def test_two_share_what_they_write_and_neither_is_disturbed(site: Site, people: People) -> None:
    marte, wenche = [await at_plan(site, people, name) for name in ("marte", "wenche")]
    item = await begin(marte, part(site, "needs"))
    mine = f"#edit-{item} textarea[name=body]"
    await marte.fill("Jeg skriver her", css=mine)
    await marte.engine.call(BEGINNING, mine)
    assert await begin(wenche, part(site, "needs")) == item
    await wenche.fill("Endret av Wenche", css=mine)
    await wenche.click(role="button", name="Lagre", within=f"#edit-{item}")
    await wenche.sees("Endret av Wenche", f"#item-{item} .item-view")
    await marte.holds(
        "(css, words) => document.querySelector(css).textContent.includes(words)",
        f"#item-{item} .item-view",
        "Endret av Wenche",
    )
    assert await marte.engine.call(CARET, mine) == ["Jeg skriver her", True, True, 5, 8]
    # Even when what she writes under is closed by somebody else.
    await wenche.click(css=".menu > summary", within=f"#item-{item}")
    await wenche.click(role="button", name="Lukk", within=f"#item-{item} .menu-list")
    await marte.lacks(f"#item-{item}")
    assert await marte.engine.call(CARET, mine) == ["Jeg skriver her", True, True, 5, 8]


async def test_a_section_is_shared_live_and_gone_when_it_is_taken_back(site: Site, people: People) -> None:
    marte, leila = await people("marte", f"{site.plan()}/sharing"), await at_plan(site, people, "leila")
    home, who = part(site, "home"), site.world.accounts["leila"]
    await leila.lacks(home)
    cell = f"[name='access-{who}-{site.world.sections['tiril']['home']}']"
    await marte.choose("Kan lese", css=cell)
    await marte.choose("6 måneder", css=f"[name='until-{who}']")
    await marte.click(role="button", name="Se hva du er i ferd med å signere")
    await marte.click(css="form[action$='/sharing'] button[data-variant=primary]")
    await leila.holds("css => Boolean(document.querySelector(css))", home)
    await marte.holds("css => document.querySelector(css)?.value === 'read'", cell)
    await marte.click(css=f"button[form='withdraw-{who}']")
    await leila.sees("Denne siden er ikke lenger åpen for deg.", "#gone")
    await leila.lacks("#live")
    assert "Tiril" not in "".join(await leila.texts(css="body"))


async def test_a_meeting_is_held_and_its_minutes_are_written(site: Site, people: People) -> None:
    path = await soon(site)
    at = f"#item-{await point(site, path, 'kristin', 'work', 'Skolestart')}"
    marte, wenche = [await people(name, site.address + path) for name in ("marte", "wenche")]
    for tab in (marte, wenche):
        await tab.holds(LIVE)
    await marte.click(role="button", name="Ta saken med", within=at)
    await wenche.click(role="button", name="Begynn møtet")
    await marte.sees("Møtet er i gang.")
    await wenche.click(role="button", name="Snakk om", within=at)
    await marte.sees("Vi snakker om dette nå", at)
    await marte.click(role="link", name="Skriv referat under", within=at)
    await marte.fill("Tiril vil begynne på SFO i august.", css="textarea[name=body]", within=at)
    await marte.sees("Utkastet er tatt vare på", f"{at} .draft-state")
    await marte.click(role="button", name="Del med alle", within=at)
    await wenche.sees("Tiril vil begynne på SFO i august.", f"{at} .item.line")
    await marte.holds(IS_VALUE, f"{at} textarea[name=body]", "")


async def test_a_file_is_added_and_on_the_others_screen(site: Site, people: People, tmp_path: Path) -> None:
    plan, empty = tmp_path / "Skoleplan høst.pdf", tmp_path / "Tom.pdf"
    plan.write_bytes(paper(2))
    empty.write_bytes(b"")
    kristin, marte = await at_plan(site, people, "kristin"), await people("marte")
    await marte.goto(f"{site.section('work')}/files/new?kind=document")
    for file in (empty, plan):
        await marte.put(file, css="[type=file]")
        await marte.choose("Skoleplan", css="form select")
        await marte.click(role="button", name="Lagre")
        if file is empty:
            await marte.sees("Filen er ikke lagret.", "[role=alert]")
    await marte.lacks("[type=file]")
    await kristin.sees("Skoleplan høst", f"{part(site, 'work')} .item.document")
    await marte.goto(f"{site.plan()}/files")
    await marte.holds("() => document.querySelector('.file-card img')?.naturalWidth > 0")
