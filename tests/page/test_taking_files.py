"""The files of a plan go along: the same bytes there, sealed anew; and only those that one may fetch."""

import hashlib
import io
import zipfile
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from ipplan.page.taking.telling import seen_on
from ipplan.permit import Refused
from tests.conftest import Ground
from tests.elsewhere import open_elsewhere
from tests.page.asking import counted
from tests.page.sending import picture, send, word
from tests.page.test_files import added
from tests.page.test_taking import confirmed, exported, fail, part, same, sent
from tests.site import Site, open_site

LONG = "Hun liker å svømme, og å være ute.\n".encode() * 60_000
WORD_FILE = word()
FILES = ("file_blob", "file_chunk")


def files_in(archive: bytes) -> dict[str, bytes]:
    """The archive's files by the items that they belong to."""
    told = part(archive, "about.json")["files"]
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        assert sorted(told.values()) == [one for one in sorted(file.namelist()) if one.startswith("files/")]
        return {item: file.read(name) for item, name in told.items()}


async def photographed(site: Site, client: httpx2.AsyncClient, data: bytes) -> str:
    """A photo of Tiril; returns the address of its item."""
    item = str(uuid4())
    path = f"{site.section('about')}/files?kind=photo"
    assert (await send(client, path, "meg.jpg", data, item=item, title="Tiril på tur")).status_code == 303
    return f"{site.section('about')}/items/{item}"


