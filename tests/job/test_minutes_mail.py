"""Mails about minutes: by the real worker to a real server; that something waits, and nothing of it."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from tests.job.test_mail import _hurry, _work, receiving
from tests.job.test_meeting_mail import email, sent
from tests.page.minutes import OPEN, SECRET, Held, hold
from tests.page.test_meetings import PLACE, TITLE
from tests.site import Site
from tests.world import PEOPLE


@pytest.fixture
async def held(site: Site) -> Held:
    made = await hold(site)
    await sent(site)  # the invitations
    return made


def text_of(mail: EmailMessage) -> str:
    return f"{mail['Subject']} {mail.get_content()}"


def bare(mail: EmailMessage) -> None:
    """That it holds nothing of the plan."""
    whole = mail.as_string() + text_of(mail)
    others = [PEOPLE[name]["name"] for name in ("tiril", "wenche") if email(name) != mail["To"]]
    for secret in (TITLE, PLACE, OPEN, SECRET, "Tiril", "Kroppen min", "Penger og ordninger", *others):
        assert secret not in whole, secret


async def test_those_who_were_there_are_told_once_that_minutes_wait(site: Site, held: Held) -> None:
    await held.press(held.marte, "sending")
    mails = await sent(site)
    assert set(mails) == {email("leila"), email("wenche")}, "who sent them knows"
    mail = mails[email("leila")]
    assert mail["Subject"] == "Et referat venter på at du leser det"
    assert f"{site.address}{held.path}" in text_of(mail)
    number = (await held.kinds()).index("sent") + 1
    name = f"minutes-{held.meeting_id}-{number}-{site.world.accounts['leila']}"
    assert mail["Message-ID"] == f"<{name}@localhost>"
    bare(mail)
    assert await sent(site) == {}


async def test_who_decides_is_told_of_the_last_word(site: Site, held: Held) -> None:
    await held.press(held.marte, "sending")
    await sent(site)
    await held.press(held.wenche, "locking")
    mails = await sent(site)
    assert set(mails) == {email("marte")}
    assert "du har siste ord" in mails[email("marte")]["Subject"]
    assert "ikke innvendt mot" in " ".join(text_of(mails[email("marte")]).split())
    bare(mails[email("marte")])


@pytest.mark.parametrize("why", ["approved", "locked", "lost"])
async def test_who_is_not_asked_any_more_when_it_is_to_go_is_told_nothing(
    site: Site, held: Held, why: str
) -> None:
    await held.press(held.marte, "sending")
    if why == "approved":
        await held.approve(held.leila)
    elif why == "locked":
        await held.press(held.marte, "locking")
    else:
        for area in ("health", "home", "leisure"):
            section = site.world.sections["tiril"][area]
            path = f"{site.plan()}/sharing/{site.world.accounts['leila']}/{section}/withdrawal"
            await held.marte.post(path)
    assert email("leila") not in await sent(site)


async def test_who_decides_is_told_nothing_of_a_deadline_that_has_passed(site: Site, held: Held) -> None:
    await held.press(held.marte, "sending")
    await sent(site)
    await held.press(held.wenche, "locking")
    site.clock.move(timedelta(days=15))
    assert await sent(site) == {}


async def test_a_second_try_is_the_same_mail(site: Site, held: Held) -> None:
    await held.press(held.marte, "sending")
    async with receiving() as receiver:
        receiver.answer = "451 Try again later"
        await _work(site, receiver.port)
        await _hurry(site)
        receiver.answer = "250 OK"
        await _work(site, receiver.port)
    to_leila = [mail for to, mail in receiver.mails if to == [email("leila")]]
    assert len(to_leila) == 2
    assert len({(mail["Message-ID"], mail["Date"], mail.get_content()) for mail in to_leila}) == 1


async def test_without_the_consent_to_the_plan_nobody_is_sent_anything(site: Site, held: Held) -> None:
    await held.press(held.marte, "sending")
    assert (await held.marte.post(f"{site.plan()}/consents/plan/withdrawal")).status_code == 303
    assert await sent(site) == {}
