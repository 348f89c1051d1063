"""Who decides is told by a real mail that the crisis page was opened, once an hour for each who opens it."""

from datetime import timedelta

from ipplan.job.expiry import notice_expiries
from tests.job.test_mail import _secrets, _work, receiving
from tests.job.test_meeting_mail import email, sent
from tests.page.crisis_codes import ON_PAPER, ONLINE, crisis_page
from tests.site import Site
from tests.world import PEOPLE


async def test_an_opening_is_told_once_an_hour_and_says_nothing_of_what_stands_there(site: Site) -> None:
    page, mehmet = await crisis_page(site), await site.client("mehmet")
    address = await page.code()
    for client in (mehmet, mehmet, page.marte):
        assert (await client.get(address)).status_code == 200
    mails = await sent(site)
    assert set(mails) == {email("marte")}, "her own look is not told, and a second one not again"
    mail = mails[email("marte")]
    assert mail["Subject"] == "Krisesiden ble åpnet"
    assert site.address in mail.get_content().split()
    whole = mail.as_string() + mail.get_content()
    titles = set(await _secrets(site)) - {"Krisesiden"}  # what any is called before somebody names it
    for unsaid in (ON_PAPER["title"], ONLINE["title"], address, "Tiril", "Mehmet", *titles):
        assert unsaid not in whole.replace(str(PEOPLE["marte"]["name"]), ""), unsaid
    site.clock.move(timedelta(hours=1, minutes=1))
    again = await site.client("mehmet")
    assert (await again.get(address)).status_code == 200
    assert set(await sent(site)) == {email("marte")}


async def test_who_decides_is_told_before_a_code_ends(site: Site) -> None:
    page = await crisis_page(site)
    await page.code("3")
    [(code,)] = await site.world.sql("SELECT code_id FROM crisis_code")
    site.clock.move(timedelta(days=64))
    await notice_expiries(site.world.house.gate)
    async with receiving() as receiver:
        await _work(site, receiver.port)
    told = [to for to, mail in receiver.mails if mail["Message-ID"] == f"<expiry-{code}-30@localhost>"]
    assert told == [[email("marte")]]
