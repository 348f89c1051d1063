"""A new language is one file beside the others: pages, the picker, dates, mails and the login speak it."""

from datetime import date
from pathlib import Path

from ipplan.language import first_known, languages, translations
from ipplan.render import day_in_words
from ipplan.rules import standard
from tests.pseudo import saying, spoken
from tests.site import Site

SAMI = {
    "Logg inn": "Logge sisa",
    "Språk": "Giella",
    "Innstillinger": "Heivehusat",
    "Hvem ser hva": "Gii oaidná maid",
    "d. MMMM y": "MMMM d. y",
    "Koordinator": "Koordináhtor",
}
"""Enough to see that it is spoken: a native reader says the rest."""


async def test_a_language_is_one_file(site: Site, tmp_path: Path) -> None:
    with spoken("se", saying(SAMI), tmp_path):
        assert languages()["se"] == "Davvisámegiella"
        assert first_known("se-NO,se;q=0.9,nb;q=0.8") == "se"
        stranger = await site.client()
        front = (await stranger.get("/", headers={"accept-language": "se"})).text
        assert '<html lang="se"' in front
        assert 'name="language" value="se" lang="se"' in front
        marte = await site.client("marte")
        await marte.post("/settings", data={"language": "se"})
        page = (await marte.get("/settings")).text
        assert '<html lang="se"' in page
        assert "Heivehusat" in page
        assert "Hvor store bokstaver?" in page, "what it does not say yet is said in bokmål"
        assert "Gii oaidná maid" in (await marte.get(f"{site.plan()}/sharing")).text
        assert day_in_words(date(2027, 3, 10), "se") == "njukčamánnu 10. 2027"
        assert standard().part["coordinator"].called("se") == "Koordináhtor", (
            "the law's words are asked for too"
        )
        assert translations("se").gettext("Koordinator") == "Koordináhtor"
    assert "se" not in languages()
