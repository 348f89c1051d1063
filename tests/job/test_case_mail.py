"""Mails of cases: to whom something new may be read by then, and nothing of what it is."""

from typing import Any
from uuid import UUID

import pytest

from ipplan.gate.case_parts import give_part, take_part
from ipplan.gate.cases import writing_case
from ipplan.permit import INQUIRY, Access
from ipplan.store.cases import file_of
from ipplan.unit.acts import do
from ipplan.unit.telling import tell, tell_office
from tests.gate.test_cases import begun, take_on
from tests.job.test_mail import _work, receiving
from tests.page.case_stage import FOR_CHILD, inquire
from tests.site import Site
from tests.world import PEOPLE

WORDS = "Roar vil fortelje noko hemmeleg"


async def _said(site: Site, case: UUID, *told: str) -> int:
    """Something is added to the inquiry, and some are told of it."""
    world = site.world
    async with writing_case(world.house.gate, world.actor("berit"), case) as (held, visit):
        file = await file_of(held.tx, case)
        assert file is not None
        number = await do(held, await visit.open(INQUIRY, Access.WRITE), file, "supplement", {"words": WORDS})
        await tell(held, number, *(world.accounts[name] for name in told), None)
        await tell_office(held, number)
        return number


async def test_who_may_read_it_is_told_that_there_is_something_and_not_what(site: Site) -> None:
    world, case = site.world, await begun(site.world)
    await take_on(world, case)
    await world.sql("UPDATE municipality SET unit_email = 'enheten@example.org'")
    number = await _said(site, case, "ingeborg", "wenche", "berit")
    async with receiving() as receiver:
        await _work(site, receiver.port)
        mails: dict[str, Any] = {str(mail["To"]): mail for _, mail in receiver.mails}
    assert set(mails) == {PEOPLE["ingeborg"]["email"], PEOPLE["berit"]["email"], "enheten@example.org"}
    body = mails[PEOPLE["ingeborg"]["email"]].get_content()
    assert f"/unit/cases/{case}" in body
    assert f"/cases/{case}" in mails[PEOPLE["berit"]["email"]].get_content()
    name = f"<case-{case}-{number}-{world.accounts['berit']}@localhost>"
    assert mails[PEOPLE["berit"]["email"]]["Message-ID"] == name
    for mail in mails.values():
        assert "Roar" not in mail.as_string() + mail.get_content()


@pytest.mark.parametrize("gone", ["part", "account"])
async def test_who_has_no_part_in_it_any_more_is_told_nothing(site: Site, gone: str) -> None:
    world, case = site.world, await begun(site.world)
    gate, leila = world.house.gate, world.accounts["leila"]
    await world.sql("UPDATE municipality SET unit_email = ''")
    async with writing_case(gate, world.actor("berit"), case) as (held, _):
        await give_part(held, gate.signer, leila, "sender", world.accounts["berit"])
    await _said(site, case, "leila")
    if gone == "part":
        async with writing_case(gate, world.actor("berit"), case) as (held, _):
            await take_part(held, leila, "sender", world.accounts["berit"])
    else:
        await world.sql("UPDATE account SET state = 'closed' WHERE account_id = :a", a=leila)
    async with receiving() as receiver:
        await _work(site, receiver.port)
        assert receiver.mails == []


async def test_who_sends_an_inquiry_and_the_office_are_told_that_it_has_come(site: Site) -> None:
    marte = await site.client("marte")
    await site.world.sql("UPDATE municipality SET unit_email = 'enheten@example.org'")
    case = await inquire(site, marte, **FOR_CHILD)
    async with receiving() as receiver:
        await _work(site, receiver.port)
        mails: dict[str, Any] = {str(mail["To"]): mail for _, mail in receiver.mails}
    assert set(mails) == {PEOPLE["marte"]["email"], "enheten@example.org"}
    receipt = mails[PEOPLE["marte"]["email"]]
    assert receipt["Subject"] == "Vi har fått henvendelsen din"
    assert receipt["Message-ID"] == f"<case-{case}-1-{site.world.accounts['marte']}@localhost>"
    assert f"/cases/{case}" in receipt.get_content()
    for mail in mails.values():
        whole = mail.as_string() + mail.get_content()
        assert not [
            word for word in (FOR_CHILD["name"], "barnekoordinator", FOR_CHILD["hard"]) if word in whole
        ]
