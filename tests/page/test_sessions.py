"""Your logins: where and when, and an end to one or all, at once and in every process."""

import asyncio
from datetime import datetime, timedelta

import pytest

from tests.page.asking import close_code, socket_to
from tests.page.test_login import log_in
from tests.site import Site

PHONE = (
    "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Mobile Safari/537.36"
)


async def ids(site: Site, name: str) -> list[str]:
    """The names of somebody's standing sessions, the oldest first."""
    rows = await site.world.sql(
        "SELECT session_id FROM session WHERE account_id = :who AND ended_at IS NULL ORDER BY created_at",
        who=site.world.accounts[name],
    )
    return [bytes(row[0]).hex() for row in rows]


async def test_a_login_is_shown_with_browser_network_time_and_provider(site: Site) -> None:
    phone = await site.client()
    phone.headers["user-agent"] = PHONE
    await log_in(site, phone, "leila")
    leila = await site.client("leila")
    page = (await leila.get("/sessions")).text
    for words in ("Chrome, Android", "Denne nettleseren", "127.0.0.0/24", "med ID-porten", "Sist brukt"):
        assert words in page
    assert page.count("Nettverk") == 2
    sealed = await site.world.sql("SELECT place_sealed FROM session")
    assert sealed
    assert all(b"127." not in bytes(row[0]) and b"Chrome" not in bytes(row[0]) for row in sealed)


@pytest.mark.alone
async def test_one_login_is_ended_and_its_pages_close(site: Site) -> None:
    left, here = await site.client("leila"), await site.client("leila")
    async with socket_to(site, left, f"/plans/{site.world.spaces['tiril']}/live") as socket:
        await socket.send('{"seen": {}}')
        await asyncio.wait_for(socket.recv(), 20)
        (first, _) = await ids(site, "leila")
        answer = await here.post("/sessions/ending", data={"session": first})
        assert (answer.status_code, answer.headers["location"]) == (303, "/sessions")
        assert await close_code(socket, 1) == 1008
    assert (await left.get(site.plan())).status_code == 303
    assert (await here.get(site.plan())).status_code == 200


async def test_all_others_and_then_all_are_ended(site: Site) -> None:
    others, here = [await site.client("leila") for _ in range(2)], await site.client("leila")
    marte = await site.client("marte")
    assert (await here.post("/sessions/ending", data={"session": "others"})).status_code == 303
    assert [(await one.get(site.plan())).status_code for one in (*others, here)] == [303, 303, 200]
    answer = await here.post("/sessions/ending", data={"session": "all"})
    assert answer.headers["location"].startswith(site.world.house.settings.issuer)
    assert (await here.get(site.plan())).status_code == 303
    assert (await marte.get(site.plan())).status_code == 200, "nobody else's"


async def test_another_persons_login_is_not_there(site: Site) -> None:
    leila, marte = await site.client("leila"), await site.client("marte")
    (hers,) = await ids(site, "marte")
    foreign = await leila.post("/sessions/ending", data={"session": hers})
    absent = await leila.post("/sessions/ending", data={"session": "0" * 64})
    assert (foreign.status_code, foreign.text) == (404, absent.text)
    assert (await marte.get(site.plan())).status_code == 200
    assert hers not in (await leila.get("/sessions")).text


async def test_a_login_that_time_has_ended_is_not_shown(site: Site) -> None:
    await site.client("leila")
    site.clock.move(timedelta(minutes=31))
    leila = await site.client("leila")
    assert (await leila.get("/sessions")).text.count("Sist brukt") == 1


def _when_asked_about(site: Site, sessions: int) -> asyncio.Event:
    """Set when the hub knows of so many sessions until when they stand."""
    hub, known, enough = site.world.house.hub, set[bytes](), asyncio.Event()
    ask = hub._standing
    assert ask is not None

    async def standing(session_ids: list[bytes]) -> dict[bytes, datetime]:
        found = await ask(session_ids)
        known.update(found)
        if len(known) == sessions:
            enough.set()
        return found

    hub._standing = standing
    return enough


@pytest.mark.alone
async def test_a_session_that_time_ends_closes_its_sockets_within_a_second(site: Site) -> None:
    leila, marte = await site.client("leila"), await site.client("marte")
    path, both = f"/plans/{site.world.spaces['tiril']}/live", _when_asked_about(site, 2)
    async with socket_to(site, leila, path) as idle, socket_to(site, marte, path) as used:
        for one in (idle, used):
            await one.send('{"seen": {}}')
            await asyncio.wait_for(one.recv(), 20)
        await asyncio.wait_for(both.wait(), 20)  # the hub has learnt until when both stand
        site.clock.move(timedelta(minutes=29))
        assert (await marte.get(site.plan())).status_code == 200
        site.clock.move(timedelta(minutes=1, seconds=1))
        started = asyncio.get_running_loop().time()
        assert await close_code(idle, 5) == 1008
        assert asyncio.get_running_loop().time() - started < 1
        assert used.close_code is None


@pytest.mark.alone
async def test_the_same_persons_pages_go_on_by_a_new_login_in_the_same_browser(site: Site) -> None:
    leila = await site.client("leila")
    path = f"/plans/{site.world.spaces['tiril']}/live"
    async with socket_to(site, leila, path) as socket:
        await socket.send('{"seen": {}}')
        await asyncio.wait_for(socket.recv(), 20)
        await log_in(site, leila, "leila")
        assert await close_code(socket, 1) == 1012, "it may come back"
    async with socket_to(site, leila, path) as socket:
        await socket.send('{"seen": {}}')
        await log_in(site, leila, "sindre")
        assert await close_code(socket, 1) == 1008, "another person: it may not"
