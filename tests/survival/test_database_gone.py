"""The database dead or silent: everybody is told at once, nothing hangs, and all comes back by itself."""

import asyncio
import html
import os
import re
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from uuid import UUID, uuid4

import httpx2
import psycopg
import pytest
from playwright.async_api import Browser, expect
from websockets.exceptions import InvalidStatus

from ipplan.embedded.folder import SUPERUSER
from tests.bench.town import Plan
from tests.journeys.steps import live
from tests.survival.screens import Screen, screen
from tests.survival.stage import Durable, Stage, open_stage

FORM = os.environ.get("IPPLAN_TESTS", "")
AWAY = {"long": 30, "torture": 300}.get(FORM, 4)
"""Seconds for which the database is dead."""
SILENT = {"long": 30, "torture": 120}.get(FORM, 0)
"""Seconds for which it stands still, after everybody has got an answer."""
AT_ONCE = 4.0
"""Seconds to the answer, where the database is dead."""
IN_THE_END = 14.0
"""The same where it is silent: to wait for a statement that is under way, and for two connections."""
HEALED = 5.0
NOT_YET = "Ikke sendt ennå. Det du skriver, er tatt vare på på denne enheten, og blir sendt så snart det går."
WORDS = 'Det jeg skrev mens databasen var «borte» & <stille> "nå"'


@dataclass(frozen=True)
class Owner:
    """Somebody at her plan, with a client and a screen at each process."""

    stage: Stage
    plan: Plan
    client: httpx2.AsyncClient
    cookie: str
    screens: Sequence[Screen]

    @property
    def home(self) -> str:
        return f"/plans/{self.plan.space_id}"

    @property
    def items(self) -> str:
        return f"{self.home}/sections/{self.plan.sections[0]}/items"

    async def writes(self, words: str, item: UUID, server: int = 0, **headers: str) -> httpx2.Response:
        form = {"kind": "text", "item": str(item), "body": words}
        address = self.stage.servers[server].address
        return await self.client.post(f"{address}{self.items}", data=form, headers=headers)

    async def reads(self, path: str, server: int = 0) -> httpx2.Response:
        return await self.client.get(f"{self.stage.servers[server].address}{path}")


@pytest.fixture
async def owner(durable: Durable) -> AsyncIterator[Owner]:
    async with open_stage(durable) as stage, AsyncExitStack() as stack:
        plan = stage.plans[0]
        (cookie,) = await stage.cookies(plan.people[:1])
        client = await stack.enter_async_context(stage.client(cookie, timeout=IN_THE_END + 5))
        path = f"/plans/{plan.space_id}"
        screens = [
            await stack.enter_async_context(screen(stage.settings, one, cookie, path))
            for one in stage.servers
        ]
        yield Owner(stage, plan, client, cookie, screens)


async def test_a_dead_database_is_told_at_once_and_comes_back_by_itself(owner: Owner) -> None:
    stage = owner.stage
    await _all_is_well(owner)
    await stage.kill_postgres()
    began = monotonic()
    try:
        while monotonic() - began < AWAY:
            kept = await _refused(owner, AT_ONCE)
        for server in stage.servers:
            with pytest.raises(InvalidStatus):
                async with screen(stage.settings, server, owner.cookie, owner.home):
                    pass
    finally:
        await stage.start_postgres()
    await _healed(owner, kept)
    assert not any(one.closed for one in owner.screens), "sockets that stood, stand"
    errors = {one["event"] for one in stage.said() if one["level"] == "error"}
    assert errors <= {"database_away", "live_failed"}


async def test_a_silent_database_is_told_soon_and_comes_back_by_itself(owner: Owner) -> None:
    await _all_is_well(owner)
    async with _stopped(owner.stage):
        kept = await _refused(owner, IN_THE_END)
        began = monotonic()
        while monotonic() - began < SILENT:
            kept = await _refused(owner, IN_THE_END)
    await _healed(owner, kept)


