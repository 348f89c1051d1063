"""A Tab tells what goes wrong: else no journey could fail."""

import re

import pytest

from tests.browsers import install, tab
from tests.browsers.conftest import PHONE, People
from tests.browsers.engine import Failed, Opener
from tests.browsers.tab import Tab
from tests.site import Site

THROWS = "() => void setTimeout(() => { throw new Error('knekk'); })"
COVERS = (
    "() => { const over = document.createElement('dialog'); document.body.append(over); over.showModal(); }"
)
SAYS = "() => console.error('knakk')"


@pytest.mark.long
async def test_what_fails_in_a_page_is_told(
    site: Site, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = await opener()
    page = Tab(engine)
    await page.goto(site.address)
    for script, word in ((THROWS, "knekk"), (SAYS, "knakk")):
        await engine.call(script)

        async def told(word: str = word) -> bool:
            await page.width()
            return any(word in error for error in engine.errors)

        await page.until(told, f"the error {word}")
    with pytest.raises(Failed, match="knokk"):
        await engine.call("() => { throw new Error('knokk'); }")
    monkeypatch.setattr(tab, "SECONDS", 0.1)
    with pytest.raises(AssertionError, match="something to press"):
        await page.click(role="button", name="Finnes ikke")
    with pytest.raises(AssertionError, match="finnes ikke i body"):
        await page.sees("finnes ikke i body")
    await engine.close()


@pytest.mark.long
async def test_what_is_covered_is_not_pressed(
    site: Site, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await people()
    await page.engine.call(COVERS)
    monkeypatch.setattr(tab, "SECONDS", 0.1)
    with pytest.raises(AssertionError, match="something to press"):
        await page.click(css="main a, main button")


@pytest.mark.long
async def test_a_window_is_as_wide_as_a_phone(site: Site, people: People) -> None:
    page = await people()
    await page.engine.resize(*PHONE)
    await page.holds("width => innerWidth === width && screenX === 0", PHONE[0])
    assert re.match(rb"\x89PNG", await page.engine.picture())


def test_without_a_browser_it_fails_saying_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(install, "is_there", lambda family: False)
    monkeypatch.setattr(install, "_ways", lambda family: iter([[["false"]], [["true"]]]))
    assert install.main() == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == ["false", "true"] * 2, "each way is tried, for each browser"
    assert "apt-get install firefox-esr\n" in said.err
    assert "apt-get install webkit2gtk-driver xvfb\n" in said.err
