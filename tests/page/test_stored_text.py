"""What people write reaches every answer as text: pages, and by HTTP alone what no browser opens."""

from pathlib import Path

import pytest

from ipplan.render import Renderer
from tests.page.asking import counted
from tests.site import Site

MARKUP = ['<img src=/x onerror="x()">', "100 %", "%s og %(x)s", "{{ 7 * 7 }}"]


@pytest.mark.parametrize("title", MARKUP)
async def test_a_sections_title_is_text_to_who_reads_a_proposal(site: Site, title: str) -> None:
    marte, wenche = await site.client("marte"), await site.client("wenche")
    section = site.world.sections["tiril"]["economy"]
    await _rename(site, str(section), title)
    form = {"participant": str(site.world.accounts["sindre"]), "access-economy": "read", "period": "6m"}
    made = await wenche.post(f"{site.plan()}/proposals", data={**form, "reason": "Til søknaden."})
    assert made.status_code == 303
    proposal = (await site.world.sql("SELECT proposal_id FROM proposal"))[0][0]
    page = await marte.get(f"{site.plan()}/proposals/{proposal}")
    assert page.status_code == 200
    assert "<img src=/x" not in page.text
    assert _escaped(title) in page.text
    declined = await marte.post(f"{site.plan()}/proposals/{proposal}/declining", data={"words": title})
    assert declined.status_code == 303
    page = await marte.get(f"{site.plan()}/proposals/{proposal}")
    assert (page.status_code, page.text.count(_escaped(title))) == (200, 2), "as title and as answer"


async def _rename(site: Site, section: str, title: str) -> None:
    marte = await site.client("marte")
    base = await site.world.sql("SELECT head FROM item WHERE item_id = :item", item=section)
    path = f"{site.plan()}/sections/{section}/items/{section}"
    before = await counted(site, "version")
    answer = await marte.post(path, data={"title": title, "base": str(base[0][0])})
    assert answer.status_code == 303, answer.text
    assert await counted(site, "version") == {"version": before["version"] + 1}
    await marte.aclose()


def _escaped(text: str) -> str:
    """As markupsafe writes it."""
    for character, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")):
        text = text.replace(character, written)
    return text


def test_a_message_looked_up_by_mistake_is_still_text(tmp_path: Path) -> None:
    """Jinja's own gettext would take whatever it is given for markup."""
    template = "{{ _(words) }}|{{ ngettext(words, words, 2) }}|{{ _('«%(x)s»', x=words) }}"
    (tmp_path / "slip.html").write_text(template, encoding="utf-8")
    slip = Renderer(tmp_path)("slip.html", "nb", {"words": "<b onclick='x()'>"})
    assert slip.split("|") == [_escaped("<b onclick='x()'>")] * 2 + [_escaped("«<b onclick='x()'>»")]
