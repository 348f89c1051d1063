"""What people write reaches every answer as text: pages, and by HTTP alone what no browser opens."""

import csv
import io
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ipplan.job.mail import Post, invitation_mail
from ipplan.render import Renderer
from ipplan.store.people import invitation_by_id
from tests.journeys.hostile import groups
from tests.journeys.hostile_stage import GUEST, add_guest
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


async def test_a_receipt_says_it_on_paper_and_as_data(site: Site) -> None:
    marte = await site.client("marte")
    guest = await add_guest(site, marte)
    section = site.world.sections["tiril"]["health"]
    for group in groups():
        await _rename(site, str(section), group)
        query = "SELECT grant_id FROM access_grant WHERE participant_id = :who"
        record = str((await site.world.sql(query, who=guest))[0][0])
        at = f"{site.plan()}/receipts/{record}"
        paper = PdfReader(io.BytesIO((await marte.get(f"{at}.pdf")).content))
        said = _letters("".join(page.extract_text() for page in paper.pages))
        for words in (GUEST["name"], group):
            assert _letters(words) in said
        assert not [one for page in paper.pages for one in page.get("/Annots", [])], "nothing to press"
        data = (await marte.get(f"{at}.json")).json()["receipt"]
        purpose = next(one for one in data["purposes"] if one["record_id"] == record)
        assert purpose["pii_information"][0]["title"] == group


async def test_a_spreadsheet_takes_no_name_or_title_for_a_formula(site: Site) -> None:
    marte, wenche = await site.client("marte"), await site.client("wenche")
    formula = "=cmd|'/C calc'!A0;\"x\""
    await _rename(site, str(site.world.sections["tiril"]["health"]), formula)
    assert (await wenche.get(site.plan())).status_code == 200
    table = (await marte.get(f"{site.plan()}/log.csv")).text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert f"'{formula}" in {row["hva"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]
    lines = (await marte.get(f"{site.plan()}/log.json")).json()["lines"]
    assert formula in {one["title"] for one in lines}


@pytest.mark.parametrize("name", [*groups(), "Eva\r\nBcc: alle@example.org\r\n\r\n<b>Hei</b>"])
async def test_a_name_is_one_line_of_a_plain_mail(site: Site, name: str) -> None:
    wenche = await site.client("wenche")
    form = {"name": name, "email": "eva@example.org", "title": name, "organisation": name}
    assert (await wenche.post(f"{site.plan()}/invitations", data=form)).status_code == 303
    house = site.world.house
    post = Post(house.settings, house.database, house.keyring, house.render, house.gate)
    invitation = (await site.world.sql("SELECT invitation_id FROM invitation"))[0][0]
    async with house.database.begin() as tx:
        found = await invitation_by_id(tx, invitation)
    assert found is not None
    mail: Any = message_from_bytes(invitation_mail(post, found, "plan", "nb").as_bytes(), policy=default)
    assert mail.get_content_type() == "text/plain"
    assert mail["To"] == "eva@example.org"
    assert mail["Bcc"] is None
    assert not [value for value in mail.values() if "xss" in value or "Hei" in value]
    assert mail.get_content().split("\n")[0] == f"Hei, {' '.join(name.split())}"


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


def _letters(text: str) -> str:
    """Only what is seen: a PDF breaks lines where it likes, and has no glyphs for marks without width."""
    return "".join(one for one in text if one.isprintable() and not one.isspace() and one.isascii())
