"""Files: kept sealed, fetched as they were, told by what they hold, and nothing half-stored."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest

from ipplan.plan.filetypes import OPEN
from tests.page.asking import Answer, counted
from tests.page.sending import (
    WORD,
    huge_picture,
    long_list,
    opendocument,
    paper,
    picture,
    send,
    taken_at_home,
    word,
)
from tests.site import Site

KEPT = ("file_blob", "file_chunk", "item", "version", "change")


async def added(
    site: Site, client: httpx2.AsyncClient, name: str, data: bytes, area: str = "health", **typed: str
) -> str:
    """Add a file to a section of Tiril's; returns the address of its item."""
    item = str(uuid4())
    path = f"{site.section(area)}/files?kind=document"
    made = await send(client, path, name, data, item=item, **typed)
    assert made.status_code == 303, made.text
    return f"{site.section(area)}/items/{item}"


async def test_a_file_comes_back_as_it_was_sent_and_stands_sealed(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    for name, data, media_type in (
        ("Skoleplan høst.pdf", paper(), "application/pdf"),
        ("bilde.png", picture("PNG"), "image/png"),
        ("plan.docx", word(), WORD),
        ("plan.odt", opendocument(), f"{OPEN}text"),
        ("notat.txt", "Hun liker å svømme.\n".encode() * 60_000, "text/plain; charset=utf-8"),
    ):
        here = await added(site, marte, name, data, title="", what="school")
        fetched = await leila.get(f"{here}/file")
        assert (fetched.status_code, fetched.content == data) == (200, True), name
        assert fetched.headers["content-type"] == media_type
        assert fetched.headers["cache-control"] == "no-store"
        assert fetched.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in fetched.headers["content-security-policy"]
        kept = f"filename*=UTF-8''{quote(name)}"
        assert fetched.headers["content-disposition"].startswith("attachment;")
        assert fetched.headers["content-disposition"].endswith(kept)
        drawn = await leila.get(f"{here}/picture")
        assert drawn.status_code == (200 if name.endswith(("pdf", "png")) else 404)
    chunks = await site.world.sql("SELECT sealed FROM file_chunk WHERE part = 'whole'")
    assert len(chunks) == 6, "what is more than a chunk is in two"
    assert not any(b"like" in bytes(row[0]) or b"%PDF" in bytes(row[0]) for row in chunks)
    roads = await site.world.sql("SELECT DISTINCT road FROM access_log WHERE road = 'file'")
    assert [row[0] for row in roads] == ["file"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("", b"", "Velg en fil."),
        ("tom.txt", b"", "Filen er tom."),
        ("side.html", b"<html><script>alert(1)</script>", "Denne typen fil kan vi ikke ta imot."),
        ("side.txt", b"  <!DOCTYPE html><script>", "Denne typen fil kan vi ikke ta imot."),
        ("tegning.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Denne typen fil"),
        ("program.exe", b"MZ\x90\x00" + b"\x00" * 200, "Denne typen fil kan vi ikke ta imot."),
        ("bilde.jpg", b"MZ\x90\x00" + b"\x00" * 200, "Denne typen fil kan vi ikke ta imot."),
        ("plan.pdf", picture("PNG"), "Filen er noe annet enn navnet sier."),
        ("plan.docm", word(), "Denne typen fil kan vi ikke ta imot."),
        ("plan.docx", word(**{"word/vbaProject.bin": b"x"}), "Filen har makroer"),
        ("plan.docx", word(**{"word/media/a": bytes(3_000_000)}), "Filen blir altfor stor"),
        ("plan.docx", long_list(), "Filen blir altfor stor"),
        ("plan.docx", word()[:-40], "Filen ser ut til å være ødelagt."),
        ("bilde.png", huge_picture(), "Bildet er for stort å vise."),
        ("bilde.png", picture("PNG")[:60], "Filen ser ut til å være ødelagt."),
    ],
)
async def test_what_is_not_taken_is_said_plainly_and_nothing_is_stored(
    shared: Site, name: str, data: bytes, says: str
) -> None:
    marte, before = await shared.client("marte"), await counted(shared, *KEPT)
    path = f"{shared.section('health')}/files?kind=document"
    answer = await send(marte, path, name, data, title="Skoleplanen", body="Fra i høst")
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="Skoleplanen"' in answer.text
    assert "Fra i høst</textarea>" in answer.text
    assert await counted(shared, *KEPT) == before


async def test_where_a_picture_was_taken_is_not_told_by_the_one_that_is_shown(site: Site) -> None:
    marte, sent = await site.client("marte"), taken_at_home()
    assert b"Hjemme hos Tiril" in sent
    item = str(uuid4())
    made = await send(
        marte, f"{site.section('about')}/files?kind=photo", "meg.jpg", sent, item=item, title="Tiril på tur"
    )
    assert made.status_code == 303, made.text
    plan = (await marte.get(site.plan())).text
    assert 'alt="Tiril på tur"' in plan
    shown = (await marte.get(f"{site.section('about')}/items/{item}/picture")).content
    assert shown.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in shown
    assert b"Hjemme" not in shown


