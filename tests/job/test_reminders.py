"""Reminders of meetings: the day before, once, by the real worker to a real server, and without content."""

import asyncio
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import httpx2
import pytest

from ipplan.gate.leaving import leave
from ipplan.gate.protecting import protect
from ipplan.gate.unit import desk_of
from ipplan.job.reminders import notice_meetings
from ipplan.plan.periods import OSLO
from ipplan.plan.reminding import due_at
from ipplan.store.accounts import close_account
from tests.gate.test_closing import close
from tests.job.test_mail import Receiver, _hurry, _jobs, _work, receiving
from tests.job.test_meeting_mail import LINK, email, meeting_of
from tests.page.test_meetings import PLACE, TITLE, form
from tests.site import Site
from tests.waiting import today_in_oslo
from tests.world import PEOPLE

MINUTE = timedelta(minutes=1)


async def starts_of(site: Site) -> datetime:
    rows: Any = await site.world.sql("SELECT starts_at FROM meeting ORDER BY number DESC LIMIT 1")
    found: datetime = rows[0][0]
    return found


async def be_at(site: Site, when: datetime) -> None:
    site.clock.move(when - site.clock.now())


async def reminders(site: Site, receiver: Receiver | None = None) -> dict[str, EmailMessage]:
    """What the job promises now and the worker then sends, by its one recipient."""
    await notice_meetings(site.world.house.gate)
    if receiver is None:
        async with receiving() as receiver:
            await _work(site, receiver.port)
    else:
        await _work(site, receiver.port)
    found = {to[0]: mail for to, mail in receiver.mails if "<reminder-" in mail["Message-ID"]}
    receiver.mails.clear()
    return found


async def due(site: Site, *people: str, **more: str) -> tuple[httpx2.AsyncClient, str]:
    """A meeting that these people were called to long ago, on the morning before it."""
    marte, path = await meeting_of(site, *people, **more)
    await be_at(site, due_at(await starts_of(site)) + MINUTE)
    await marte.aclose()
    return await site.client("marte"), path


async def test_who_is_invited_is_reminded_the_day_before_once_and_not_earlier(site: Site) -> None:
    await meeting_of(site, "leila", "sindre")
    at = due_at(await starts_of(site))
    async with receiving() as receiver:
        for when in (at - timedelta(days=1), at - MINUTE):
            await be_at(site, when)
            assert await reminders(site, receiver) == {}
        await be_at(site, at)
        mails = await reminders(site, receiver)
        assert set(mails) == {email("leila"), email("sindre")}
        for later in (MINUTE, timedelta(hours=1), timedelta(hours=20), timedelta(days=2)):
            site.clock.move(later)
            assert await reminders(site, receiver) == {}


async def test_it_says_when_and_where_to_log_in_and_nothing_else(site: Site) -> None:
    _, path = await due(site, "leila", "sindre")
    starts = (await starts_of(site)).astimezone(OSLO)
    mail = (await reminders(site))[email("leila")]
    text = mail.get_content()
    assert mail["Subject"] == "Husk møtet du er kalt inn til"
    assert f"{starts.day}. " in text
    assert "kl. 14:00–15:30" in text
    assert f"{site.address}{path}" in text
    assert mail.get_content_type() == "text/plain"
    whole = mail.as_string() + text
    names = (email("sindre"), PEOPLE["sindre"]["name"], str(site.world.accounts["leila"]))
    for secret in (TITLE, PLACE, LINK, "Tiril", "Helse", *names):
        assert secret not in whole, secret


async def test_the_place_stands_in_it_where_the_owners_side_lets_it(site: Site) -> None:
    await due(site, "leila", place_in_mail="yes")
    assert f"Sted: {PLACE}" in (await reminders(site))[email("leila")].get_content()


async def test_no_place_where_the_owners_address_is_protected(site: Site) -> None:
    await due(site, "leila", place_in_mail="yes")
    unit, world = site.world.actor("ingeborg"), site.world
    desk = await desk_of(world.house.gate, unit)
    async with world.house.database.begin() as tx:
        await protect(tx, desk, world.accounts["tiril"], protected=True)
    mail = (await reminders(site))[email("leila")]
    assert PLACE not in mail.as_string() + mail.get_content()


async def test_who_has_said_no_is_let_be_and_who_has_said_else_is_not(site: Site) -> None:
    _, path = await due(site, "leila", "sindre", "marte")
    for name, word in (("leila", "no"), ("sindre", "maybe")):
        client = await site.client(name)
        assert (await client.post(f"{path}/answer", data={"answer": word})).status_code == 303
    assert set(await reminders(site)) == {email("sindre"), email("marte")}


