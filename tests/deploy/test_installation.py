"""The processes of docker-compose.yml, started by its own commands: two that serve, none special.

Only the images, the proxy and the isolation of containers are not there; what the processes say is kept, and
searched for what must not be in a log.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import httpx2
import psycopg
import pytest
from websockets.asyncio.client import ClientConnection, connect

from ipplan.config import ROOT
from tests.deploy.installation import LASTING, STEPS, Front, Installation, fronts, installed
from tests.deploy.personal import personal, secrets_of
from tests.folders import open_folder
from tests.page.asking import cookies_of
from tests.waiting import free_port, until
from tests.world import PEOPLE

WITHIN = 20
"""Seconds that a loaded machine may take; that withdrawals are fast is measured elsewhere."""
WORDS = "Svømme hver tirsdag i hallen på Øra"


@dataclass
class Running:
    """The installation, running behind its front."""

    installation: Installation
    front: Front
    space: str
    sections: dict[str, str]

    @property
    def plan(self) -> str:
        return f"/plans/{self.space}"

    def section(self, area: str) -> str:
        return f"/plans/{self.space}/sections/{self.sections[area]}"

    def socket(self, client: httpx2.AsyncClient) -> connect:
        """The plan's live socket, at the process that the front gives now; use with ``async with``."""
        address = self.installation.address.replace("https://", "wss://") + f"/plans/{self.space}/live"
        return connect(
            address,
            origin=self.installation.address,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookies_of(client)},
            ssl=self.installation.trust(),
            proxy=None,
        )


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Running]:
    with open_folder() as folder:
        app, issuer = free_port(), free_port()
        with installed(folder, app, issuer) as made:
            web = Front([made.ports["web-1"]["8000"], made.ports["web-2"]["8000"]])
            provider = Front([made.ports["idp"]["8001"]])
            async with fronts(folder, (web, app), (provider, issuer)):
                for name in STEPS:
                    await asyncio.to_thread(made.once, name)
                await asyncio.gather(*(asyncio.to_thread(made.start, name) for name in LASTING))
                yield Running(made, web, *_tirils_plan(made))


def _tirils_plan(made: Installation) -> tuple[str, dict[str, str]]:
    with psycopg.connect(made.url()) as connection:
        query = "SELECT space_id FROM space JOIN account ON account_id = owner_id WHERE name = %s"
        row = connection.execute(query, [PEOPLE["tiril"]["name"]]).fetchone()
        assert row is not None
        found = connection.execute("SELECT area, section_id FROM section WHERE space_id = %s", row)
        return str(row[0]), {area: str(section) for area, section in found}


async def heard(socket: ClientConnection, words: str) -> str:
    """The first frame that holds ``words``."""
    async with asyncio.timeout(WITHIN):
        while words not in (frame := str(await socket.recv())):
            pass
    return frame


def new_goal(title: str) -> dict[str, str]:
    return {"kind": "goal", "title": title, "status": "active", "item": str(uuid4())}


def served(text: str, door: str) -> float:
    found = re.findall(rf'ipplan_requests_total{{door="{re.escape(door)}",.*?}} (\S+)', text)
    return sum(map(float, found))


async def test_an_edit_is_seen_through_the_other_process(running: Running) -> None:
    running.front.to = 0
    async with running.installation.person("marte") as marte:
        running.front.to = 1
        async with running.installation.person("berit") as berit, running.socket(berit) as screen:
            await screen.send('{"seen": {}}')
            saved = await marte.post(f"{running.section('leisure')}/items", data=new_goal(WORDS))
            assert saved.status_code in (200, 303), saved.text
            await heard(screen, WORDS)
            assert WORDS in (await berit.get(running.plan)).text
    first, second = [await running.installation.metrics(name) for name in ("web-1", "web-2")]
    assert served(first, "/plans/{plan}/sections/{section}/items") == 1
    assert served(second, "/plans/{plan}/sections/{section}/items") == 0
    assert served(second, "/plans/{plan}") == 1


async def test_a_withdrawal_reaches_the_screens_of_the_other_process(running: Running) -> None:
    account = await _account(running, "sindre")
    running.front.to = 0
    async with running.installation.person("marte") as marte:
        running.front.to = 1
        async with running.installation.person("sindre") as sindre, running.socket(sindre) as screen:
            page = (await sindre.get(running.plan)).text
            seen = dict(re.findall(r'id="(live-[^"]+)"[^>]*data-seen="([^"]+)"', page))
            assert f"live-section-{running.sections['health']}" in seen
            # As a browser says it: of what is on the screen already, no frame comes.
            await screen.send(json.dumps({"seen": seen}))
            path = f"/plans/{running.space}/sharing/{account}/{running.sections['health']}/withdrawal"
            assert (await marte.post(path)).status_code == 303
            left = await heard(screen, '"#live-sections"')
            assert running.sections["leisure"] in left
            assert running.sections["health"] not in left
            assert (await sindre.get(running.section("health"))).status_code == 404
            assert (await sindre.get(running.section("leisure"))).status_code == 200


async def test_a_logout_ends_screens_at_the_other_process(running: Running) -> None:
    running.front.to = 0
    async with running.installation.person("leila") as leila:
        running.front.to = 1
        async with running.socket(leila) as screen:
            await screen.send('{"seen": {}}')
            await heard(screen, running.sections["health"])
            assert (await leila.post("/logout")).status_code == 303
            await asyncio.wait_for(screen.wait_closed(), WITHIN)
            assert screen.close_code == 1008


