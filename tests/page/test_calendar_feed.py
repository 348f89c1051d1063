"""One's meetings in one's own calendar, by a secret address: whose it is, what it holds, and its end."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from icalendar import Calendar

from ipplan.gate import remembered
from ipplan.gate.protecting import protect
from ipplan.gate.standing import Denied
from ipplan.gate.unit import desk_of
from ipplan.gate.viewer import viewer_of
from ipplan.metrics import exposition
from ipplan.plan.meetings import call
from ipplan.plan.periods import OSLO
from ipplan.store.accounts import close_account
from ipplan.store.feeds import put_feed
from ipplan.store.meetings import When, Words
from ipplan.store.sessions import hashed
from tests.conftest import Ground
from tests.page.asking import Answer
from tests.page.counting import Statements, statements
from tests.page.test_doors import Spy, spy
from tests.page.test_fresh_login import OLD, log_in_anew
from tests.page.test_meetings import PLACE, TITLE, called, form
from tests.site import Site, open_site
from tests.world import PEOPLE

__all__ = ["spy", "statements"]

ADDRESS = re.compile(r'value="(http[^"]*/calendar/([A-Za-z0-9_-]+)\.ics)"')


async def make(client: httpx2.AsyncClient) -> str:
    """Make an address, as its page shows it."""
    answer = await client.post("/calendar")
    assert answer.status_code == 200, answer.text
    found = ADDRESS.search(answer.text)
    assert found, answer.text
    return found[1]


async def fetch(site: Site, address: str) -> httpx2.Response:
    """As a telephone does: without a cookie."""
    async with httpx2.AsyncClient(verify=False) as phone:
        return await phone.get(address)


async def events(site: Site, address: str) -> list[Any]:
    answer = await fetch(site, address)
    assert answer.status_code == 200, answer.text
    whole: Any = Calendar.from_ical(answer.content)
    return list(whole.walk("VEVENT"))


async def meet(
    site: Site, starts: datetime, ends: datetime, *people: str, plan: str = "tiril", in_mail: bool = False
) -> UUID:
    """A meeting in a plan, by who decides there."""
    world, by = site.world, {"tiril": "marte", "roar": "roar"}[plan]
    when = When(starts, ends, frozenset({world.sections[plan]["health"]}))
    words = Words(TITLE, PLACE, "", in_mail, frozenset(world.accounts[name] for name in people), 1)
    async with world.house.gate.writing(world.spaces[plan], world.actor(by)) as (held, visit):
        made = await call(held, await visit.open_meetings(), viewer_of(visit), when, words)
    return made.meeting_id


def soon(site: Site, days: float = 5) -> tuple[datetime, datetime]:
    starts = site.clock.now().replace(microsecond=0) + timedelta(days=days)
    return starts, starts + timedelta(hours=1)


async def test_an_address_that_is_nobodys_gets_the_one_refusal_byte_for_byte(
    statements: Statements, site: Site
) -> None:
    nobody, leila = await site.client(), await site.client("leila")
    refused = Answer.of(await nobody.get("/no/such/page"))
    assert refused.status == 404
    first, second = await make(leila), await make(leila)
    assert first != second
    assert (await fetch(site, second)).status_code == 200, "there is something to be had"
    assert (await leila.post("/calendar/ending")).status_code == 303
    assert (await leila.post("/calendar/ending")).status_code == 303, "twice does no harm"
    costs = []
    made_up = [f"{site.address}/calendar/{one}.ics" for one in ("0" * 43, "x", "%00", uuid4())]
    for address in (first, second, *made_up):
        with statements.counted() as run:
            assert Answer.of(await fetch(site, address)) == refused, address
        costs.append(list(run))
    assert all(cost == costs[0] for cost in costs), "one that was taken back costs what a made up one does"
    assert costs[0], "queries are seen"
    hers = Answer.of(await leila.get(f"/plans/{uuid4()}"))
    assert Answer.of(await leila.get(first)) == hers


async def test_it_is_shown_once_in_full_and_never_again(site: Site) -> None:
    leila = await site.client("leila")
    assert "Lag adressen" in (await leila.get("/calendar")).text
    made = await leila.post("/calendar")
    found = ADDRESS.search(made.text)
    assert found
    token = found[2]
    assert len(token) >= 43, "256 bits"
    assert f'href="webcal://{found[1].partition("://")[2]}"' in made.text
    assert made.headers["cache-control"] == "no-store, no-transform"
    again = (await leila.get("/calendar")).text
    assert token not in again
    assert "Du har en hemmelig adresse" in again
    assert token not in (await leila.get("/")).text


async def test_it_is_stored_nowhere_but_as_a_hash(site: Site) -> None:
    leila = await site.client("leila")
    address = await make(leila)
    await meet(site, *soon(site), "leila")
    assert await events(site, address)
    token = token_of(address)
    rows = await site.world.sql(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    assert len(rows) > 30
    for (table,) in rows:
        found = await site.world.sql(
            f"SELECT count(*) FROM {table} AS one WHERE one::text LIKE :a OR one::text LIKE :b",
            a=f"%{token}%",
            b=f"%{token.encode().hex()}%",
        )
        assert found[0][0] == 0, table
    hashes = await site.world.sql("SELECT token_hash FROM calendar_feed")
    assert [bytes(row[0]) for row in hashes] == [hashed(token)]


async def test_it_is_neither_logged_nor_counted(strict: Site, capsys: pytest.CaptureFixture[str]) -> None:
    leila = await strict.client("leila")
    address = await make(leila)
    await meet(strict, *soon(strict), "leila")
    capsys.readouterr()
    answers = [(await fetch(strict, address)).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    assert (await leila.post("/calendar/ending")).status_code == 303
    strict.world.house.limits._counter.storage.storage.clear()  # type: ignore[attr-defined]
    assert (await fetch(strict, address)).status_code == 404
    said = capsys.readouterr().out
    events = [json.loads(line) for line in said.splitlines()]
    assert [(one["event"], one["path"]) for one in events] == [
        ("limited", "/calendar/*"),
        ("refused", "/calendar/*"),
    ]
    assert token_of(address) not in said
    assert "127.0.0.1" not in said, "nor from where: she may have a protected address"
    counted = exposition([]).decode()
    assert token_of(address) not in counted
    assert '"/calendar/{token}.ics"' in counted


async def test_too_many_from_one_network_address_are_told_when_to_try_again(strict: Site) -> None:
    made_up = f"{strict.address}/calendar/{'0' * 43}.ics"
    answers = [await fetch(strict, made_up) for _ in range(4)]
    assert [one.status_code for one in answers] == [404, 404, 404, 429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3600


async def test_it_says_when_and_where_to_log_in_and_no_more(site: Site) -> None:
    leila = await site.client("leila")
    address = await make(leila)
    starts, ends = soon(site)
    meeting = await meet(site, starts, ends, "leila", "sindre")
    answer = await fetch(site, address)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["cache-control"] == "private, no-store"
    whole: Any = Calendar.from_ical(answer.content)
    assert (whole["METHOD"], whole["VERSION"]) == ("PUBLISH", "2.0")
    assert not whole.errors
    assert whole.walk("VTIMEZONE"), "whoever opens it need not know Oslo's rules"
    (one,) = whole.walk("VEVENT")
    assert (one.start.astimezone(UTC), one.end.astimezone(UTC)) == (starts, ends)
    assert one["UID"] == f"meeting-{meeting}@localhost"
    assert (one["SUMMARY"], one["STATUS"], one["SEQUENCE"]) == ("Møte", "CONFIRMED", 1)
    assert one["URL"] == f"{site.plan()}/meetings/{meeting}"
    known = {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "URL"}
    assert set(one) == known, "nobody's name, and nothing that is not known here"
    people = [PEOPLE[name][part] for name in ("leila", "sindre", "marte") for part in ("name", "email")]
    for secret in (TITLE, PLACE, "Tiril", "Helse", *people):
        assert secret not in answer.text, secret


async def test_it_holds_what_she_is_invited_to_in_all_her_plans_and_nothing_else(site: Site) -> None:
    leila, sindre = await site.client("leila"), await site.client("sindre")
    hers, his = await make(leila), await make(sindre)
    tirils = await meet(site, *soon(site), "leila", "sindre")
    roars = await meet(site, *soon(site, 9), "leila", plan="roar")
    without = await meet(site, *soon(site, 7), "sindre")
    assert await uids(site, hers) == [tirils, roars]
    assert await uids(site, his) == [tirils, without]
    marte = await site.client("marte")
    assert await uids(site, await make(marte)) == [], "what she arranges is hers only if she is to come"
    wenche = await site.client("wenche")
    assert (await wenche.post(f"{site.plan()}/meetings", data=form(site, ("leila",)))).status_code == 303
    assert await uids(site, hers) == [tirils, roars], "one that nobody has agreed to yet is none"


async def test_with_nothing_in_it_it_is_a_calendar_all_the_same(site: Site) -> None:
    thea = await site.client("thea")
    answer = await fetch(site, await make(thea))
    whole: Any = Calendar.from_ical(answer.content)
    assert [one.name for one in whole.subcomponents] == ["VTIMEZONE"]


async def test_the_place_stands_in_it_only_where_the_owner_lets_it_and_never_of_who_is_protected(
    site: Site,
) -> None:
    leila, world = await site.client("leila"), site.world
    address = await make(leila)
    await meet(site, *soon(site), "leila", in_mail=True)
    await meet(site, *soon(site, 6), "leila")
    assert [one.get("LOCATION") for one in await events(site, address)] == [PLACE, None]
    desk = await desk_of(world.house.gate, world.actor("ingeborg"))
    async with world.house.database.begin() as tx:
        await protect(tx, desk, world.accounts["tiril"], protected=True)
    answer = await fetch(site, address)
    assert answer.text.count("BEGIN:VEVENT") == 2
    assert PLACE not in answer.text


async def test_what_has_been_stays_ninety_days_and_what_comes_is_all_there(site: Site) -> None:
    leila = await site.client("leila")
    address = await make(leila)
    await meet(site, *soon(site, 1), "leila")
    await meet(site, *soon(site, 700), "leila")
    assert len(await events(site, address)) == 2
    site.clock.move(timedelta(days=91))
    assert len(await events(site, address)) == 2
    site.clock.move(timedelta(hours=2))
    assert len(await events(site, address)) == 1


async def test_what_is_moved_is_there_once_and_what_is_cancelled_is_gone(site: Site) -> None:
    marte, leila, sindre = [await site.client(name) for name in ("marte", "leila", "sindre")]
    hers, his = await make(leila), await make(sindre)
    path = await called(site, marte, ("leila", "sindre"))
    assert (await marte.post(path, data=form(site, ("leila",), from_="09:00"))).status_code == 303
    (one,) = await events(site, hers)
    assert (one["SEQUENCE"], one.start.hour) == (2, 9)
    assert await events(site, his) == [], "he is not to come any more"
    assert (await marte.post(f"{path}/cancellation")).status_code == 303
    assert await events(site, hers) == []


async def test_who_has_lost_access_finds_no_meetings_of_that_plan(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    address = await make(leila)
    await meet(site, *soon(site), "leila")
    roars = await meet(site, *soon(site), "leila", plan="roar")
    who, health = site.world.accounts["leila"], site.world.sections["tiril"]["health"]
    assert len(await events(site, address)) == 2
    gone = await marte.post(f"{site.plan()}/sharing/{who}/{health}/withdrawal")
    assert gone.status_code == 303
    assert await uids(site, address) == [roars], "she sees other parts, and not what the meeting is about"
    assert (await marte.post(f"{site.plan()}/sharing/{who}/withdrawal")).status_code == 303
    assert await uids(site, address) == [roars]


async def test_whose_account_has_ended_gets_the_one_refusal(site: Site) -> None:
    leila, nobody = await site.client("leila"), await site.client()
    address = await make(leila)
    await meet(site, *soon(site), "leila")
    async with site.world.house.database.begin() as tx:
        await close_account(tx, site.world.accounts["leila"])
    assert Answer.of(await fetch(site, address)) == Answer.of(await nobody.get("/no/such/page"))


@pytest.mark.parametrize("act", ["consents/plan/withdrawal", "silence", "closing"])
async def test_where_no_mail_is_sent_no_telephone_says_it_either(site: Site, act: str) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    hers, own = await make(leila), await make(marte)
    await meet(site, *soon(site), "leila", "marte")
    assert len(await events(site, hers)) == len(await events(site, own)) == 1
    assert (await marte.post(f"{site.plan()}/{act}", data={"sure": "yes"})).status_code == 303
    assert await events(site, hers) == await events(site, own) == []


async def test_without_the_gates_yes_it_holds_nothing(
    site: Site, spy: Spy, monkeypatch: pytest.MonkeyPatch
) -> None:
    leila = await site.client("leila")
    address = await make(leila)
    await meet(site, *soon(site), "leila")
    spy.forget()
    assert len(await events(site, address)) == 1
    assert not spy.silent, "reading it is seen"
    monkeypatch.setattr(remembered.Verdicts, "standing", lambda *_: Denied("the test says no"))
    spy.forget()
    assert await events(site, address) == []
    assert spy.silent


async def test_each_fetching_leaves_a_line_where_there_was_something_to_look_at(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    address = await make(leila)
    lines = "SELECT count(*) FROM access_log WHERE road = 'calendar'"
    assert await events(site, address) == []
    assert (await site.world.sql(lines))[0][0] == 0
    await meet(site, *soon(site), "leila")
    for _ in range(3):
        assert len(await events(site, address)) == 1
    assert (await site.world.sql(lines))[0][0] == 1, "within a minute they share one"
    site.clock.move(timedelta(minutes=2))
    await events(site, address)
    assert (await site.world.sql(lines))[0][0] == 2
    page = (await marte.get(f"{site.plan()}/log")).text
    assert "Hentet av kalenderen sin" in page
    rows = await site.world.sql(
        "SELECT DISTINCT account_id, space_id FROM access_log WHERE road = 'calendar'"
    )
    assert [tuple(row) for row in rows] == [(site.world.accounts["leila"], site.world.spaces["tiril"])]


async def test_a_row_that_somebody_has_put_in_or_edited_opens_nothing(site: Site) -> None:
    leila, mehmet = await site.client("leila"), await site.client("mehmet")
    hers, his = await make(leila), await make(mehmet)
    await meet(site, *soon(site), "leila")
    ids = {"leila": site.world.accounts["leila"], "mehmet": site.world.accounts["mehmet"]}
    own = hashed(token_of(his))
    await site.world.sql("DELETE FROM calendar_feed WHERE account_id = :m", m=ids["mehmet"])
    kept = (await site.world.sql("SELECT token_hash, made_at, sealed FROM calendar_feed"))[0]
    await site.world.sql("UPDATE calendar_feed SET token_hash = :h", h=own)
    assert (await fetch(site, his)).status_code == 404, "her row with his hash in it"
    await site.world.sql(
        "UPDATE calendar_feed SET token_hash = :h, account_id = :m", h=kept[0], m=ids["mehmet"]
    )
    assert (await fetch(site, hers)).status_code == 404, "her row beside his name"
    await site.world.sql("UPDATE calendar_feed SET account_id = :a", a=ids["leila"])
    assert (await fetch(site, hers)).status_code == 200
    await site.world.sql("UPDATE calendar_feed SET made_at = made_at + interval '1 day'")
    assert (await fetch(site, hers)).status_code == 404
    async with site.world.house.database.begin() as tx:
        await put_feed(tx, b"k" * 32, ids["leila"], token_of(his), site.clock.now())
    assert (await fetch(site, his)).status_code == 404, "sealed by another key"


async def test_to_make_one_takes_a_fresh_login_and_to_end_one_does_not(site: Site) -> None:
    leila = await site.client("leila")
    address = await make(leila)
    site.clock.move(OLD)
    asked = await leila.post("/calendar")
    assert (asked.status_code, "Logg inn på nytt" in asked.text) == (200, True)
    assert "signere" not in asked.text
    assert (await fetch(site, address)).status_code == 200, "the one she has stands"
    assert (await leila.post("/calendar/ending")).status_code == 303
    assert (await fetch(site, address)).status_code == 404
    site.clock.move(timedelta(minutes=1))
    back = await log_in_anew(site, leila, asked.text, "leila")
    assert "Lag adressen" in back.text
    await make(leila)


async def test_who_is_not_logged_in_is_sent_to_log_in(site: Site) -> None:
    nobody = await site.client()
    for answer in (await nobody.get("/calendar"), await nobody.post("/calendar")):
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")
    assert (await nobody.post("/calendar/ending")).status_code == 303
    assert (await site.world.sql("SELECT count(*) FROM calendar_feed"))[0][0] == 0


async def test_the_front_page_and_the_meetings_lead_there(site: Site) -> None:
    leila = await site.client("leila")
    for path in ("/", f"{site.plan()}/meetings"):
        assert 'href="/calendar"' in (await leila.get(path)).text


@pytest.mark.parametrize(
    ("starts", "ends", "lasts"),
    [
        ("2027-03-27T23:00", "2027-03-28T04:00", 4),
        ("2027-10-30T23:00", "2027-10-31T04:00", 6),
        ("2027-06-30T23:30", "2027-07-01T00:30", 1),
        ("2027-12-31T23:30", "2028-01-01T00:30", 1),
    ],
    ids=["the clocks put forward", "the clocks put back", "past midnight", "past new year"],
)
async def test_it_is_oslos_time_past_midnight_and_where_the_clocks_are_changed(
    site: Site, starts: str, ends: str, lasts: int
) -> None:
    leila = await site.client("leila")
    address = await make(leila)
    first, last = (datetime.fromisoformat(one).replace(tzinfo=OSLO) for one in (starts, ends))
    await meet(site, first, last, "leila")
    (one,) = await events(site, address)
    assert (one.start.astimezone(UTC), one.end.astimezone(UTC)) == (first, last)
    assert f"{one.start:%Y-%m-%dT%H:%M}" == starts
    assert f"{one.end:%Y-%m-%dT%H:%M}" == ends
    assert one.end.astimezone(UTC) - one.start.astimezone(UTC) == timedelta(hours=lasts)
    assert str(one["DTSTART"].params["TZID"]) == str(one["DTEND"].params["TZID"]) == "Europe/Oslo"


async def test_the_enclosed_rules_say_what_oslos_are(site: Site) -> None:
    """For who reads the calendar by what it brings, and knows no zones by name."""
    leila = await site.client("leila")
    address = await make(leila)
    await meet(site, *soon(site), "leila")
    whole: Any = Calendar.from_ical((await fetch(site, address)).content)
    (zone,) = whole.walk("VTIMEZONE")
    rules = zone.to_tz()
    for year in (2026, 2027, 2030):
        for month, day, hour in ((1, 15, 12), (7, 15, 12), (3, 28, 0), (3, 30, 0), (10, 25, 0), (10, 31, 23)):
            at = datetime(year, month, day, hour, 30)
            assert at.replace(tzinfo=rules).utcoffset() == at.replace(tzinfo=OSLO).utcoffset(), at


@pytest.fixture
async def strict(ground: Ground) -> AsyncIterator[Site]:
    """A site on which a calendar may be fetched three times in an hour."""
    name = ground.fresh()
    async with open_site(ground.postgres, name, ground.settings(name, rate_calendar="3/hour")) as site:
        yield site
    ground.postgres.drop_database(name)


def token_of(address: str) -> str:
    return address.rpartition("/")[2].removesuffix(".ics")


async def uids(site: Site, address: str) -> list[UUID]:
    """Which meetings are in it, by when they begin."""
    found = sorted(await events(site, address), key=lambda one: one.start)
    return [UUID(str(one["UID"]).removeprefix("meeting-").partition("@")[0]) for one in found]


async def test_a_familys_calendar_has_its_appointments_and_nobody_elses_has(site: Site) -> None:
    marte, leila = [await site.client(name) for name in ("marte", "leila")]
    addresses = [await make(client) for client in (marte, leila)]
    assert [await events(site, one) for one in addresses] == [[], []]
    assert await site.world.sql("SELECT 1 FROM access_log WHERE road = 'calendar'") == []
    day = site.clock.now().astimezone(OSLO).date() + timedelta(days=3)
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()]
    form = {
        "kind": "appointment",
        "title": "Fysioterapi",
        "place": PLACE,
        "who": "Sindre",
        "starts_on": str(day),
    }
    twice = {"weekdays": weekday, "until": str(day + timedelta(days=7)), "begins": "08:30", "ends": "09:15"}
    for more in (twice, {}, {"begins": "12:00"}):
        made = await marte.post(f"{site.section('health')}/items", data=form | {"item": str(uuid4())} | more)
        assert made.status_code == 303, made.text
    told = await events(site, addresses[0])
    assert {str(one["summary"]) for one in told} == {"Avtale"}
    assert not any(word in str(one) for one in told for word in ("Fysioterapi", PLACE))
    spans = sorted((str(one["dtstart"].dt), str(one["dtend"].dt) if "dtend" in one else "") for one in told)
    first, last = [datetime.combine(day, datetime.min.time(), OSLO) + timedelta(days=n) for n in (0, 7)]
    assert spans == sorted(
        (str(one), str(other) if other else "")
        for one, other in (
            (day, None),
            (first.replace(hour=12), None),
            *((each.replace(hour=8, minute=30), each.replace(hour=9, minute=15)) for each in (first, last)),
        )
    )
    assert len({str(one["uid"]) for one in told}) == 4
    assert await events(site, addresses[1]) == [], "she reads the section, but it is not her time"
