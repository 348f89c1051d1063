"""Mails about messages: to who has not read after a while, once until she reads; nothing of what was said."""

from datetime import timedelta
from email.message import EmailMessage

from tests.job.test_mail import _hurry
from tests.job.test_meeting_mail import email, sent
from tests.page.test_talks import begin, say
from tests.site import Site

LATER = timedelta(minutes=11)


async def after(site: Site, time: timedelta = LATER) -> dict[str, EmailMessage]:
    """What is sent when so much time has passed."""
    site.clock.move(time)
    await site.world.house.conversation_marks.settle()
    await _hurry(site)
    return await sent(site)


async def test_who_has_not_read_is_told_once_until_she_reads_again(site: Site) -> None:
    wenche = await site.client("wenche")
    talk = await begin(site, wenche, "Treningen", "sindre")
    await say(wenche, talk, "Skal vi bytte dag?")
    await say(wenche, talk, "Tirsdag?")
    mails = await after(site)
    assert set(mails) == {email("sindre"), email("marte")}, "those who read it, and not Kristin"
    mail = mails[email("sindre")]
    whole = f"{mail.as_string()} {mail.get_content()}"
    assert mail["Subject"] == "Du har en ny melding"
    for said in ("Treningen", "bytte", "Tirsdag", "Wenche", "Tiril", "Beskjeder", talk.rpartition("/")[2]):
        assert said not in whole, said
    await say(await site.client("wenche"), talk, "Hallo?")
    assert await after(site) == {}, "she knows that there is something"
    sindre = await site.client("sindre")
    assert "Hallo?" in (await sindre.get(talk)).text
    await say(await site.client("wenche"), talk, "Takk!")
    again = await after(site)
    assert set(again) == {email("sindre")}
    assert again[email("sindre")]["Message-ID"] != mail["Message-ID"]


async def test_who_has_read_it_or_may_no_more_or_is_too_early_is_told_nothing(site: Site) -> None:
    wenche, marte, sindre = [await site.client(one) for one in ("wenche", "marte", "sindre")]
    talk = await begin(site, wenche, "Treningen", "sindre", "kristin")
    await say(wenche, talk, "Skal vi bytte dag?")
    assert await after(site, timedelta(minutes=5)) == {}, "it may be that she is about to read"
    await say(wenche, talk, "Tirsdag?")
    for reader in (marte, sindre):
        assert (await reader.get(talk)).status_code == 200
    section = site.world.sections["tiril"]["messages"]
    taken = f"{site.plan()}/sharing/{site.world.accounts['kristin']}/{section}/withdrawal"
    assert (await marte.post(taken)).status_code == 303
    assert await after(site) == {}
