"""Mail about approving a plan and going through it anew, by the real worker: to whom, when, and how bare."""

from datetime import timedelta

from ipplan.job.editions import notice_revisions
from ipplan.plan.periods import OSLO
from tests.job.test_mail import _hurry, _secrets, _work, receiving
from tests.page.test_editions import _answer, approve
from tests.site import Site
from tests.world import PEOPLE

MARTE, WENCHE = PEOPLE["marte"]["email"], PEOPLE["wenche"]["email"]


async def test_the_coordinator_is_asked_once_as_long_as_it_waits_for_her(site: Site) -> None:
    marte, wenche = await site.client("marte"), await site.client("wenche")
    async with receiving() as receiver:
        await approve(site, marte)
        for _ in range(2):
            await _work(site, receiver.port)
        assert [to for to, _ in receiver.mails] == [[WENCHE]]
        mail = receiver.mails[0][1]
        shown = mail.as_string().replace(PEOPLE["wenche"]["name"], "")  # her own, to whom it is written
        assert not [secret for secret in await _secrets(site) if secret in shown]
        await approve_anew(site)
        await _answer(site, wenche, "approved", 2)
        await _hurry(site)
        await _work(site, receiver.port)
        assert len(receiver.mails) == 1, "what she has answered is not asked any more"


async def test_who_decides_and_who_coordinates_are_reminded_before_the_day_of_revision(site: Site) -> None:
    marte, gate = await site.client("marte"), site.world.house.gate
    today = site.clock.now().astimezone(OSLO).date()
    day = (today + timedelta(days=40)).isoformat()
    assert (await marte.post(f"{site.plan()}/revision", data={"day": day})).status_code == 303
    told = {5: [], 6: [MARTE, WENCHE], 2: [], 19: [], 1: [MARTE, WENCHE], 3: []}
    async with receiving() as receiver:
        for days, to in told.items():
            receiver.mails.clear()
            site.clock.move(timedelta(days=days))
            await notice_revisions(gate)
            await _work(site, receiver.port)
            assert sorted(one for to, _ in receiver.mails for one in to) == sorted(to), days


async def approve_anew(site: Site) -> None:
    marte = await site.client("marte")
    form = {"kind": "text", "body": "Noe nytt.", "item": "5d0d6c30-0a4e-4f0f-9d0e-0c0ffee00001"}
    assert (await marte.post(f"{site.section('meetings')}/items", data=form)).status_code == 303
    assert (await approve(site, marte)).status_code == 303