async def test_who_says_no_between_the_promise_and_the_mail_is_let_be(site: Site) -> None:
    _, path = await due(site, "leila")
    assert await notice_meetings(site.world.house.gate) == 1
    leila = await site.client("leila")
    assert (await leila.post(f"{path}/answer", data={"answer": "no"})).status_code == 303
    assert await reminders(site) == {}


async def test_one_that_is_moved_is_reminded_of_anew_and_not_at_the_old_time(site: Site) -> None:
    marte, path = await due(site, "leila")
    assert await notice_meetings(site.world.house.gate) == 1, "promised, and not sent yet"
    later = today_in_oslo() + timedelta(days=15)
    assert (await marte.post(path, data=form(site, ("leila",), day=later.isoformat()))).status_code == 303
    async with receiving() as receiver:
        assert await reminders(site, receiver) == {}
        await be_at(site, due_at(await starts_of(site)))
        mail = (await reminders(site, receiver))[email("leila")]
    assert f"{later.day}. " in mail.get_content()
    rows = await site.world.sql("SELECT count(*), count(DISTINCT starts_at) FROM meeting_reminder")
    assert tuple(rows[0]) == (2, 2)


async def test_one_that_was_moved_to_tomorrow_only_today_is_not_reminded_of(site: Site) -> None:
    marte, path = await due(site, "leila")
    assert (await marte.post(path, data=form(site, ("leila",), from_="09:00"))).status_code == 303
    assert await reminders(site) == {}


async def test_who_is_called_less_than_a_day_ahead_is_not_reminded(site: Site) -> None:
    marte, path = await due(site, "leila")
    form_ = form(site, ("leila", "sindre"))
    assert (await marte.post(path, data=form_)).status_code == 303
    assert set(await reminders(site)) == {email("leila")}
    tomorrow = (site.clock.now().astimezone(OSLO) + timedelta(days=1)).date().isoformat()
    called = form(site, ("sindre",), day=tomorrow, from_="23:00", to="23:30")
    assert (await marte.post(f"{site.plan()}/meetings", data=called)).status_code == 303
    site.clock.move(timedelta(hours=2))
    assert await reminders(site) == {}


async def test_one_that_is_cancelled_or_only_proposed_is_not_reminded_of(site: Site) -> None:
    marte, path = await due(site, "leila")
    wenche = await site.client("wenche")
    day = (await starts_of(site)).astimezone(OSLO).date().isoformat()
    proposed = form(site, ("leila",), ("health",), day=day)
    assert (await wenche.post(f"{site.plan()}/meetings", data=proposed)).status_code == 303
    assert (await marte.post(f"{path}/cancellation")).status_code == 303
    assert await reminders(site) == {}
    assert (await site.world.sql("SELECT count(*) FROM meeting_reminder"))[0][0] == 0


async def test_one_cancelled_between_the_promise_and_the_mail_is_not_reminded_of(site: Site) -> None:
    marte, path = await due(site, "leila")
    assert await notice_meetings(site.world.house.gate) == 1
    assert (await marte.post(f"{path}/cancellation")).status_code == 303
    assert await reminders(site) == {}


async def test_who_may_not_see_it_any_more_is_told_nothing(site: Site) -> None:
    marte, _ = await due(site, "leila", "sindre", "wenche")
    sections = site.world.sections["tiril"]
    for area in ("health", "home", "leisure"):
        await marte.post(f"{site.plan()}/sharing/{site.world.accounts['leila']}/{sections[area]}/withdrawal")
    async with site.world.house.database.begin() as tx:
        await close_account(tx, site.world.accounts["sindre"])
    world = site.world
    await leave(world.house.gate, world.actor("ingeborg"), world.accounts["wenche"], None, None)
    assert email("leila") not in (found := await reminders(site))
    assert email("sindre") not in found
    assert email("wenche") not in found, "she has left her work"


async def test_nobody_is_reminded_where_notices_are_stopped_or_no_consent_stands(site: Site) -> None:
    marte, _ = await due(site, "leila")
    assert await notice_meetings(site.world.house.gate) == 1
    assert (await marte.post(f"{site.plan()}/consents/plan/withdrawal")).status_code == 303
    assert await reminders(site) == {}
    await site.world.sql("DELETE FROM meeting_reminder")
    assert await notice_meetings(site.world.house.gate) == 0, "nor is anything promised"


async def test_of_a_meeting_after_midnight_one_is_reminded_the_day_before_in_oslo(site: Site) -> None:
    await meeting_of(site, "leila", from_="00:15", to="01:00")
    starts = await starts_of(site)
    await be_at(site, starts - timedelta(hours=16, minutes=30))
    assert await reminders(site) == {}, "it is not yet eight o'clock"
    await be_at(site, starts - timedelta(hours=16))
    assert set(await reminders(site)) == {email("leila")}


