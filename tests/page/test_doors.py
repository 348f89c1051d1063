"""Every route and socket message: none reaches content without the gate, and all refusals are one."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from starlette.routing import Mount, Route, WebSocketRoute

from ipplan.app import create_app
from ipplan.config import Settings
from ipplan.gate import remembered
from ipplan.gate.standing import Denied
from ipplan.page.door import INQUIRY, PLAN, Door
from ipplan.page.fresh import late
from ipplan.page.routes import DOORS
from ipplan.page.screen.live import MESSAGES
from ipplan.store import seal
from tests.page.asking import Answer, Place, call, close_code, form_of, heads, place_of, socket_to
from tests.site import Site

CONTENT = [door for door in DOORS if door.reach == "content"]
INSIDE = [door for door in CONTENT if door.path.startswith(PLAN)]
"""Content doors of one plan; the front page shows whatever plans there are, and so is never refused."""
ROOMS = [door for door in INSIDE if "{section}" in door.path and "{account}" not in door.path]
"""Doors into one section."""
HARMLESS = [door for door in DOORS if door.reach != "content" and door.path not in ("/logout", INQUIRY)]
"""Logging out ends what follows; an inquiry that is sent becomes a case, which seals."""


@dataclass
class Spy:
    """What was opened or sealed of sections' content, at two depths."""

    boxes: list[str] = field(default_factory=list)
    ciphers: list[str] = field(default_factory=list)

    @property
    def silent(self) -> bool:
        return not self.boxes and not self.ciphers

    def forget(self) -> None:
        self.boxes.clear()
        self.ciphers.clear()


@pytest.fixture
def spy(site: Site, monkeypatch: pytest.MonkeyPatch) -> Spy:
    """Watches the boxes of sections, and the cipher under every key not known to be another's."""
    seen, keyring = Spy(), site.world.house.keyring
    others = {*keyring.secrets.values(), *keyring.masters.values()}
    for name in ("open", "seal"):
        monkeypatch.setattr(seal.SectionBox, name, _told(name, getattr(seal.SectionBox, name), seen))
    cipher: Any = seal.AESGCM  # type: ignore[attr-defined]

    class Watched:
        generate_key = staticmethod(cipher.generate_key)

        def __init__(self, key: bytes) -> None:
            self._cipher = cipher(key)
            self._others = key in others

        def encrypt(self, nonce: bytes, plain: bytes, bound_to: bytes) -> Any:
            self._tell("seal", bound_to)
            return self._cipher.encrypt(nonce, plain, bound_to)

        def decrypt(self, nonce: bytes, sealed: bytes, bound_to: bytes) -> Any:
            self._tell("open", bound_to)
            return self._cipher.decrypt(nonce, sealed, bound_to)

        def _tell(self, what: str, bound_to: bytes) -> None:
            # Sessions, numbers and spaces' keys have keys of their own; a space's key opens sections' keys.
            if not self._others and not bound_to.startswith(b"section"):
                seen.ciphers.append(what)

    monkeypatch.setattr(seal, "AESGCM", Watched)
    return seen


def _told(name: str, real: Any, seen: Spy) -> Any:
    def watched(self: seal.SectionBox, *args: Any) -> bytes:
        seen.boxes.append(name)
        result: bytes = real(self, *args)
        return result

    return watched


def test_the_apps_real_routes_are_the_table_and_the_static_files() -> None:
    app = create_app(Settings(env="test"))
    real: list[tuple[str, str, Any]] = []
    for route in app.routes:
        if isinstance(route, Route):
            methods = (route.methods or set()) - {"HEAD"}
            real += [(method, route.path, route.endpoint) for method in methods]
        elif isinstance(route, WebSocketRoute):
            real.append(("SOCKET", route.path, route.endpoint))
        else:
            assert isinstance(route, Mount), f"a kind of route that no test knows: {route!r}"
            real.append(("MOUNT", route.path, None))
    table = [(door.method, door.path, door.handler) for door in DOORS]
    assert sorted(map(str, real)) == sorted(map(str, [*table, ("MOUNT", "/static", None)]))
    assert len({(method, path) for method, path, _ in table}) == len(table), "no door hides behind another"


def test_every_post_door_has_a_form_here() -> None:
    place = Place(*"abcdefghi")
    for door in DOORS:
        if door.method == "POST":
            form_of(door, place)


async def test_the_spy_sees_an_entitled_read_a_write_and_a_screen(site: Site, spy: Spy) -> None:
    marte, place = await site.client("marte"), await place_of(site)
    _forget_outlines(site)
    spy.forget()
    assert (await marte.get(site.plan())).status_code == 200
    assert spy.boxes.count("open") >= 60
    assert spy.ciphers.count("open") == spy.boxes.count("open")
    spy.forget()
    draft = {"kind": "text", "body": "Skrives nå."}
    kept = await marte.post(f"{site.section('health')}/items/{uuid4()}/draft", data=draft)
    assert kept.status_code == 200
    assert spy.boxes.count("seal") == 1 == spy.ciphers.count("seal")
    _forget_outlines(site)
    spy.forget()
    path = f"/plans/{place.plan}/live"
    async with socket_to(site, marte, path) as socket:
        await socket.send(json.dumps({"seen": {}}))
        assert "content" in json.loads(await asyncio.wait_for(socket.recv(), 20))
    assert spy.boxes.count("open") >= 60


