"""A case's deadline is warned of ahead: by working days, to who has the case, once, without content."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from ipplan.clock import OSLO
from ipplan.gate.unit import dismiss
from ipplan.job.case_deadlines import notice_deadlines, send_case_deadline
from ipplan.job.mail import Post
from ipplan.store.cases import mark_file
from ipplan.store.spaces import writing
from tests.job.test_mail import _work, receiving
from tests.page.case_stage import inquire
from tests.page.casework import UNIT, Office, employ
from tests.site import Site
from tests.world import PEOPLE

EASTER = datetime(2027, 3, 2, 9, tzinfo=UTC)
"""Four weeks later is the Tuesday after Easter 2027, which is the 28th of March."""


async def _begun(site: Site) -> UUID:
    site.clock.move(EASTER - site.clock.now())
    return await inquire(site, await site.client("leila"))


async def test_the_deadline_is_counted_shown_and_warned_of_over_easter(site: Site) -> None:
    case = await _begun(site)
    office = Office(site, await site.client(UNIT), case)
    await office.done("/taking")
    assert "28 dager igjen" in await office.page()
    assert "tirsdag 30. mars 2027" in await office.page()
    # The 24th, 23rd, 22nd, 19th and 18th are at work: Easter and two week-ends are not.
    for day, warned in (("2027-03-17", 0), ("2027-03-18", 1), ("2027-03-19", 0)):
        _come_to(site, day)
        assert await notice_deadlines(site.world.house.gate) == warned, day
    async with receiving() as receiver:
        await _work(site, receiver.port)
        mails: dict[str, Any] = {str(mail["To"]): mail for _, mail in receiver.mails}
    mail = mails[PEOPLE[UNIT]["email"]]
    body = mail.get_content()
    assert mail["Message-ID"] == f"<deadline-{uuid5(case, '2027-03-30')}@localhost>"
    assert "tirsdag 30. mars 2027" in body
    assert f"/unit/cases/{case}" in body
    for unsaid in ("Leila", "Hosseini", "Hjemmesykepleien", "2026/"):
        assert unsaid not in mail.as_string() + body
    unit = await site.client(UNIT)
    assert "Fristen i 1 sak går snart ut." in (await unit.get("/unit")).text
    assert "Fristen går snart ut." in (await unit.get(office.path)).text
    _come_to(site, "2027-03-31")
    unit = await site.client(UNIT)
    assert "1 sak er over fristen." in (await unit.get("/unit")).text
    assert "1 dag over fristen" in (await unit.get("/unit/cases")).text


async def test_a_moved_deadline_is_warned_of_anew_and_a_decided_case_not_at_all(site: Site) -> None:
    case, gate = await _begun(site), site.world.house.gate
    _come_to(site, "2027-03-22")
    assert await notice_deadlines(gate) == 1
    office = Office(site, await site.client(UNIT), case)
    await office.done("/taking")
    await office.done("/interim", reason="Vi venter på legen.", day="2027-05-14")
    assert await notice_deadlines(gate) == 0
    # The 17th is a holiday, and so is Whit Monday: seven days before the 14th are five working days.
    _come_to(site, "2027-05-07")
    assert await notice_deadlines(gate) == 1
    await _mark(site, case, state="decided", warned_on=None)
    assert await notice_deadlines(gate) == 0
    async with receiving() as receiver:
        await _send(site, receiver.port, case, date(2027, 5, 14))
    assert receiver.mails == []


async def test_of_a_case_that_nobody_has_the_office_is_warned_and_of_one_put_off_nobody(site: Site) -> None:
    case = await _begun(site)
    await site.world.sql("UPDATE municipality SET unit_email = ''")
    async with receiving() as receiver:
        await _send(site, receiver.port, case, date(2027, 3, 30))
        assert receiver.mails == [], "the office has set no address"
        await site.world.sql("UPDATE municipality SET unit_email = 'enheten@example.org'")
        await _send(site, receiver.port, case, date(2027, 3, 29))
        assert receiver.mails == [], "that was never its deadline"
        await _send(site, receiver.port, case, date(2027, 3, 30))
        assert [to for to, _ in receiver.mails] == [["enheten@example.org"]]
        await employ(site, "mehmet")
        await _mark(site, case, assigned_to=site.world.accounts["mehmet"])
        await _send(site, receiver.port, case, date(2027, 3, 30))
        async with site.world.house.database.begin() as tx:
            await dismiss(tx, site.world.accounts["mehmet"], site.clock.now())
        await _send(site, receiver.port, case, date(2027, 3, 30))
    told = [to for to, _ in receiver.mails[1:]]
    assert told == [[PEOPLE["mehmet"]["email"]], ["enheten@example.org"]], "who has left has no case"
    unit = await site.client(UNIT)
    assert "Ingen har saken" in (await unit.get("/unit/cases?show=nobodys")).text


def _come_to(site: Site, day: str) -> None:
    noon = datetime.combine(date.fromisoformat(day), datetime.min.time(), OSLO).replace(hour=12)
    site.clock.move(noon - site.clock.now())


async def _mark(site: Site, case: UUID, **values: object) -> None:
    house = site.world.house
    async with writing(house.database, house.clock, case) as held:
        await mark_file(held, **values)


async def _send(site: Site, port: int, case: UUID, deadline_on: date) -> None:
    house = site.world.house
    settings = house.settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"})
    post = Post(settings, house.database, house.keyring, house.render, house.gate)
    await send_case_deadline(post, case, deadline_on)