async def test_files_go_to_another_installation_and_are_the_same_there(
    site: Site, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    marte = await site.client("marte")
    wanted = {
        (await added(site, marte, "Skoleplan: høst, vår?.docx", WORD_FILE, title="Skoleplan"))[
            -36:
        ]: WORD_FILE,
        (await added(site, marte, "notat.txt", LONG, "needs", title="Notat"))[-36:]: LONG,
        (await photographed(site, marte, picture()))[-36:]: picture(),
    }
    archive, code, _ = await exported(marte, site, "tiril")
    assert files_in(archive) == wanted
    said = {one["name"]: one for one in part(archive, "manifest.json")["parts"]}
    for item, name in part(archive, "about.json")["files"].items():
        assert name.startswith(f"files/{item[:8]}-")
        assert not set(name.removeprefix("files/")) & set('/\\:?*"<>|')
        assert said[name]["sha256"] == hashlib.sha256(wanted[item]).hexdigest()
    async with open_elsewhere(ground, site) as there:
        again, plan = await there.client("marte"), there.plan()
        answer = await sent(again, plan, archive, code)
        assert "3 filer og bilder kommer med." in (await again.get(answer.headers["location"])).text
        pieces = await there.world.sql("SELECT sealed FROM set_aside")
        assert not any(b"word/document" in bytes(row[0]) or b"ute.\n" in bytes(row[0]) for row in pieces)
        with monkeypatch.context() as broken:
            broken.setattr("ipplan.gate.arriving.call_again", fail)
            assert (await confirmed(again, plan, answer)).status_code == 500
        assert await counted(there, *FILES) == dict.fromkeys(FILES, 0), "all of it or nothing"
        assert (await confirmed(again, plan, answer)).status_code == 303
        assert not await there.world.sql("SELECT 1 FROM set_aside"), "it is not kept for longer"
        back, _, _ = await exported(again, there, "tiril")
        assert files_in(back) == wanted
        ids = {one["section"] for one in same(archive)}
        assert [one for one in same(back) if one["section"] in ids] == same(archive)
        where = sections_of(back)
        for item, data in wanted.items():
            here = f"{plan}/sections/{where[item]}/items/{item}"
            assert (await again.get(f"{here}/file")).content == data
            assert (await again.get(f"{here}/picture")).status_code == (200 if data == picture() else 404)
        blobs = [await one.world.sql("SELECT blob_id FROM file_blob") for one in (site, there)]
        assert not {row[0] for row in blobs[0]} & {row[0] for row in blobs[1]}


def sections_of(archive: bytes) -> dict[str, str]:
    """The sections of the items directly in them."""
    sections = part(archive, "view.json")["sections"]
    return {item["item"]: one["section"] for one in sections for item in one["items"]}


async def test_what_one_may_not_fetch_is_not_in_what_one_takes_along(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    shown = await added(site, marte, "a.txt", b"For leila.", title="Notat")
    kept = await added(site, marte, "b.txt", b"Ikke for leila.", title="Notat")
    other = await added(site, marte, "c.txt", b"I en annen del.", "needs", title="Notat")
    who = {"account": str(site.world.accounts["leila"])}
    assert (await marte.post(f"{kept}/withholding", data=who)).status_code == 303
    mine, hers = [files_in((await exported(one, site, "tiril"))[0]) for one in (leila, marte)]
    assert mine == {shown[-36:]: b"For leila."}
    assert set(hers) == {one[-36:] for one in (shown, kept, other)}


async def test_who_loses_access_while_it_is_sent_gets_no_more(site: Site) -> None:
    marte, house = await site.client("marte"), site.world.house
    long = await added(site, marte, "a.txt", LONG, title="Notat")
    visit = await house.gate.enter(site.world.spaces["tiril"], site.world.actor("leila"), road="copy")
    seen = await seen_on(house, visit, await house.reader.outlines(await visit.open_all()))
    [file] = seen.files
    pieces = file.read()
    assert LONG.startswith(await anext(pieces))
    who = {"account": str(site.world.accounts["leila"])}
    assert (await marte.post(f"{long}/withholding", data=who)).status_code == 303
    with pytest.raises(Refused):
        await anext(pieces)


async def test_a_file_that_is_held_back_does_not_come_and_the_item_says_so(ground: Ground) -> None:
    name = ground.fresh()
    settings = ground.settings(name, clamd="/nowhere/clamd.sock")
    async with open_site(ground.postgres, name, settings) as site, open_elsewhere(ground, site) as there:
        marte, again = await site.client("marte"), await there.client("marte")
        item = (await added(site, marte, "plan.txt", b"Norsk.", title="Skoleplan"))[-36:]
        archive, code, _ = await exported(marte, site, "tiril")
        assert files_in(archive) == {}
        answer = await sent(again, there.plan(), archive, code)
        shown = (await again.get(answer.headers["location"])).text
        assert "fordi de ikke kunne åpnes der planen er fra: plan.txt" in shown
        assert (await confirmed(again, there.plan(), answer)).status_code == 303
        for page in (there.plan(), f"{there.plan()}/files"):
            assert "Filen kom ikke med da planen ble hentet inn." in (await again.get(page)).text
        back, _, _ = await exported(again, there, "tiril")
        assert files_in(back) == {}
        here = f"{there.plan()}/sections/{sections_of(back)[item]}/items/{item}"
        assert (await again.get(f"{here}/file")).status_code == 404
        assert (await again.get(f"{here}/history")).status_code == 200
        assert (await send(again, f"{here}/file", "plan.txt", b"Nytt.")).status_code == 303
        assert (await again.get(f"{here}/file")).content == b"Nytt."
    ground.drop(name)


async def test_what_comes_is_looked_through_like_what_is_sent_in(
    site: Site, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    marte = await site.client("marte")
    item = (await added(site, marte, "a.txt", b"Et notat.", title="Notat"))[-36:]
    archive, code, _ = await exported(marte, site, "tiril")
    with monkeypatch.context() as lax:
        lax.setattr("ipplan.page.files.adding.type_of", lambda *_: "text/plain")
        await added(site, marte, "side & ring.txt", b"<html><script>alert(1)</script>", title="Nettside")
    worse, _, _ = await exported(marte, site, "tiril")
    async with open_elsewhere(ground, site, clamd="/nowhere/clamd.sock") as there:
        again, plan = await there.client("marte"), there.plan()
        refused = await sent(again, plan, worse, code)
        assert refused.status_code == 422
        assert "Filen «side &amp; ring.txt» i planen er av en type som ikke kan tas imot" in refused.text
        assert code in refused.text
        assert not await there.world.sql("SELECT 1 FROM set_aside")
        assert (await confirmed(again, plan, await sent(again, plan, archive, code))).status_code == 303
        assert "Filen sjekkes for virus." in (await again.get(f"{plan}/files")).text
        jobs: Any = await there.world.sql("SELECT task_name, args FROM procrastinate_jobs")
        scans = [args for task, args in jobs if task == "scan_file"]
        assert [one["item_id"] for one in scans] == [item]
        blobs = await there.world.sql("SELECT blob_id FROM file_blob")
        assert [UUID(one["blob_id"]) for one in scans] == [row[0] for row in blobs]
