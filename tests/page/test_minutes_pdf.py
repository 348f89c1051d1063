"""Minutes on paper: tagged, and to the letter what this reader may see of them."""

import io
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from pypdf import PdfReader

from ipplan.gate.protecting import protect
from ipplan.gate.unit import desk_of
from tests.page.minutes import OPEN, OPEN_POINT, SECRET, SECRET_POINT, Held, hold
from tests.page.test_meetings import PLACE, TITLE
from tests.site import Site
from tests.world import PEOPLE


@pytest.fixture
async def held(site: Site) -> Held:
    return await hold(site)


async def paper(held: Held, who: httpx2.AsyncClient) -> PdfReader:
    answer = await who.get(f"{held.path}/referat.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["cache-control"] == "no-store"
    return PdfReader(io.BytesIO(answer.content))


def words_of(reader: PdfReader) -> str:
    """All text, with every run of white space as one space."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


async def said_to(held: Held, who: httpx2.AsyncClient) -> str:
    return words_of(await paper(held, who))


async def bytes_of(held: Held) -> bytes:
    """Leila's paper, but for the second in which it was made, and what is made from that."""
    made = (await held.leila.get(f"{held.path}/referat.pdf")).content
    dates = rb"D:\d{14}\S*?\)|\d{4}-\d\d-\d\dT[\d:+Z-]+|(?:Instance|Document)ID>[^<]+<|/ID ?\[[^\]]*\]"
    return re.sub(dates, b"", made)


def headings(reader: PdfReader) -> list[str]:
    """Tags of headings, in the order of the structure tree."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if str(node.get("/S", "")).startswith("/H"):
                found.append(str(node["/S"]))
            walk(node.get("/K", []))

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])  # type: ignore[index]
    return found


async def test_it_is_tagged_and_has_a_language_a_title_and_true_headings(held: Held) -> None:
    reader = await paper(held, held.marte)
    root: Any = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert str(root["/Lang"]).startswith("nb")
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == f"Referat: {TITLE}"
    # The title; about it; two points with a line each.
    assert headings(reader) == ["/H1", "/H2", "/H2", "/H3", "/H2", "/H3"]


async def test_everybody_gets_what_she_sees_and_no_gap_where_there_is_more(held: Held) -> None:
    marte, leila = await said_to(held, held.marte), await said_to(held, held.leila)
    for said in (TITLE, PLACE, OPEN, OPEN_POINT, PEOPLE["leila"]["name"], PEOPLE["wenche"]["name"]):
        assert said in marte
        assert said in leila
    for said in (SECRET, f"1. {SECRET_POINT}", f"2. {OPEN_POINT}"):
        assert said in marte
    assert f"1. {OPEN_POINT}" in leila
    assert "Møtet gjelder Kroppen min, Penger og ordninger" in marte
    for said in (SECRET, SECRET_POINT, "2. ", "40 000", "Penger og ordninger"):
        assert said not in leila, said


async def test_the_paper_of_who_lacks_a_section_is_the_same_to_the_byte_whatever_is_in_it(held: Held) -> None:
    for step in ("", "sending", "locking"):
        if step:
            assert (await held.press(held.marte, step)).status_code == 303
        before = await bytes_of(held)
        await held.write(held.marte, "economy", "Et nytt lån.")
        place = f"{held.site.world.sections['tiril']['economy']}/{held.points['economy']}"
        if step == "locking":
            objected = await held.press(held.marte, "objection", place=place, body="Nei.", item=str(uuid4()))
            assert objected.status_code == 303
            assert "Nei." in await said_to(held, held.marte)
        assert await bytes_of(held) == before


async def test_it_says_how_far_it_has_come(held: Held) -> None:
    assert "Utkast." in await said_to(held, held.leila)
    await held.press(held.marte, "sending")
    assert "Har ikke godkjent" in await said_to(held, held.leila)
    await held.approve(held.leila)
    await held.edit(held.marte, "health", held.lines["health"], "Noe annet.")
    said = await said_to(held, held.marte)
    assert "Noe er endret etter det" in said
    assert f"Endret av {PEOPLE['marte']['name']}" in said, "the words are hers now"
    await held.press(held.wenche, "locking")
    await held.write(held.leila, "health", "Dette glemte vi.")
    said = await said_to(held, held.marte)
    for words in (
        f"av {PEOPLE['wenche']['name']}.",
        "Låst og signert",
        "Det står slik det ble låst.",
        f"Tillegg: {PEOPLE['leila']['name']}",
        "Har siste ord",
    ):
        assert words in said, words
    assert "Utkast" not in said
    held.site.clock.move(timedelta(days=15))
    marte = await held.site.client("marte")
    assert "står som ikke innvendt mot" in words_of(await paper(held, marte))


async def test_comments_are_no_part_of_it(held: Held) -> None:
    typed = {
        "kind": "comment",
        "under": held.lines["health"],
        "item": str(uuid4()),
        "body": "Det var torsdag.",
    }
    assert (await held.leila.post(f"{held.site.section('health')}/items", data=typed)).status_code == 303
    assert "Det var torsdag." in (await held.leila.get(held.path)).text
    assert "Det var torsdag." not in await said_to(held, held.leila)


async def test_a_row_that_somebody_edited_shows_on_paper_too(held: Held) -> None:
    await held.press(held.marte, "sending")
    await held.press(held.marte, "locking")
    await held.site.world.sql(
        "UPDATE item SET closed = true WHERE item_id = CAST(:i AS uuid)", i=held.lines["economy"]
    )
    held.site.world.house.reader.forget()
    assert "er ikke det som ble låst" in await said_to(held, held.marte)
    assert "Det står slik det ble låst." in await said_to(held, held.leila)


async def test_fetching_it_leaves_a_line_for_each_section(held: Held) -> None:
    await paper(held, held.leila)
    query = "SELECT DISTINCT section_id FROM access_log WHERE road = 'minutes' AND account_id = :w"
    rows = {row[0] for row in await held.site.world.sql(query, w=held.site.world.accounts["leila"])}
    sections = held.site.world.sections["tiril"]
    assert sections["health"] in rows
    assert sections["economy"] not in rows
    assert "Hentet referatet fra et møte på papir" in (await held.marte.get(f"{held.site.plan()}/log")).text


async def test_who_may_not_see_the_meeting_gets_none(held: Held) -> None:
    sindre = await held.site.client("sindre")
    assert (await sindre.get(f"{held.path}/referat.pdf")).status_code == 404


async def test_before_the_meeting_it_is_the_agenda(site: Site) -> None:
    held = await hold(site)
    other = await held.marte.post(
        f"{site.plan()}/meetings",
        data={
            "title": "Neste",
            "day": (site.clock.now() + timedelta(days=9)).date().isoformat(),
            "from": "10:00",
            "to": "11:00",
            f"section-{site.world.sections['tiril']['health']}": "yes",
            f"invite-{site.world.accounts['leila']}": "yes",
        },
    )
    next_one = Held(site, other.headers["location"], held.marte, held.wenche, held.leila, {}, {})
    said = await said_to(next_one, held.leila)
    assert "Saksliste: Neste" in said
    assert "Utkast" not in said


async def test_where_the_address_is_protected_no_place_is_on_it(held: Held) -> None:
    world = held.site.world
    desk = await desk_of(world.house.gate, world.actor("ingeborg"))
    async with world.house.database.begin() as tx:
        await protect(tx, desk, world.accounts["tiril"], protected=True)
    assert PLACE not in await said_to(held, await held.site.client("leila"))
