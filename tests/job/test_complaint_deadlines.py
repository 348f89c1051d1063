"""Of a complaint the unit is warned as of a case: ahead, once, without content; not of one sent on."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ipplan.job.case_deadlines import notice_deadlines
from tests.job.test_mail import _work, receiving
from tests.page.test_complaints import complain, decided, state_of
from tests.site import Site
from tests.world import PEOPLE


async def test_who_has_a_complaint_is_warned_five_working_days_ahead_and_once(site: Site) -> None:
    # Four weeks from 26 February 2029 are 26 March; five working days before it, 19 March.
    case = await decided(site, datetime(2029, 2, 26, 10, tzinfo=UTC))
    assert (await complain(site, case, await site.client("roar"))).status_code == 303
    gate, file = site.world.house.gate, await state_of(site, case)
    assert file.due_on.isoformat() == "2029-03-26"
    await site.world.sql("DELETE FROM procrastinate_jobs")
    site.clock.move(timedelta(days=20))
    assert await notice_deadlines(gate) == 0, "on the 18th"
    site.clock.move(timedelta(days=1))
    assert await notice_deadlines(gate) == 1
    assert await notice_deadlines(gate) == 0
    async with receiving() as receiver:
        await _work(site, receiver.port)
        mails: dict[str, Any] = {str(mail["To"]): mail for _, mail in receiver.mails}
    assert set(mails) == {PEOPLE["ingeborg"]["email"]}
    said = mails[PEOPLE["ingeborg"]["email"]].get_content()
    assert "klage" in said
    assert "mandag 26. mars 2029" in said
    assert f"/unit/cases/{case}" in said
    assert "Roar" not in said


async def test_a_complaint_that_was_sent_on_is_not_warned_of(site: Site) -> None:
    case = await decided(site)
    assert (await complain(site, case, await site.client("roar"))).status_code == 303
    site.clock.move(timedelta(days=27))
    ingeborg = await site.client("ingeborg")
    assert await notice_deadlines(site.world.house.gate) >= 1
    for door, said in (("answer", {"reason": "Den står.", "sure": "yes"}), ("forwarding", {})):
        done = await ingeborg.post(f"/unit/cases/{case}/complaint/{door}", data=said)
        assert done.status_code == 303
    async with receiving() as receiver:
        await _work(site, receiver.port)
        texts = [str(mail.get_content()) for _, mail in receiver.mails]
    assert not [one for one in texts if "Fristen" in one and str(case) in one]