async def test_what_one_types_meanwhile_is_kept_and_saved_afterwards(owner: Owner, browser: Browser) -> None:
    stage, name = owner.stage, uuid4()
    assert (await owner.writes("Dette sto her.", name)).status_code == 303
    context = await browser.new_context(locale="nb-NO")
    await context.add_cookies([{"name": "ipplan", "value": owner.cookie, "url": stage.settings.base_url}])
    page = await context.new_page()
    await page.goto(f"{stage.settings.base_url}{owner.home}")
    await live(page)
    await page.locator(f"#item-{name} .edit-button").first.click()
    editor = page.locator(f"#edit-{name}")
    box = editor.locator("textarea[name=body]")
    await box.fill("Dette skrev jeg før.")
    await expect(editor.locator(".draft-state")).to_have_text("Utkastet er tatt vare på.")
    await stage.kill_postgres()
    try:
        await box.fill(WORDS)
        await expect(editor.locator(".draft-state")).to_have_text(NOT_YET)
        await editor.get_by_role("button", name="Lagre").click()
        await expect(page.locator("#toast")).to_contain_text("Feilen ligger hos oss")
        assert await box.input_value() == WORDS, "what one has typed stays on the screen"
    finally:
        await stage.start_postgres()
    await expect(editor.locator(".draft-state")).to_have_text("Utkastet er tatt vare på.")
    tab = await context.new_page()
    await tab.goto(f"{stage.settings.base_url}{owner.items}/{name}/edit")
    await expect(tab.locator("textarea[name=body]")).to_have_value(WORDS)
    await editor.get_by_role("button", name="Lagre").click()
    await expect(page.locator(f"#item-{name} .item-view")).to_contain_text(WORDS)
    await context.close()


async def _all_is_well(owner: Owner) -> None:
    """Everything works, so that its failing later says something; and every kind of connection is in use."""
    for number in range(2):
        words = f"Alt er vel {uuid4()}"
        assert (await owner.writes(words, uuid4(), number)).status_code == 303
        assert words in (await owner.reads(owner.home, number)).text
        for one in owner.screens:
            await one.bears(words, 10)


async def _refused(owner: Owner, within: float) -> dict[str, str]:
    """All that is asked is answered in time, with a refusal that says so; returns what a page kept."""
    item, began = uuid4(), monotonic()
    paths = (owner.home, f"{owner.items}/new?kind=text", f"{owner.home}/log")
    answers = await asyncio.gather(
        *(owner.reads(path, number) for path in paths for number in range(2)),
        owner.writes(WORDS, item),
        owner.writes(WORDS, uuid4(), 1, **{"hx-request": "true"}),
        owner.client.get("/readyz", headers={"cookie": ""}),
    )
    assert monotonic() - began < within
    assert {one.status_code for one in answers} == {503}, [one.status_code for one in answers]
    *pages, saved, part, ready = answers
    for one in (*pages, saved, part):
        assert "Feilen ligger hos oss" in one.text
        assert one.headers["retry-after"]
    assert ready.json()["problems"] == ["database"]
    assert "<html" not in part.text
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', saved.text.split("</main>")[0])
    kept = {name: html.unescape(value) for name, value in fields}
    assert kept == {"kind": "text", "item": str(item), "body": WORDS}
    return kept


async def _healed(owner: Owner, kept: dict[str, str]) -> None:
    """Within seconds everybody reads, writes and is pushed to; what a page had kept is saved at a press."""
    async with asyncio.timeout(HEALED):
        for number in range(2):
            while (await owner.reads(owner.home, number)).status_code == 503:
                pass
    answer = await owner.client.post(owner.items, data=kept)
    assert answer.status_code == 303, answer.text
    words = f"Tilbake {uuid4()}"
    assert (await owner.writes(words, uuid4(), 1)).status_code == 303
    for one in owner.screens:
        await one.bears(words, HEALED)
    for number, server in enumerate(owner.stage.servers):
        text = (await owner.reads(owner.home, number)).text
        assert text.count(html.escape(WORDS, quote=False).replace('"', "&#34;")) == 1, "once"
        async with screen(owner.stage.settings, server, owner.cookie, owner.home) as fresh:
            await fresh.bears(words, HEALED)


@asynccontextmanager
async def _stopped(stage: Stage) -> AsyncIterator[None]:
    """The whole of PostgreSQL stands still: it takes connections, and says nothing."""
    with psycopg.connect(stage.postgres.url(SUPERUSER, "postgres")) as connection:
        pids = [row[0] for row in connection.execute("SELECT pid FROM pg_stat_activity")]
    pids = [stage.postgres.pid, *pids]
    try:
        for pid in pids:
            _signal(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            _signal(pid, signal.SIGCONT)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        assert number == signal.SIGCONT or pid, "our own question's process has ended"