async def test_whoever_is_not_logged_in_is_sent_to_log_in_and_opens_nothing(site: Site, spy: Spy) -> None:
    nobody, place = await site.client(), await place_of(site)
    before = await heads(site)
    spy.forget()
    places = (place, place.nowhere())
    for door in INSIDE:
        answers = [await call(site, nobody, door, there) for there in places]
        if door.method == "SOCKET":
            assert [answer.status for answer in answers] == [403, 403], door
        elif answers[0].status == 401:
            # What was typed, and nothing else: the same page whatever was asked for.
            pages = [_without(answer, door, there) for answer, there in zip(answers, places, strict=True)]
            assert pages[0] == pages[1], door
            assert door.method == "POST"
            assert all(answer.status == 401 for answer in answers), door
        else:
            assert [answer.status for answer in answers] == [303, 303], door
            assert all(answer.header("location").startswith("/login?return_to=/") for answer in answers), door
            assert answers[0].body == answers[1].body == b"", door
    assert (await nobody.get("/")).status_code == 200
    assert spy.silent
    assert await heads(site) == before


@pytest.mark.parametrize("outsider", [pytest.param("mehmet", marks=pytest.mark.long), "roar"])
async def test_an_outsider_gets_the_one_refusal_at_every_door(site: Site, spy: Spy, outsider: str) -> None:
    place = await place_of(site)
    marte = await site.client("marte")
    assert (await marte.get(site.plan())).status_code == 200, "there is something to find, and it is warm"
    client = await site.client(outsider)
    before = await heads(site)
    refused = Answer.of(await client.get(f"/plans/{uuid4()}"))
    assert refused.status == 404
    spy.forget()
    for door in INSIDE:
        for there in (place, place.nowhere(), Place(*["ikke-en-id"] * 9)):
            for hx in ({}, {"hx-request": "true"}):
                answer = await call(site, client, door, there, **({"headers": hx} if hx else {}))
                _is_the(refused, answer, door)
        if door.method == "POST":
            # Nor does a form that is wrong get another answer than a right one.
            _is_the(refused, Answer.of(await client.post(place.path(door), data={"title": ""})), door)
    assert spy.silent
    assert await heads(site) == before


async def test_a_participant_gets_the_one_refusal_at_every_door_to_a_section_not_hers(
    site: Site, spy: Spy
) -> None:
    economy, roars = await place_of(site, "economy"), await place_of(site, owner="roar", who="thea")
    marte = await site.client("marte")
    assert (await marte.get(site.section("economy"))).status_code == 200
    leila = await site.client("leila")
    assert (await leila.get(site.section("health"))).status_code == 200
    health = economy.other(section=str(site.world.sections["tiril"]["health"]))
    before = await heads(site)
    refused = Answer.of(await leila.get(f"/plans/{uuid4()}"))
    for door in ROOMS:
        spy.forget()
        places = [
            economy,
            economy.other(section=roars.section, item=roars.item),
            economy.other(section=str(uuid4()), item=str(uuid4())),
        ]
        for there in places:
            _is_the(refused, await call(site, leila, door, there), door)
        assert spy.silent, door
        if "{item}" in door.path and not door.path.endswith(("/draft", "/discard")):
            # Through a section that is open to her: another section's item is not there either.
            for there in (health, health.other(item=roars.item), health.other(item=str(uuid4()))):
                _is_the(refused, await call(site, leila, door, there), door)
    assert await heads(site) == before


async def test_what_only_the_owner_or_coordinator_may_is_refused_to_the_rest(site: Site, spy: Spy) -> None:
    place = await place_of(site, "leisure")
    before = await heads(site)
    managing = [door for door in INSIDE if "/sharing" in door.path or "/people" in door.path]
    managing += [door for door in INSIDE if "/invitations" in door.path]
    deciding = [door for door in INSIDE if door.path.endswith(("/sections/new", "/sections/closed"))]
    deciding += [door for door in INSIDE if door.path == PLAN + "/sections" or "/log" in door.path]
    berit = await site.client("berit")
    refused = Answer.of(await berit.get(f"/plans/{uuid4()}"))
    spy.forget()
    assert len(managing) == 12
    assert len(deciding) == 6
    for door in managing + deciding:
        _is_the(refused, await call(site, berit, door, place), door)
    wenche = await site.client("wenche")
    refused = Answer.of(await wenche.get(f"/plans/{uuid4()}"))
    for door in deciding + [door for door in managing if "/sharing" in door.path]:
        _is_the(refused, await call(site, wenche, door, place), door)
    assert spy.silent
    assert await heads(site) == before


