"""The mail that asks when it suits: sent by the real worker, nothing of what or when in it."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import httpx2

from ipplan.job.polls import send_poll
from tests.job.test_mail import _hurry, _jobs, _work, receiving
from tests.job.test_meeting_mail import LINK, email, event, part, sent
from tests.job.test_silence import _post
from tests.page.test_meetings import PLACE, TITLE
from tests.page.test_polls import asked, poll_form, suits
from tests.site import Site
from tests.waiting import today_in_oslo
from tests.world import PEOPLE


def _text(mail: EmailMessage) -> str:
    body: Any = mail.get_body()
    return str(body.get_content())


async def polled(site: Site, *people: str) -> tuple[httpx2.AsyncClient, str]:
    marte = await site.client("marte")
    return marte, await asked(site, marte, people)


async def test_it_asks_and_links_and_says_nothing_of_what_or_when_or_who_else(site: Site) -> None:
    _, path = await polled(site, "leila", "sindre")
    mails = await sent(site)
    assert set(mails) == {email("leila"), email("sindre")}
    mail = mails[email("leila")]
    assert mail["Subject"] == "Når passer det for deg?"
    assert f"{site.address}{path.removeprefix(site.address)}" in _text(mail)
    assert [one.get_content_type() for one in mail.walk()] == ["text/plain"], "there is no meeting yet"
    rows: Any = await site.world.sql("SELECT poll_id FROM poll")
    account = site.world.accounts["leila"]
    assert mail["Message-ID"] == f"<poll-{rows[0][0]}-{account}@localhost>"
    first = today_in_oslo() + timedelta(days=10)
    whole = mail.as_string() + _text(mail)
    people = (PEOPLE["sindre"]["name"], PEOPLE["marte"]["name"], email("sindre"))
    for secret in (TITLE, PLACE, LINK, "Tiril", "Helse", *people):
        assert secret not in whole, secret
    for moment in (first.isoformat(), f"{first.day}. ", "10:00", "10.00"):
        assert moment not in _text(mail), moment


async def test_before_who_decides_has_agreed_nothing_goes_out(site: Site) -> None:
    wenche, marte = await site.client("wenche"), await site.client("marte")
    path = await asked(site, wenche, ("leila",))
    assert set(await sent(site)) == {email("marte")}, "she is told that it waits for her"
    assert (await marte.post(f"{path}/agreement")).status_code == 303
    assert set(await sent(site)) == {email("leila")}


async def test_who_has_lost_access_meanwhile_is_not_asked(site: Site) -> None:
    marte, _ = await polled(site, "leila", "sindre")
    section = site.world.sections["tiril"]["health"]
    await marte.post(f"{site.plan()}/sharing/{site.world.accounts['leila']}/{section}/withdrawal")
    assert set(await sent(site)) == {email("sindre")}


async def test_what_was_closed_or_chosen_before_it_was_sent_asks_nobody(site: Site) -> None:
    marte, path = await polled(site, "leila")
    assert (await marte.post(f"{path}/ending")).status_code == 303
    assert await sent(site) == {}
    path = await asked(site, marte, ("leila",))
    assert (await marte.post(f"{path}/choice", data={"time": "2"})).status_code == 303
    (mail,) = (await sent(site)).values()
    assert part(mail)["METHOD"] == "REQUEST"


async def test_when_all_the_times_have_passed_nobody_is_asked(site: Site) -> None:
    await polled(site, "leila")
    site.clock.move(timedelta(days=20))
    rows: Any = await site.world.sql("SELECT poll_id FROM poll")
    async with receiving() as receiver:
        ids = (site.world.spaces["tiril"], UUID(str(rows[0][0])), site.world.accounts["leila"])
        await send_poll(_post(site, receiver.port), *ids)
    assert receiver.mails == []


async def test_who_is_not_asked_is_sent_nothing_whatever_is_promised(site: Site) -> None:
    await polled(site, "leila")
    await sent(site)
    rows: Any = await site.world.sql("SELECT poll_id FROM poll")
    async with receiving() as receiver:
        for name in ("sindre", "berit", "marte", "wenche"):
            ids = (site.world.spaces["tiril"], UUID(str(rows[0][0])), site.world.accounts[name])
            await send_poll(_post(site, receiver.port), *ids)
    assert receiver.mails == []


async def test_a_second_try_is_the_same_mail(site: Site) -> None:
    await polled(site, "leila")
    async with receiving() as receiver:
        receiver.answer = "451 Try again later"
        await _work(site, receiver.port)
        await _hurry(site)
        receiver.answer = "250 OK"
        await _work(site, receiver.port)
    (_, first), (_, second) = receiver.mails
    assert first.as_string() == second.as_string()


async def test_while_no_mail_server_answers_it_waits(site: Site) -> None:
    await polled(site, "leila")
    async with receiving() as receiver:
        closed = receiver.port
    await _work(site, closed)
    assert ("todo", 1) in await _jobs(site)
    await _hurry(site)
    async with receiving(closed) as receiver:
        await _work(site, closed)
    assert len(receiver.mails) == 1


async def test_without_the_consent_to_the_plan_nobody_is_asked(site: Site) -> None:
    marte, _ = await polled(site, "leila")
    assert (await marte.post(f"{site.plan()}/consents/plan/withdrawal")).status_code == 303
    assert await sent(site) == {}


async def test_from_a_press_on_a_time_everybody_asked_gets_a_meeting(site: Site) -> None:
    wenche, marte, leila = [await site.client(name) for name in ("wenche", "marte", "leila")]
    made = await wenche.post(f"{site.plan()}/polls", data=poll_form(site, ("leila", "sindre")))
    path = made.headers["location"]
    await marte.post(f"{path}/agreement", data={"place_in_mail": "yes"})
    await sent(site)
    await leila.post(f"{path}/answers", data=suits("no", "yes", "yes"))
    called = await wenche.post(f"{path}/choice", data={"time": "1"})
    mails = await sent(site)
    assert set(mails) == {email("leila"), email("sindre")}
    one = event(mails[email("leila")])
    assert one["URL"] == f"{site.address}{called.headers['location'].removeprefix(site.address)}"
    assert (one.start.hour, one.start.date()) == (11, today_in_oslo() + timedelta(days=11))
    assert one["LOCATION"] == PLACE, "who decides has let it stand there"


async def test_a_series_is_a_mail_for_each_meeting_each_with_its_own_uid(site: Site) -> None:
    """All components of a request are of one UID (RFC 5546, 3.2.2), and calendars take one from a mail."""
    marte = await site.client("marte")
    form = {"day": (today_in_oslo() + timedelta(days=9)).isoformat(), "from": "14:00", "to": "15:00"}
    data = poll_form(site, ("leila",), times=0) | form | {"repeat": "4w", "times": "3"}
    assert (await marte.post(f"{site.plan()}/meetings", data=data)).status_code == 303
    async with receiving() as receiver:
        await _work(site, receiver.port)
    mails = [mail for _, mail in receiver.mails]
    events = [event(mail) for mail in mails]
    assert len({str(one["UID"]) for one in events}) == 3
    assert len({mail["Message-ID"] for mail in mails}) == 3
    days = sorted(one.start for one in events)
    assert [(later.date() - days[0].date()).days for later in days] == [0, 28, 56]
    assert {one.hour for one in days} == {14}
    assert all(part(mail)["METHOD"] == "REQUEST" for mail in mails)
