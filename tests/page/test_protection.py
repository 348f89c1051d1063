"""A protected address: every byte that leaves the house is searched for what would say where somebody is."""

import asyncio
import io
import json
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import httpx2
import pytest
from pypdf import PdfReader

from ipplan.gate.viewer import open_to, viewer_of
from ipplan.job.expiry import notice_expiries
from ipplan.job.reminders import notice_meetings
from ipplan.page.meeting.meetings import tell
from ipplan.page.routes import DOORS
from ipplan.plan.meetings import call, may_be_invited
from ipplan.store.meetings import When, Words
from tests.job.test_mail import _work, receiving
from tests.page.asking import place_of, socket_to
from tests.page.test_calendar_feed import make, token_of
from tests.page.test_unit import UNIT, register, room
from tests.site import Site, log_in
from tests.world import PEOPLE

SPOT = "Merkestedet bosenter"
"""The place that must not be told, of the two who are protected."""
HIDDEN = ("roar", "sindre")
"""An owner, and one who takes part in another's plan."""
NETWORK = "127.0.0."
READERS = ("marte", "roar", "wenche", "leila", "berit", "sindre", "grete", "solveig", UNIT)


@pytest.fixture
async def told(site: Site) -> Site:
    """Where the two are is known to the house, and shown, as long as they are not protected."""
    for name in HIDDEN:
        account = site.world.accounts[name]
        await site.world.sql("UPDATE account SET organisation = :o WHERE account_id = :a", o=SPOT, a=account)
    await _meet(site)
    return site


async def _meet(site: Site) -> None:
    """Everybody in his plan is called to where the owner is, and he has let that stand in mails."""
    world = site.world
    starts = world.clock.now() + timedelta(days=20)
    async with world.house.gate.writing(world.spaces["roar"], world.actor("roar")) as (held, visit):
        opens = open_to(visit)
        sections = frozenset(world.sections["roar"].values())
        when = When(starts, starts + timedelta(hours=1), sections)
        words = Words("Møte", SPOT, "", True, may_be_invited(sections, opens), 1)
        made = await call(held, await visit.open_meetings(), viewer_of(visit), when, words)
        await tell(held, None, made)


@pytest.mark.long
async def test_before_it_is_protected_the_search_finds_it(told: Site) -> None:
    found = await _everything(told)
    assert {one for one, text in found.items() if SPOT in text}, "on a page"
    for where in ("live", "mail", "reminder", "/meetings/{meeting}", "mote.ics", "/calendar/{token}.ics"):
        assert any(where in one for one, text in found.items() if SPOT in text), where


