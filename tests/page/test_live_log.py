"""What a live page leaves in the access log: a line before anything is pushed, and from when until when."""

import asyncio
from collections.abc import Iterable

import pytest

from ipplan.gate.access_log import Line
from tests.page.asking import socket_to
from tests.site import Site

LIVE = """SELECT section_id, on_behalf_of, until IS NOT NULL FROM access_log
           WHERE account_id = :who AND road = 'live'"""


async def live_lines(site: Site, name: str) -> set[tuple[object, ...]]:
    return {tuple(row) for row in await site.world.sql(LIVE, who=site.world.accounts[name])}


def path(site: Site) -> str:
    return f"/plans/{site.world.spaces['tiril']}/live"


async def test_a_representatives_lines_say_for_whom_when_they_close_too(site: Site) -> None:
    marte = await site.client("marte")
    async with socket_to(site, marte, path(site)) as socket:
        await socket.send('{"seen": {}}')
        await asyncio.wait_for(socket.recv(), 20)
    lines = await live_lines(site, "marte")
    for _ in range(200):  # the server writes them when it has noticed that the browser left
        if len(lines) == 20:
            break
        await asyncio.sleep(0.05)
        lines = await live_lines(site, "marte")
    tiril = site.world.accounts["tiril"]
    sections = set(site.world.sections["tiril"].values())
    assert lines == {(section, tiril, closed) for section in sections for closed in (False, True)}
    await marte.aclose()


async def test_nothing_is_pushed_whose_line_was_not_committed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate_log, failures = site.world.house.gate.log, 0
    write = gate_log.write

    async def failing_once(lines: Iterable[Line]) -> None:
        nonlocal failures
        if not failures:
            failures += 1
            raise OSError("the disk is full")
        await write(lines)

    leila = await site.client("leila")
    monkeypatch.setattr(gate_log, "write", failing_once)
    async with socket_to(site, leila, path(site)) as socket:
        await socket.send('{"seen": {}}')
        await asyncio.wait_for(socket.recv(), 20)
        assert failures == 1, "the first attempt failed, so what came is from a later one"
        granted = {site.world.sections["tiril"][area] for area in ("about", "health")}
        opened = {section for section, _, closed in await live_lines(site, "leila") if not closed}
        assert opened == granted
    await leila.aclose()
