"""What a process tells Prometheus: on a port of its own, true numbers, and nothing about anybody."""

import asyncio
import gc
import re
from collections.abc import AsyncIterator

import httpx2
import pytest
from playwright.async_api import Browser

from ipplan.config import ROOT
from ipplan.gate.sealer import Sealer
from ipplan.job.gauges import worker_gauges
from ipplan.metrics import exposition
from ipplan.metrics_port import metrics_served
from ipplan.page.request.gauges import web_gauges
from ipplan.store.outbox import promise
from tests.conftest import Ground
from tests.journeys.steps import at_plan
from tests.site import Site, open_site
from tests.waiting import free_port
from tests.world import PEOPLE, World

Numbers = dict[str, float]


def parsed(text: str) -> Numbers:
    """Series and values of an exposition."""
    lines = [line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return {series: float(value) for series, _, value in lines}


async def asked(port: int, path: str = "/metrics") -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://127.0.0.1:{port}{path}")


@pytest.fixture
async def measured(ground: Ground) -> AsyncIterator[tuple[Site, int]]:
    """A site, and the port where it tells what it measures."""
    name, port = ground.fresh(), free_port()
    async with open_site(ground.postgres, name, ground.settings(name, metrics_port=port)) as site:
        yield site, port
    ground.postgres.drop_database(name)


async def test_a_visit_is_counted_by_its_door_and_not_by_its_address(measured: tuple[Site, int]) -> None:
    site, port = measured
    before = parsed((await asked(port)).text)
    berit = await site.client("berit")
    assert (await berit.get(site.plan())).status_code == 200
    assert (await berit.get(site.plan("roar"))).status_code == 404
    assert (await berit.get("/made/up")).status_code == 404
    assert (await berit.request("PROPFIND", "/")).status_code == 404
    await berit.aclose()
    text = (await asked(port)).text
    after = parsed(text)

    def grew(series: str) -> float:
        return after.get(series, 0) - before.get(series, 0)

    assert grew('ipplan_requests_total{door="/plans/{plan}",method="GET",status="200"}') == 1
    assert grew('ipplan_requests_total{door="/plans/{plan}",method="GET",status="404"}') == 1
    assert grew('ipplan_requests_total{door="none",method="GET",status="404"}') == 1
    assert grew('ipplan_request_seconds_count{door="/plans/{plan}"}') == 2
    assert grew('ipplan_refused_total{reason="not_participant",what="refused"}') == 1, text
    assert grew("ipplan_gate_query_seconds_count") >= 2
    assert grew("ipplan_log_lines_total") >= 1
    assert after["ipplan_log_lines_waiting"] == 0
    assert after['ipplan_database_connections{pool="gate",state="open"}'] >= 1
    assert "PROPFIND" not in text
    assert str(site.world.spaces["tiril"]) not in text
    for person in PEOPLE.values():
        assert person["pid"] not in text
        assert person["name"] not in text


async def test_open_sockets_and_pushes_are_told(measured: tuple[Site, int], browser: Browser) -> None:
    site, port = measured
    before = parsed((await asked(port)).text)
    assert before["ipplan_sockets"] == 0
    marte = (await at_plan(site, browser, "marte")).page
    await at_plan(site, browser, "leila")
    async with asyncio.timeout(20):
        while True:
            now = parsed((await asked(port)).text)
            if now["ipplan_sockets"] == 2 and now["ipplan_pushes_total"] > before["ipplan_pushes_total"]:
                break
    assert now["ipplan_spaces_watched"] == 1
    await marte.close()
    async with asyncio.timeout(20):
        while parsed((await asked(port)).text)["ipplan_sockets"] != 1:
            pass


async def test_the_apps_own_port_tells_nothing(measured: tuple[Site, int]) -> None:
    site, port = measured
    assert (await asked(port)).status_code == 200
    async with await site.client() as client:
        assert (await client.get("/metrics")).status_code == 404
    assert (await asked(port, "/plans")).status_code == 404


async def test_what_is_not_a_request_is_let_go(measured: tuple[Site, int]) -> None:
    _, port = measured
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"x" * 20_000)
    async with asyncio.timeout(20):
        assert await reader.read() == b""
    assert (await asked(port)).status_code == 200


async def test_the_worker_tells_what_waits(world: World) -> None:
    database = world.house.database
    await Sealer(database, world.house.keyring, world.house.settings.grant_issuer).seal()
    before = parsed(exposition(await worker_gauges(database)).decode())
    assert before['ipplan_log_unbound{source="access"}'] == 0
    assert before["ipplan_mails_waiting"] == 0
    await world.open("leila", "health")
    async with database.begin() as tx:
        await promise(tx, "send_invitation", invitation_id="00000000-0000-0000-0000-000000000000")
    after = parsed(exposition(await worker_gauges(database)).decode())
    assert after['ipplan_log_unbound{source="access"}'] == 1
    assert 0 < after['ipplan_log_unbound_age_seconds{source="access"}'] < 60
    assert after['ipplan_jobs{job="send_invitation",state="todo"}'] == 1
    assert after["ipplan_mails_waiting"] == 1
    assert after["ipplan_database_up"] == 1


async def test_a_database_that_is_away_is_told(world: World) -> None:
    await world.house.database.close()
    name = world.owner_url.rpartition("/")[2].partition("?")[0]
    gc.collect()  # a connection half open is waited for, for a minute (conftest.py)
    world.postgres.drop_database(name)
    text = exposition(await worker_gauges(world.house.database)).decode()
    assert parsed(text)["ipplan_database_up"] == 0


async def test_health_is_what_the_process_says(ground: Ground) -> None:
    async def nothing() -> list[tuple[str, str, dict[str, str], float]]:
        return []

    port, well = free_port(), [True]
    settings = ground.settings("none", metrics_port=port)
    async with metrics_served(settings, nothing, lambda: well[0]):
        assert (await asked(port, "/healthz")).status_code == 200
        well[0] = False
        assert (await asked(port, "/healthz")).status_code == 503


async def test_the_book_names_every_metric_of_ours_and_no_other(world: World) -> None:
    gauges = [*await web_gauges(world.house), *await worker_gauges(world.house.database)]
    gauges.append(("ipplan_jobs", "", {"job": "x", "state": "todo"}, 0))
    text = exposition(gauges).decode()
    there = {
        name for name in re.findall(r"^# TYPE (ipplan_\w+)", text, re.M) if not name.endswith("_created")
    }
    book = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    table = book.partition("| metric | from |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(ipplan_\w+)", table)) == there


def test_no_series_is_named_by_something_that_grows() -> None:
    labels = set(re.findall(r"(\w+)=\"", exposition([]).decode()))
    assert labels <= {"door", "method", "status", "what", "reason", "event", "le"} | {
        "generation", "implementation", "major", "minor", "patchlevel", "version"
    }  # fmt: skip
