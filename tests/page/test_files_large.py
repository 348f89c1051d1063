"""Large files: no larger than they may be, never whole in memory, and nothing of what is cut off."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from ipplan.plan.filetypes import LARGEST, TOO_LARGE
from ipplan.store.spool import Spool
from tests.page.asking import cookies_of, counted
from tests.page.sending import streamed
from tests.page.test_files import KEPT, added
from tests.site import Site

EDGE = "grensen"
PAGE = os.sysconf("SC_PAGE_SIZE")
MOST = 24 * 2**20
"""Bytes that a process may grow by while a file of twice as many comes or goes."""


def head_of(site: Site, client: httpx2.AsyncClient, length: int) -> bytes:
    """The beginning of a request with a form, as a browser sends it."""
    path = f"{site.section('health')}/files?kind=document".removeprefix(site.address)
    lines = (
        f"POST {path} HTTP/1.1",
        f"host: {site.address.removeprefix('http://')}",
        f"origin: {site.address}",
        "sec-fetch-site: same-origin",
        f"cookie: {cookies_of(client)}",
        f"content-type: multipart/form-data; boundary={EDGE}",
        f"content-length: {length}",
    )
    return "\r\n".join((*lines, "", "")).encode()


@asynccontextmanager
async def raw(site: Site) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(site.address.rpartition(":")[2]))
    try:
        yield reader, writer
    finally:
        writer.close()


async def test_what_says_that_it_is_too_large_is_refused_before_it_is_sent(shared: Site) -> None:
    marte, before = await shared.client("marte"), await counted(shared, *KEPT)
    async with raw(shared) as (reader, writer):
        writer.write(head_of(shared, marte, LARGEST + 2_000_000))
        form = streamed(EDGE, 2**16, {"title": "Skoleplanen"})
        for _ in range(3):  # the field, the head of the file, and its first piece
            writer.write(await anext(form))
        answer = (await asyncio.wait_for(reader.readuntil(b"</html>"), 20)).decode()
    assert answer.startswith("HTTP/1.1 422")
    assert TOO_LARGE in answer
    assert 'value="Skoleplanen"' in answer
    assert await counted(shared, *KEPT) == before


async def test_an_upload_that_is_cut_off_leaves_nothing(
    shared: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    marte, before = await shared.client("marte"), await counted(shared, *KEPT)
    closed, close, seen = asyncio.Event(), Spool.close, list[int]()

    def noted(self: Spool) -> None:
        close(self)
        seen.append(self.chunks)
        closed.set()

    monkeypatch.setattr(Spool, "close", noted)
    async with raw(shared) as (_, writer):
        writer.write(head_of(shared, marte, 20 * 2**20))
        async for piece in streamed(EDGE, 4 * 2**20, {"title": "Halv"}):
            if not piece.endswith(b"--\r\n"):
                writer.write(piece)
        await writer.drain()
    await asyncio.wait_for(closed.wait(), 20)
    assert seen[0] >= 2, "much of it had come"
    assert await counted(shared, *KEPT) == before
    assert "Halv" not in (await marte.get(f"{shared.plan()}/files")).text


async def test_who_loses_access_while_she_fetches_gets_no_more(site: Site) -> None:
    marte, sindre = await site.client("marte"), await site.client("sindre")
    data = b"Det er mye som skal sies om dette.\n" * 700_000
    here = await added(site, marte, "langt.txt", data, "needs")
    withheld = {"account": str(site.world.accounts["sindre"])}
    got = list[int]()

    async def fetch() -> None:
        async with sindre.stream("GET", f"{here}/file") as answer:
            assert answer.status_code == 200
            async for piece in answer.aiter_raw():
                if not got:
                    assert (await marte.post(f"{here}/withholding", data=withheld)).status_code == 303
                got.append(len(piece))

    with pytest.raises(httpx2.RemoteProtocolError):
        await fetch()
    assert 0 < sum(got) < len(data)
    for door in ("file", "picture", "file/new"):
        assert (await sindre.get(f"{here}/{door}")).status_code == 404
    assert (await marte.get(f"{here}/file")).content == data


@pytest.mark.long
async def test_a_large_file_comes_and_goes_without_ever_being_whole_in_memory(site: Site) -> None:
    marte, size = await site.client("marte"), 48 * 2**20
    typed = {"content-type": f"multipart/form-data; boundary={EDGE}"}
    path, item = f"{site.section('health')}/files?kind=document", str(uuid4())
    await added(site, marte, "a.txt", b"Noe.")  # all that is needed once is there
    async with growing() as grown:
        form = streamed(EDGE, size, {"item": item})
        assert (await marte.post(path, content=form, headers=typed)).status_code == 303
    assert max(grown) < MOST
    came = 0
    there = f"{site.section('health')}/items/{item}/file"
    async with growing() as grown, marte.stream("GET", there) as fetched:
        async for piece in fetched.aiter_raw():
            came += len(piece)
    assert came == size
    assert max(grown) < MOST
    before = await counted(site, *KEPT)
    async with growing() as grown:
        answer = await marte.post(path, content=streamed(EDGE, 51 * 2**20, {}), headers=typed)
    assert (answer.status_code, TOO_LARGE in answer.text) == (422, True)
    assert max(grown) < MOST
    assert await counted(site, *KEPT) == before


@asynccontextmanager
async def growing() -> AsyncIterator[list[int]]:
    """By how many bytes this process, server and all, is larger than it was; looked at again and again."""

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE

    grown, before = [0], resident()

    async def look() -> None:
        while True:
            grown.append(resident() - before)
            await asyncio.sleep(0.005)

    task = asyncio.create_task(look())
    try:
        yield grown
    finally:
        task.cancel()