async def test_a_new_file_takes_the_place_of_one_that_stays_in_the_history(site: Site) -> None:
    marte, berit = await site.client("marte"), await site.client("berit")
    here = await added(site, marte, "a.txt", b"Den gamle.", "needs", title="Treningsprogram")
    first = (await site.world.sql("SELECT head FROM item WHERE item_id = :item", item=here[-36:]))[0][0]
    replaced = await send(marte, f"{here}/file", "b.txt", b"Den nye.")
    assert replaced.status_code == 303
    assert (await marte.get(f"{here}/file")).content == b"Den nye."
    history = (await marte.get(f"{here}/history")).text
    assert f"{here.removeprefix(site.address)}/file?version={first}" in history
    assert (await marte.get(f"{here}/file?version={first}")).content == b"Den gamle."
    sindre = await site.client("sindre")
    assert (await sindre.get(f"{here}/file")).content == b"Den nye."
    for client, path in ((berit, f"{here}/file"), (sindre, f"{here}/file?version={first}")):
        refused = Answer.of(await client.get(f"{site.plan()}/sections/{uuid4()}"))
        assert (refused.status, Answer.of(await client.get(path))) == (404, refused)
    await marte.post(f"{here}/closure")
    assert Answer.of(await sindre.get(f"{here}/file")) == Answer.of(await sindre.get(f"{here}/picture"))


async def test_a_file_that_is_moved_opens_under_the_other_sections_key(site: Site) -> None:
    marte: Any = await site.client("marte")
    data = paper(3)
    here = await added(site, marte, "a.pdf", data, title="Skoleplan")
    home = site.world.sections["tiril"]["home"]
    assert (await marte.post(f"{here}/move", data={"to": str(home)})).status_code == 303
    query = "SELECT item_id FROM item WHERE section_id = :home AND kind = 'document'"
    item = (await site.world.sql(query, home=home))[0][0]
    there = f"{site.section('home')}/items/{item}"
    assert (await marte.get(f"{there}/file")).content == data
    assert (await marte.get(f"{there}/picture")).status_code == 200
    assert (await marte.get(f"{here}/file")).status_code == 404
    sections = await site.world.sql("SELECT DISTINCT section_id, key_id FROM file_blob")
    assert len({row[0] for row in sections}) == len({row[1] for row in sections}) == 2


async def test_a_struck_version_takes_its_file_along_and_the_others_keep_theirs(site: Site) -> None:
    marte = await site.client("marte")
    here = await added(site, marte, "a.txt", b"Om noen andre.", title="Notat")
    await send(marte, f"{here}/file", "b.txt", b"Om Tiril.")
    item = here[-36:]
    query = "SELECT version_id FROM version WHERE item_id = :item ORDER BY number"
    first, second = [row[0] for row in await site.world.sql(query, item=item)]
    form = {"title": "Notat om Tiril", "base": str(second)}
    assert (await marte.post(here, data=form)).status_code == 303, "the same file under another name"
    struck = await marte.post(f"{here}/striking", data={"version": str(first), "why": "others"})
    assert struck.status_code == 303, struck.text
    assert (await counted(site, "file_blob", "file_chunk")) == {"file_blob": 1, "file_chunk": 1}
    struck = await marte.post(f"{here}/striking", data={"version": str(second), "why": "wrong"})
    assert struck.status_code == 303
    assert (await marte.get(f"{here}/file")).content == b"Om Tiril.", "what stands has it, too"
    assert (await marte.get(f"{here}/file?version={first}")).status_code == 404


async def test_rows_of_a_file_that_somebody_edited_do_not_open(site: Site) -> None:
    marte, sql = await site.client("marte"), site.world.sql
    here = await added(site, marte, "a.txt", b"Noe som er lengre enn en bit.\n" * 80_000)
    assert (await sql("SELECT chunks FROM file_blob"))[0][0] == 3
    turned = (
        "UPDATE file_chunk SET number = (number + {}) % 3 + 100",
        "UPDATE file_chunk SET number = number - 100",
    )
    for edits, backs in (
        (("UPDATE file_blob SET chunks = 1",), ("UPDATE file_blob SET chunks = 3",)),
        ((turned[0].format(1), turned[1]), (turned[0].format(2), turned[1])),
        (("UPDATE file_chunk SET sealed = sealed || '\\x00'",), ()),
    ):
        assert (await marte.get(f"{here}/file")).status_code == 200
        for statement in edits:
            await sql(statement)
        assert (await marte.get(f"{here}/file")).status_code == 404, edits
        for statement in backs:
            await sql(statement)