async def test_without_the_gates_yes_nobody_reaches_anything(
    site: Site, spy: Spy, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await place_of(site)
    clients = [await site.client(name) for name in ("marte", "wenche", "leila")]
    for client in clients:
        assert (await client.get(site.plan())).status_code == 200
        assert (await client.get(site.section("health"))).status_code == 200
    before = await heads(site)
    monkeypatch.setattr(remembered.Verdicts, "standing", lambda *_: Denied("the test says no"))
    spy.forget()
    for client in clients:
        refused = Answer.of(await client.get(f"/plans/{uuid4()}"))
        for door in INSIDE:
            _is_the(refused, await call(site, client, door, place), door)
        front = await client.get("/")
        assert front.status_code == 200
        assert place.plan not in front.text
    assert spy.silent
    assert await heads(site) == before


async def test_the_front_page_opens_nothing_of_other_peoples_plans(site: Site, spy: Spy) -> None:
    mehmet = await site.client("mehmet")
    _forget_outlines(site)
    spy.forget()
    front = await mehmet.get("/")
    assert str(site.world.spaces["roar"]) in front.text
    assert str(site.world.spaces["tiril"]) not in front.text
    assert "Tiril" not in front.text
    opened = len(spy.boxes)
    economy, work, meetings = (site.world.sections["roar"][area] for area in ("economy", "work", "meetings"))
    rows = await site.world.sql(
        "SELECT count(*) FROM item WHERE NOT closed AND section_id IN (:a, :b, :c)",
        a=economy,
        b=work,
        c=meetings,
    )
    assert 0 < opened <= rows[0][0], "no more is opened than what he may read"


async def test_open_and_own_doors_open_no_content_even_for_the_entitled(site: Site, spy: Spy) -> None:
    place = await place_of(site)
    for name in ("marte", "roar", "wenche"):
        client = await site.client(name)
        spy.forget()
        for door in HARMLESS:
            answer = await call(site, client, door, place)
            assert answer.status < 500, door
        assert (await client.post("/logout")).status_code == 303
        assert spy.silent


async def test_the_socket_takes_one_message_and_every_other_opens_nothing(site: Site, spy: Spy) -> None:
    place = await place_of(site)
    marte = await site.client("marte")
    path = f"/plans/{place.plan}/live"
    strange: list[str | bytes] = [
        "",
        "null",
        "[]",
        "7",
        '"seen"',
        "{}",
        '{"seen": null}',
        '{"seen": []}',
        '{"seen": {"a": 1}}',
        '{"read": "economy"}',
        "[" * 9_000,
        b"\x00\x01",
        b'{"seen": {}}',
        '{"seen": {}',
    ]
    spy.forget()
    for message in strange:
        async with socket_to(site, marte, path) as socket:
            await socket.send(message)
            with pytest.raises(Exception, match="1008"):
                await asyncio.wait_for(socket.recv(), 20)
            assert socket.close_code == 1008, message[:20]
    assert spy.silent
    async with socket_to(site, marte, path) as socket:
        await socket.send('{"seen": {}}')
        while True:
            try:
                await asyncio.wait_for(socket.recv(), 1)
            except TimeoutError:
                break
        spy.forget()
        for message in ['{"seen": {}}', '{"open": "economy"}'] * (MESSAGES // 2):
            await socket.send(message)
        assert await close_code(socket) == 1008
        assert spy.silent, "after the first message the socket only listens for the browser's going"


async def test_refusals_make_the_same_queries(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    place = await place_of(site)
    mehmet = await site.client("mehmet")
    asked: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def noted(self: Any, query: Any, *args: Any, **more: Any) -> Any:
        if query:  # not a look whether a connection is still there: only one that was used before gets that
            asked.append(str(query))
        return await execute(self, query, *args, **more)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", noted)
    for door in INSIDE:
        if door.method == "SOCKET":
            continue
        made = []
        for there in (place, place.nowhere()):
            asked.clear()
            await call(site, mehmet, door, there)
            made.append(list(asked))
        assert made[0] == made[1], door
        assert made[0], "queries are seen"
        assert not any("FOR UPDATE" in query for query in made[0]), "an outsider holds no lock of the plan's"


def _without(answer: Answer, door: Door, there: Place) -> str:
    """The page, but for what was sent to it and where to."""
    page = re.sub(r'<input type="hidden"[^>]*>', "", answer.body.decode())
    assert f'action="{late(there.path(door))}"' in page
    return page.replace(there.path(door), "")


def _is_the(refused: Answer, answer: Answer, door: Door) -> None:
    """The one refusal: for sockets the handshake's, which has no page."""
    if door.method == "SOCKET":
        assert (answer.status, answer.body) == (403, b""), door
        return
    assert answer.status == refused.status, door
    assert answer.body == refused.body, door
    assert answer.headers == refused.headers, door


def _forget_outlines(site: Site) -> None:
    """Sections opened before are kept in memory: the next read opens them anew."""
    house = site.world.house
    house.reader.forget()
    for kept in (house.screens._screens, house.screens._sights._kept):
        kept.clear()
