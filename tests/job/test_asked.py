"""Who was not in the room when she was asked is told by a real mail that she is, and nothing of what."""

from datetime import timedelta

import httpx2

from tests.job.test_mail import _hurry, _jobs, _secrets, _work, receiving
from tests.job.test_meeting_mail import email, sent
from tests.page.meeting_on import Held, begun, decision, goal_of
from tests.site import Site
from tests.world import PEOPLE

WHAT = "Ringe hjelpemiddelsentralen"


async def asked(site: Site, who: str = "leila", *there: str) -> tuple[Held, dict[str, str]]:
    """A decision of a meeting at which those are there: (meeting, its form)."""
    held, (under, _) = await begun(site), await goal_of(site, "health")
    for name in there:
        await held.there(name)
    form = decision(site, who, under)
    made = await held.marte.post(f"{held.at('health', await held.point('health'))}/decision", data=form)
    assert made.status_code == 303, made.text
    return held, form


async def test_who_is_absent_gets_a_mail_without_content(site: Site) -> None:
    _, form = await asked(site, "leila", "sindre")
    mails = await sent(site)
    assert set(mails) == {email("leila")}
    mail = mails[email("leila")]
    assert mail["Subject"] == "Du er spurt om noe"
    assert mail["Message-ID"] == f"<asked-{form['duty']}-{site.world.accounts['leila']}@localhost>"
    whole = mail.as_string() + mail.get_content()
    assert site.address in mail.get_content().split()
    for secret in (WHAT, "Helse", "Tiril", *await _secrets(site)):
        assert secret not in whole.replace(str(PEOPLE["leila"]["name"]), ""), secret


async def test_who_is_there_gets_none_and_who_has_left_gets_one(site: Site) -> None:
    held, _ = await asked(site, "leila", "leila")
    assert await sent(site) == {}
    await held.there("leila", there=False)
    under, _ = await goal_of(site, "health")
    again = decision(site, "leila", under)
    point = await held.point("health", "En sak til")
    assert (await held.marte.post(f"{held.at('health', point)}/decision", data=again)).status_code == 303
    assert set(await sent(site)) == {email("leila")}


async def test_after_the_meeting_nobody_is_there_and_who_decides_for_herself_is_told_nothing(
    site: Site,
) -> None:
    held, (under, _) = await begun(site), await goal_of(site, "health")
    await held.there("leila")
    point = await held.point("health")
    assert (await held.marte.post(f"{held.path}/ending")).status_code == 303
    for who in ("leila", "marte"):
        form = decision(site, who, under)
        made = await held.marte.post(f"{held.at('health', point)}/decision", data=form)
        assert made.status_code == 303, made.text
    assert set(await sent(site)) == {email("leila")}


async def test_for_an_owner_who_has_no_login_who_acts_for_her_is_asked(site: Site) -> None:
    held, (under, _) = await begun(site), await goal_of(site, "health")
    point, leila = await held.point("health"), await site.client("leila")
    made = await leila.post(f"{held.at('health', point)}/decision", data=decision(site, "tiril", under))
    assert made.status_code == 303, made.text
    assert email("marte") in await sent(site)


async def test_what_was_answered_closed_or_withheld_meanwhile_is_not_told(site: Site) -> None:
    held, form = await asked(site)
    address = f"{site.section('health')}/items"
    leila, who = await site.client("leila"), {"account": str(site.world.accounts["leila"])}

    async def more() -> dict[str, str]:
        under, _ = await goal_of(site, "health")
        one = decision(site, "leila", under)
        point = await held.point("health")
        assert (await held.marte.post(f"{held.at('health', point)}/decision", data=one)).status_code == 303
        return one

    await _posted(leila, f"{address}/{form['duty']}/answer", {"status": "accepted"})
    await _posted(held.marte, f"{address}/{(await more())['action']}/closure", {})
    await _posted(held.marte, f"{address}/{(await more())['duty']}/closure", {})
    await _posted(held.marte, f"{address}/{(await more())['action']}/withholding", who)
    assert await _count(site) == 4
    assert await sent(site) == {}


async def test_who_has_lost_access_meanwhile_is_told_nothing(site: Site) -> None:
    held, _ = await asked(site)
    account, section = site.world.accounts["leila"], held.section("health")
    await _posted(held.marte, f"{site.plan()}/sharing/{account}/{section}/withdrawal", {})
    assert await sent(site) == {}


async def test_without_the_consent_to_the_plan_and_after_all_notices_are_stopped_nobody_is(
    site: Site,
) -> None:
    held, _ = await asked(site)
    await _posted(held.marte, f"{site.plan()}/silence", {})
    assert await sent(site) == {}


async def test_while_the_plan_is_at_rest_nobody_is(site: Site) -> None:
    held, _ = await asked(site)
    await _posted(held.marte, f"{site.plan()}/consents/plan/withdrawal", {})
    assert await sent(site) == {}


async def test_a_second_try_is_the_same_mail(site: Site) -> None:
    await asked(site)
    async with receiving() as receiver:
        receiver.answer = "451 Try again later"
        await _work(site, receiver.port)
        await _hurry(site)
        receiver.answer = "250 OK"
        site.clock.move(timedelta(minutes=5))
        await _work(site, receiver.port)
    (_, first), (_, second) = receiver.mails
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])
    assert first.get_content() == second.get_content()


async def test_sent_twice_the_form_promises_one_mail(site: Site) -> None:
    held, (under, _) = await begun(site), await goal_of(site, "health")
    point, form = await held.point("health"), decision(site, "leila", under)
    for _ in range(2):
        await _posted(held.marte, f"{held.at('health', point)}/decision", form)
    assert [state for state, _ in await _jobs(site)] == ["todo"]


async def _posted(client: httpx2.AsyncClient, path: str, form: dict[str, str]) -> None:
    made = await client.post(path, data=form)
    assert made.status_code == 303, made.text


async def _count(site: Site) -> int:
    rows = await site.world.sql("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_asked'")
    return int(rows[0][0])
