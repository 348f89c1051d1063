"""Invitations to meetings: by the real worker to a real server; calendar parts say when, and no more."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import httpx2
import pytest
from icalendar import Calendar

from ipplan.gate.protecting import protect
from ipplan.gate.unit import desk_of
from tests.job.test_mail import _hurry, _jobs, _work, receiving
from tests.page.test_meetings import PLACE, TITLE, form
from tests.site import Site
from tests.world import PEOPLE

LINK = "https://video.example/rom"


def part(mail: EmailMessage) -> Any:
    """The calendar part."""
    (found,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    text: Any = found.get_payload(decode=True)
    return Calendar.from_ical(text)


def event(mail: EmailMessage) -> Any:
    (found,) = part(mail).walk("VEVENT")
    return found


async def sent(site: Site) -> dict[str, EmailMessage]:
    """What the worker sends now, by its one recipient."""
    async with receiving() as receiver:
        await _work(site, receiver.port)
    assert all(len(recipients) == 1 for recipients, _ in receiver.mails)
    return {recipients[0]: mail for recipients, mail in receiver.mails}


def email(name: str) -> str:
    return str(PEOPLE[name]["email"])


async def meeting_of(site: Site, *people: str, **more: str) -> tuple[httpx2.AsyncClient, str]:
    marte = await site.client("marte")
    made = await marte.post(f"{site.plan()}/meetings", data=form(site, people, ("health",), **more))
    assert made.status_code == 303, made.text
    return marte, str(made.headers["location"])


async def test_it_says_when_and_where_to_log_in_and_names_only_its_recipient(site: Site) -> None:
    _, path = await meeting_of(site, "leila", "sindre")
    mails = await sent(site)
    assert set(mails) == {email("leila"), email("sindre")}
    mail = mails[email("leila")]
    assert part(mail)["METHOD"] == "REQUEST"
    one = event(mail)
    rows: Any = await site.world.sql("SELECT starts_at, ends_at FROM meeting")
    assert (one.start.astimezone(UTC), one.end.astimezone(UTC)) == tuple(rows[0])
    assert str(one["DTSTART"].params["TZID"]) == "Europe/Oslo"
    assert part(mail).walk("VTIMEZONE"), "whoever opens it need not know Oslo's rules"
    assert one["UID"] == f"meeting-{path.rpartition('/')[2]}@localhost"
    assert one["SEQUENCE"] == 1
    assert one["SUMMARY"] == "Møte"
    assert one["URL"] == f"{site.address}{path}"
    assert str(one["ATTENDEE"]) == f"mailto:{email('leila')}"
    whole = mail.as_string() + mail.get_body().get_content() + part(mail).to_ical().decode()  # type: ignore[union-attr]
    for secret in (TITLE, PLACE, LINK, "Tiril", "Helse", email("sindre"), PEOPLE["sindre"]["name"]):
        assert secret not in whole, secret


async def test_the_place_stands_in_it_only_where_the_owners_side_lets_it(site: Site) -> None:
    await meeting_of(site, "leila", place_in_mail="yes")
    mail = (await sent(site))[email("leila")]
    assert event(mail)["LOCATION"] == PLACE
    assert PLACE in mail.get_body().get_content()  # type: ignore[union-attr]


async def test_a_coordinator_cannot_let_the_place_stand_in_it(site: Site) -> None:
    wenche, marte = await site.client("wenche"), await site.client("marte")
    made = await wenche.post(f"{site.plan()}/meetings", data=form(site, ("leila",), place_in_mail="yes"))
    path = made.headers["location"]
    assert (await marte.post(f"{path}/agreement")).status_code == 303
    mail = (await sent(site))[email("leila")]
    assert "LOCATION" not in event(mail)
    assert PLACE not in mail.as_string()


async def test_no_place_where_the_owners_address_is_protected(site: Site) -> None:
    _, path = await meeting_of(site, "leila", place_in_mail="yes")
    unit, world = site.world.actor("ingeborg"), site.world
    desk = await desk_of(world.house.gate, unit)
    async with world.house.database.begin() as tx:
        await protect(tx, desk, world.accounts["tiril"], protected=True)
    leila = await site.client("leila")
    mail = (await sent(site))[email("leila")]
    pages = [(await leila.get(path + end)).text for end in ("", "/mote.ics")]
    for text in (mail.as_string(), part(mail).to_ical().decode(), *pages):
        assert PLACE not in text
    assert "LOCATION" not in event(mail)


async def test_a_change_is_the_same_meeting_with_a_higher_sequence_and_who_is_out_is_told_so(
    site: Site,
) -> None:
    marte, path = await meeting_of(site, "leila", "sindre")
    first = event((await sent(site))[email("leila")])
    assert (await marte.post(path, data=form(site, ("leila",), from_="09:00"))).status_code == 303
    mails = await sent(site)
    changed, out = event(mails[email("leila")]), mails[email("sindre")]
    assert (changed["UID"], changed["SEQUENCE"]) == (first["UID"], 2)
    assert changed.start < first.start
    assert part(out)["METHOD"] == "CANCEL"
    assert event(out).start == first.start, "of the new time she is told nothing"
    assert (event(out)["UID"], event(out)["SEQUENCE"]) == (first["UID"], 2)
    assert "avlyst" in out["Subject"]
    assert "URL" not in event(out)


async def test_a_cancelled_meeting_leaves_everybodys_calendar(site: Site) -> None:
    marte, path = await meeting_of(site, "leila", "sindre")
    await sent(site)
    assert (await marte.post(f"{path}/cancellation")).status_code == 303
    mails = await sent(site)
    assert set(mails) == {email("leila"), email("sindre")}
    for mail in mails.values():
        assert (part(mail)["METHOD"], str(event(mail)["STATUS"])) == ("CANCEL", "CANCELLED")


async def test_of_what_was_changed_again_before_it_was_sent_only_the_last_is_sent(site: Site) -> None:
    marte, path = await meeting_of(site, "leila")
    await marte.post(path, data=form(site, ("leila",), from_="09:00"))
    async with receiving() as receiver:
        await _work(site, receiver.port)
    (only,) = receiver.mails
    assert event(only[1])["SEQUENCE"] == 2


async def test_who_has_lost_access_meanwhile_is_told_nothing(site: Site) -> None:
    marte, _ = await meeting_of(site, "leila", place_in_mail="yes")
    for area in ("health", "home", "leisure"):
        section = site.world.sections["tiril"][area]
        await marte.post(f"{site.plan()}/sharing/{site.world.accounts['leila']}/{section}/withdrawal")
    assert await sent(site) == {}


async def test_who_is_out_is_told_so_also_where_it_is_changed_again_before_that_is_sent(site: Site) -> None:
    marte, path = await meeting_of(site, "leila", "sindre")
    await sent(site)
    for clock in ("09:00", "08:00"):
        assert (await marte.post(path, data=form(site, ("leila",), from_=clock))).status_code == 303
    mails = await sent(site)
    assert part(mails[email("sindre")])["METHOD"] == "CANCEL"
    assert event(mails[email("leila")])["SEQUENCE"] == 3


async def test_without_the_consent_to_the_plan_nobody_is_sent_anything(site: Site) -> None:
    marte, _ = await meeting_of(site, "leila")
    assert (await marte.post(f"{site.plan()}/consents/plan/withdrawal")).status_code == 303
    assert await sent(site) == {}


async def test_a_second_try_is_the_same_mail_with_the_same_sequence(site: Site) -> None:
    await meeting_of(site, "leila")
    async with receiving() as receiver:
        receiver.answer = "451 Try again later"
        await _work(site, receiver.port)
        await _hurry(site)
        receiver.answer = "250 OK"
        await _work(site, receiver.port)
    (_, first), (_, second) = receiver.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    assert part(first).to_ical() == part(second).to_ical()


async def test_while_no_mail_server_answers_it_waits(site: Site) -> None:
    await meeting_of(site, "leila")
    async with receiving() as receiver:
        closed = receiver.port
    await _work(site, closed)
    assert ("todo", 1) in await _jobs(site)
    await _hurry(site)
    async with receiving(closed) as receiver:
        await _work(site, closed)
    assert len(receiver.mails) == 1


@pytest.mark.parametrize(
    ("month", "offset"), [(1, timedelta(hours=1)), (7, timedelta(hours=2))], ids=["winter", "summer"]
)
async def test_summer_and_winter_time_are_oslos(site: Site, month: int, offset: timedelta) -> None:
    year = datetime.now(UTC).year + 1
    await meeting_of(site, "leila", day=f"{year}-{month:02}-14", from_="14:00")
    one = event((await sent(site))[email("leila")])
    assert one.start.utcoffset() == offset
    assert one.start.hour == 14


async def test_one_may_fetch_it_for_ones_own_calendar(site: Site) -> None:
    _, path = await meeting_of(site, "leila")
    leila = await site.client("leila")
    answer = await leila.get(f"{path}/mote.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    whole: Any = Calendar.from_ical(answer.content)
    (one,) = whole.walk("VEVENT")
    assert one["URL"] == f"{site.address}{path}"
    assert TITLE not in answer.text


async def test_who_decides_is_told_that_something_waits_and_nothing_of_what(site: Site) -> None:
    wenche, marte = await site.client("wenche"), await site.client("marte")
    path = (await wenche.post(f"{site.plan()}/meetings", data=form(site, ("leila",)))).headers["location"]
    mails = await sent(site)
    assert set(mails) == {email("marte")}
    mail = mails[email("marte")]
    assert mail["Subject"] == "Et møte venter på at du sier ja"
    assert f"{site.address}{path}" in mail.get_content()
    for secret in (TITLE, PLACE, "Tiril", PEOPLE["leila"]["name"], PEOPLE["wenche"]["name"]):
        assert secret not in mail.as_string(), secret
    assert (await wenche.post(path, data=form(site, ("leila",), from_="09:00"))).status_code == 303
    assert (await marte.post(f"{path}/agreement")).status_code == 303
    assert set(await sent(site)) == {email("leila")}, "what she has agreed to meanwhile waits no more"
