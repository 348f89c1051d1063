"""Notice sixty days ahead of two birthdays, once each, without content; and that a child does not agree."""

from datetime import datetime, timedelta

from ipplan.job.heard import notice_ages
from tests.gate.test_takeover import SIXTEEN
from tests.job.test_mail import Receiver, _secrets, _work, receiving
from tests.page.test_handover import EIGHTEEN
from tests.page.test_takeover import _tiril, marte_goes_on
from tests.site import Site
from tests.world import PEOPLE

WHO = ("tiril", "marte", "wenche")


async def test_who_prepares_it_is_told_once_sixty_days_before(site: Site) -> None:
    await marte_goes_on(site)
    async with receiving() as receiver:
        for days, mails in ((61, 0), (59, 3), (58, 3), (1, 3)):
            await _at(site, receiver.port, SIXTEEN - timedelta(days=days))
            assert len(_of(receiver)) == mails, days
    to = {recipients[0] for recipients, _ in receiver.mails}
    assert to == {PEOPLE[who]["email"] for who in WHO}
    for _, mail in receiver.mails:
        whole = mail.get_content() + mail.as_string()
        assert "forberede" in mail["Subject"]
        (own,) = [PEOPLE[who]["name"] for who in WHO if PEOPLE[who]["email"] == mail["To"]]
        for secret in await _secrets(site):
            assert secret not in whole.replace(own, ""), secret


async def test_the_same_ahead_of_eighteen_and_nothing_for_what_is_past_or_at_rest(site: Site) -> None:
    async with receiving() as receiver:
        await _at(site, receiver.port, EIGHTEEN - timedelta(days=70))
        assert _of(receiver) == [], "sixteen is past"
        await _rest(site)
        await _at(site, receiver.port, EIGHTEEN - timedelta(days=50))
        assert _of(receiver) == []
        assert await _promises(site) == 0


async def test_of_age_is_told_too(site: Site) -> None:
    async with receiving() as receiver:
        await _at(site, receiver.port, EIGHTEEN - timedelta(days=50))
        ids = _of(receiver)
    assert len(ids) == 2, "she and the coordinator: nobody acts for her"
    assert all("<age-18-" in one for one in ids)


async def test_that_a_child_does_not_agree_is_told_to_the_coordinator_alone(site: Site) -> None:
    tiril = await _tiril(site)
    said = {"body": "Jeg vil ikke bytte skole."}
    assert (await tiril.post(f"{site.plan()}/mine/disagreement", data=said)).status_code == 303
    async with receiving() as receiver:
        await _work(site, receiver.port)
    told = [(to, mail) for to, mail in receiver.mails if "disagreement" in mail["Message-ID"]]
    assert [to for to, _ in told] == [[PEOPLE["wenche"]["email"]]]
    whole = told[0][1].get_content() + told[0][1].as_string()
    assert "skole" not in whole
    assert PEOPLE["tiril"]["name"] not in whole


async def test_of_neither_is_anything_sent_where_all_notices_are_stopped(site: Site) -> None:
    await marte_goes_on(site)
    tiril, marte = await _tiril(site), await site.client("marte")
    said = {"body": "Jeg vil ikke bytte skole."}
    assert (await tiril.post(f"{site.plan()}/mine/disagreement", data=said)).status_code == 303
    assert (await marte.post(f"{site.plan()}/silence")).status_code == 303
    async with receiving() as receiver:
        await _work(site, receiver.port)
        await _at(site, receiver.port, SIXTEEN - timedelta(days=59))
    assert not [mail["Message-ID"] for _, mail in receiver.mails if "expiry" not in mail["Message-ID"]]


async def _at(site: Site, port: int, when: datetime) -> None:
    site.clock.move(when - site.clock.now())
    await notice_ages(site.world.house.gate)
    await _work(site, port)


async def _rest(site: Site) -> None:
    tiril = await _tiril(site)
    assert (await tiril.post(f"{site.plan()}/consents/plan/withdrawal")).status_code == 303


async def _promises(site: Site) -> int:
    return int((await site.world.sql("SELECT count(*) FROM age_notice"))[0][0])


def _of(receiver: Receiver) -> list[str]:
    return [mail["Message-ID"] for _, mail in receiver.mails if "<age-" in mail["Message-ID"]]
