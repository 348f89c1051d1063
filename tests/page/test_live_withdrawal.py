"""A push rests on a check that still holds when it is made, however late the news of a withdrawal comes."""

import asyncio
from typing import Any

import pytest

from ipplan.gate.signing import Wish, sign_wishes
from ipplan.live.feed import Feed
from ipplan.live.hub import Hub
from tests.page.asking import socket_to, some_item
from tests.site import Site

LATE = "Dette skrev mor etter at hun trakk tilgangen."


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """The news is on its way for as long as the test runs, and nobody looks for news that was lost."""

    async def hear_nothing(self: object) -> None:
        await asyncio.sleep(3600)

    monkeypatch.setattr(Feed, "_listen", hear_nothing)
    monkeypatch.setattr(Hub, "_look_at_heads", _nothing)


async def test_what_is_written_after_a_withdrawal_is_not_pushed_on_the_check_before_it(
    deaf: None, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, screens = site.world, site.world.house.screens
    leila, marte = await site.client("leila"), await site.client("marte")
    path = f"/plans/{world.spaces['tiril']}/live"
    view, withdrawn = screens.view, asyncio.Event()

    async def slow_view(*args: Any, **more: Any) -> Any:
        if not withdrawn.is_set():
            withdrawn.set()
            await _withdraw(site)
            await _write(site, marte)
            world.house.reader.forget()  # as in a process where nobody had opened it
        return await view(*args, **more)

    async with socket_to(site, leila, path) as socket:
        monkeypatch.setattr(screens, "view", slow_view)
        await socket.send('{"seen": {}}')
        frames: list[str] = []
        while not any("live-sections" in frame for frame in frames):
            frames.append(str(await asyncio.wait_for(socket.recv(), 20)))
    assert withdrawn.is_set()
    assert LATE not in "".join(frames)
    assert f"live-section-{world.sections['tiril']['health']}" not in "".join(frames)
    for client in (leila, marte):
        await client.aclose()


async def _nothing(self: object) -> None: ...


async def _withdraw(site: Site) -> None:
    world = site.world
    wish = Wish(world.accounts["leila"], world.sections["tiril"]["health"], None, None)
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        await sign_wishes(held, visit, visit.gate.signer, [wish])


async def _write(site: Site, marte: Any) -> None:
    item = await some_item(site, "health", "text")
    head = await site.world.sql("SELECT head FROM item WHERE item_id = :item", item=item)
    form = {"kind": "text", "body": LATE, "base": str(head[0][0])}
    assert (await marte.post(f"{site.section('health')}/items/{item}", data=form)).status_code == 303