async def test_no_byte_that_leaves_the_house_says_where_a_protected_person_is(
    told: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site, unit = told, await told.client(UNIT)
    before = await _everything(site, HIDDEN, logins=False)
    assert [one for one, text in before.items() if SPOT in text]
    for name in HIDDEN:
        await _flag(unit, name, "yes")
    capsys.readouterr()
    own = [await site.client() for _ in HIDDEN]
    for one, name in zip(own, HIDDEN, strict=True):
        await log_in(one, name)
    logged = [json.loads(one) for one in capsys.readouterr().out.splitlines() if '"event": "login"' in one]
    assert [one["address"] for one in logged] == ["-", "-"]
    for one in own:
        assert NETWORK not in (await one.get("/sessions")).text
    for where, text in (await _everything(site)).items():
        assert SPOT not in text, where
    rows = await site.world.sql("SELECT count(*) FROM session WHERE ended_at IS NULL")
    assert rows[0][0] >= len(HIDDEN)


async def test_nobody_sees_that_a_protected_person_has_the_plan_open(told: Site) -> None:
    site, unit = told, await told.client(UNIT)
    sindre, marte = await site.client("sindre"), await site.client("marte")
    path = f"/plans/{site.world.spaces['tiril']}/live"
    async with socket_to(site, sindre, path) as socket:
        await socket.send('{"seen": {}}')
        await socket.recv()
        await site.world.house.presence.close()
        assert "here-now" in _people(await marte.get(site.plan()))
        await _flag(unit, "sindre", "yes")
        assert "here-now" not in _people(await marte.get(site.plan()))
        assert PEOPLE["sindre"]["name"] in _people(await marte.get(site.plan())), (
            "that she takes part is no secret"
        )
        await _flag(unit, "sindre", "no")
        assert "here-now" in _people(await marte.get(site.plan()))


async def test_an_open_screen_hears_of_it_at_once(told: Site) -> None:
    site, unit = told, await told.client(UNIT)
    marte = await site.client("marte")
    async with socket_to(site, marte, f"/plans/{site.world.spaces['tiril']}/live") as socket:
        await socket.send('{"seen": {}}')
        while SPOT not in str(await asyncio.wait_for(socket.recv(), 20)):
            pass
        await _flag(unit, "sindre", "yes")
        heard = ""
        while "live-people" not in heard:
            heard = str(await asyncio.wait_for(socket.recv(), 20))
        assert SPOT not in heard


async def test_nobody_acts_by_way_of_a_screen_for_an_owner_whose_address_is_protected(site: Site) -> None:
    unit = await site.client(UNIT)
    marte, leila = await site.client("marte"), await site.client("leila")
    assert (await marte.get(site.plan())).status_code == 200
    await _flag(unit, "tiril", "yes")
    assert (await marte.get(site.plan())).status_code == 404
    assert (await leila.get(site.section("health"))).status_code == 200, "what was granted runs on"
    assert "Ingen kan handle digitalt" in (await unit.get(room(site))).text
    refused = await register(unit, site)
    assert refused.status_code == 422
    assert "beskyttet adresse" in refused.text
    await _flag(unit, "tiril", "no")
    assert (await marte.get(site.plan())).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Skriv noe her."),
        ({"pid": "1"}, "Fødselsnummeret stemmer ikke"),
        ({"protected": ""}, "Velg om adressen skal beskyttes."),
        ({"name": "Noen Andre"}, "Vi finner ingen konto"),
        ({"pid": PEOPLE["odd"]["pid"], "name": PEOPLE["odd"]["name"]}, "Vi finner ingen konto"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_done(
    shared: Site, wrong: dict[str, str], said: str
) -> None:
    unit = await shared.client(UNIT)
    answer = await unit.post("/unit/protection", data=_form("sindre", "yes") | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert (await shared.world.sql("SELECT count(*) FROM account WHERE protected"))[0][0] == 0


async def test_another_municipalitys_person_is_not_found(site: Site) -> None:
    unit = await site.client(UNIT)
    await site.world.sql("INSERT INTO municipality VALUES ('annenby', 'Annenby kommune') RETURNING 1")
    thea = site.world.accounts["thea"]
    await site.world.sql("DELETE FROM participant WHERE account_id = :a", a=thea)
    await site.world.sql("UPDATE account SET municipality_id = 'annenby' WHERE account_id = :a", a=thea)
    answer = await unit.post("/unit/protection", data=_form("thea", "yes"))
    assert (answer.status_code, "Vi finner ingen konto" in answer.text) == (422, True)


def _form(name: str, protected: str) -> dict[str, str]:
    return {"name": PEOPLE[name]["name"], "pid": PEOPLE[name]["pid"], "protected": protected}


async def _flag(unit: httpx2.AsyncClient, name: str, protected: str) -> None:
    answer = await unit.post("/unit/protection", data=_form(name, protected))
    assert answer.status_code == 200, answer.text


def _people(answer: httpx2.Response) -> str:
    return answer.text.partition('id="live-people"')[2].partition("live-sections")[0]


async def _everything(
    site: Site, readers: tuple[str, ...] = READERS, *, logins: bool = True
) -> dict[str, str]:
    """All that leaves the house: every page, file and frame that somebody may have, and the mails."""
    found: dict[str, str] = {}
    for owner in ("tiril", "roar"):
        place = await place_of(site, owner=owner, who="thea" if owner == "roar" else "leila")
        for name in readers:
            client = await site.client(name)
            receipts = await client.get(f"/plans/{place.plan}/receipts")
            number = receipts.text.partition("/receipts/")[2][:36]
            meetings = await client.get(f"/plans/{place.plan}/meetings")
            meeting = meetings.text.partition('class="plain-list"')[2].partition("/meetings/")[2][:36]
            there = place.other(receipt=number or place.receipt, meeting=meeting or place.meeting)
            there = there.other(token=token_of(await make(client)))
            for door in DOORS:
                if door.method == "GET" and "/login" not in door.path and "/logout" not in door.path:
                    answer = await client.get(there.path(door))
                    found[f"{name} {owner} {door.path}"] = _text(answer)
            found[f"{name} {owner} live"] = await _frames(site, client, place.plan)
            await client.aclose()
    return found | (await _mails(site) if logins else {})


def _text(answer: httpx2.Response) -> str:
    if answer.headers.get("content-type") == "application/pdf":
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    return answer.text


async def _frames(site: Site, client: httpx2.AsyncClient, plan: str) -> str:
    """All that a screen is told when it opens with nothing on it."""
    if (await client.get(f"/plans/{plan}")).status_code != 200:
        return ""
    async with socket_to(site, client, f"/plans/{plan}/live") as socket:
        await socket.send('{"seen": {}}')
        heard = [str(await asyncio.wait_for(socket.recv(), 20))]
        while "live-people" not in heard[-1]:
            heard.append(str(await asyncio.wait_for(socket.recv(), 20)))
    return "".join(heard)


async def _mails(site: Site) -> dict[str, str]:
    gate = site.world.house.gate
    async with receiving() as receiver:
        starts: Any = await site.world.sql("SELECT min(starts_at) FROM meeting")
        site.clock.move(starts[0][0] - timedelta(hours=12) - site.clock.now())
        assert await notice_meetings(gate), "somebody is reminded"
        await _work(site, receiver.port)
        site.clock.move(timedelta(days=140))
        await notice_expiries(gate)
        await _work(site, receiver.port)
    told = [_letter(one[1]) for one in receiver.mails]
    kinds = ["reminder" if "<reminder-" in one else "mail" for one in told]
    assert set(kinds) == {"reminder", "mail"}, "somebody is written to"
    return {f"{kind} {number}": text for number, (kind, text) in enumerate(zip(kinds, told, strict=True))}


def _letter(mail: EmailMessage) -> str:
    """A mail with all its parts, the calendar's too."""
    parts: list[Any] = [one.get_payload(decode=True) for one in mail.walk() if not one.is_multipart()]
    return mail.as_string() + "".join(one.decode() for one in parts)