async def test_a_day_on_which_no_worker_ran_is_made_up_for_until_it_begins(site: Site) -> None:
    await meeting_of(site, "leila")
    starts = await starts_of(site)
    await be_at(site, starts - timedelta(hours=1))
    assert set(await reminders(site)) == {email("leila")}


async def test_what_has_begun_before_the_mail_could_go_is_not_reminded_of(site: Site) -> None:
    await due(site, "leila")
    assert await notice_meetings(site.world.house.gate) == 1
    await be_at(site, await starts_of(site) + MINUTE)
    assert await reminders(site) == {}


async def test_of_two_workers_that_look_at_once_one_promises(site: Site) -> None:
    await due(site, "leila", "sindre")
    gate = site.world.house.gate
    counts = await asyncio.gather(*(notice_meetings(gate) for _ in range(3)))
    assert sum(counts) == 2
    rows = await site.world.sql(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_reminder' AND status = 'todo'"
    )
    assert rows[0][0] == 2


async def test_a_promise_that_fails_leaves_no_row_that_says_it_was_made(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await due(site, "leila")

    async def fails(*_: Any, **__: Any) -> None:
        raise ConnectionError("the database went away")

    with monkeypatch.context() as patched:
        patched.setattr("ipplan.job.reminders.promise", fails)
        with pytest.raises(ConnectionError):
            await notice_meetings(site.world.house.gate)
    assert (await site.world.sql("SELECT count(*) FROM meeting_reminder"))[0][0] == 0
    assert set(await reminders(site)) == {email("leila")}


async def test_a_second_try_is_the_same_mail(site: Site) -> None:
    await due(site, "leila")
    await _forget_invitations(site)
    await notice_meetings(site.world.house.gate)
    async with receiving() as receiver:
        receiver.answer = "451 Try again later"
        await _work(site, receiver.port)
        site.clock.move(timedelta(hours=2))
        await _hurry(site)
        receiver.answer = "250 OK"
        await _work(site, receiver.port)
    (_, first), (_, second) = receiver.mails
    for header in ("Message-ID", "Date", "Subject"):
        assert first[header] == second[header]
    assert first.get_content() == second.get_content()
    assert ("todo", 1) not in await _jobs(site)


async def test_while_no_mail_server_answers_it_waits(site: Site) -> None:
    await due(site, "leila")
    await _forget_invitations(site)
    await notice_meetings(site.world.house.gate)
    async with receiving() as receiver:
        closed = receiver.port
    await _work(site, closed)
    assert await _jobs(site) == [("todo", 1)]
    await _hurry(site)
    async with receiving(closed) as receiver:
        await _work(site, closed)
    assert len(receiver.mails) == 1


async def test_the_job_asks_who_arranges_it_and_opens_it_in_nobody_elses_name(site: Site) -> None:
    """Who is invited is sealed. Else the log would say of everybody in the plan that she looked."""
    await due(site, "leila")
    await _forget_invitations(site)
    before = (await site.world.sql("SELECT coalesce(max(log_id), 0) FROM access_log"))[0][0]
    for _ in range(3):
        # Each hour the worker looks; a meeting that was looked at is not looked at again.
        await reminders(site)
        site.clock.move(timedelta(hours=1))
    rows = await site.world.sql("SELECT account_id, road FROM access_log WHERE log_id > :n", n=before)
    names: dict[UUID, str] = {account: name for name, account in site.world.accounts.items()}
    assert sorted((names[row[0]], row[1]) for row in rows) == [("leila", "job"), ("marte", "job")]


async def test_the_log_says_in_words_that_ipplan_read_it(site: Site) -> None:
    marte, _ = await due(site, "leila")
    await reminders(site)
    assert "Lest av ipplan, for å sende en e-post" in (await marte.get(f"{site.plan()}/log")).text


async def test_what_was_promised_is_gone_with_the_meeting_when_the_plan_is_archived(site: Site) -> None:
    await due(site, "leila")
    assert await notice_meetings(site.world.house.gate) == 1
    await close(site.world, "death")
    await _work(site, None)
    rows = await site.world.sql("SELECT (SELECT count(*) FROM meeting), count(*) FROM meeting_reminder")
    assert tuple(rows[0]) == (0, 0)


async def _forget_invitations(site: Site) -> None:
    await site.world.sql("DELETE FROM procrastinate_jobs WHERE task_name = 'send_meeting'")