async def test_the_worker_sends_mail_and_seals_the_log(running: Running) -> None:
    guest = {"name": "Kari Sæther", "email": "kari@legekontor.example", "title": "Fastlege"}
    async with running.installation.person("wenche") as wenche:
        answer = await wenche.post(f"/plans/{running.space}/invitations", data=guest)
        assert answer.status_code == 303, answer.text
    folder = running.installation.folder / "mail"
    until(lambda: list(folder.glob("*.eml")), "the invitation has come", WITHIN)
    mail = next(folder.glob("*.eml")).read_text()
    assert running.installation.address in mail
    assert WORDS not in mail
    async with asyncio.timeout(WITHIN):
        while 'ipplan_log_unbound{source="access"} 0.0' not in await running.installation.metrics("worker"):
            pass


async def test_one_process_is_exchanged_while_the_other_serves(running: Running) -> None:
    made = running.installation
    running.front.to = 0
    async with made.person("marte") as marte:
        await asyncio.to_thread(made.stop, "web-1")
        assert not made.is_well("web-1")
    async with made.person("marte") as marte:
        assert (await marte.get(running.section("leisure"))).status_code == 200
        await asyncio.to_thread(made.start, "web-1")
        assert made.is_well("web-1")


async def test_nothing_is_written_where_a_container_lets_nothing_be_written(running: Running) -> None:
    """The file system of the image is read-only: only the keys, the mail and /tmp are not."""
    began = (running.installation.folder / "secrets").stat().st_mtime
    async with running.installation.person("marte") as marte:
        receipts = (await marte.get(f"/plans/{running.space}/receipts")).text
        document = re.search(r'href="(/plans/[^"]+/receipts/[0-9a-f-]{36})"', receipts)
        assert document is not None
        assert (await marte.get(document[1] + ".pdf")).content.startswith(b"%PDF")
    written = [
        path
        for part in ("ipplan", "migrations", "web")
        for path in (ROOT / part).rglob("*")
        if path.is_file() and path.stat().st_mtime > began and "__pycache__" not in path.parts
    ]
    assert written == []


async def test_no_log_holds_anything_personal(running: Running) -> None:
    """Last: everything above has been said by then, and more that goes wrong on purpose."""
    await _what_goes_wrong(running)
    logs = {name: running.installation.log(name).read_text() for name in LASTING if name != "mailbox"}
    lines = [json.loads(line) for text in logs.values() for line in text.splitlines()]
    events = {line["event"] for line in lines}
    assert {"login", "refused", "failed"} <= events, "the journeys did leave lines"
    assert any(line.get("request") for line in lines), "with request ids"
    everything = "\n".join(logs.values())
    banned = personal() | {WORDS} | secrets_of(running.installation.folder)
    shown = {word for word in banned if re.search(rf"\b{re.escape(word)}\b", everything)}
    assert shown == set()
    assert not re.search(r"eyJ[\w-]+\.", everything), "no token"
    assert not re.search(r"\b\d{11}\b", everything), "no identity number"
    assert not re.search(r"[0-9a-f]{64}", everything), "no invitation's link, no session"


async def _what_goes_wrong(running: Running) -> None:
    """Requests that end in a line of the log, with words in them that must not."""
    made = running.installation
    invitation, callback = "/invitations/" + "ab" * 32, "/login/callback?code=12345678901&state=x"
    async with made.person("berit") as berit:
        assert (await berit.get("/plans/Ola Nordmann")).status_code == 404
        assert "Du er allerede logget inn" in (await berit.get(callback)).text
        async with httpx2.AsyncClient(base_url=made.address, verify=made.trust(), trust_env=False) as nobody:
            assert (await nobody.get(callback)).status_code == 400
        await berit.get(invitation)
        assert (await berit.get(running.section("health"))).status_code == 404
        refused = await berit.post(f"{running.section('health')}/items", data=new_goal("Ola Nordmann"))
        assert refused.status_code == 404
        elsewhere = {"origin": "https://ola-nordmann.example", "sec-fetch-site": "cross-site"}
        assert (await berit.post("/logout", headers=elsewhere)).status_code == 403
        broken = {"content-type": "multipart/form-data; boundary=12345678901"}
        await berit.post(f"{running.section('leisure')}/items", content=b"Ola Nordmann", headers=broken)
    with psycopg.connect(made.url(), autocommit=True) as connection:
        connection.execute("ALTER TABLE draft ADD CONSTRAINT broken CHECK (false) NOT VALID")
    try:
        async with made.person("marte") as marte:
            form = new_goal("Ola Nordmann 12345678901")
            path = f"{running.section('leisure')}/items/{form.pop('item')}/draft"
            assert (await marte.post(path, data=form)).status_code == 500
    finally:
        with psycopg.connect(made.url(), autocommit=True) as connection:
            connection.execute("ALTER TABLE draft DROP CONSTRAINT broken")


async def _account(running: Running, name: str) -> str:
    with psycopg.connect(running.installation.url()) as connection:
        row = connection.execute(
            "SELECT account_id FROM account WHERE name = %s", [PEOPLE[name]["name"]]
        ).fetchone()
        assert row is not None
        return str(row[0])
