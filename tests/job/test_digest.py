"""Who wants fewer mails gets one a day, or none of a kind; to a real server, the same mail at every try."""

from datetime import datetime, time, timedelta
from email.message import EmailMessage

import pytest

from ipplan.clock import OSLO
from ipplan.config import Settings, SettingsTrouble
from ipplan.job import digest
from ipplan.job.digest import notice_digests, send_digest
from ipplan.plan.notices import NAMED, NOTICES, how_of, last_turn, turn_of
from tests.gate.test_cases import begun
from tests.job.test_asked import WHAT, asked
from tests.job.test_case_mail import _said
from tests.job.test_mail import _secrets, _work, receiving
from tests.job.test_meeting_mail import email, sent
from tests.job.test_silence import _post, _waiting
from tests.page.meeting_on import Held, decision, goal_of
from tests.site import Site
from tests.world import PEOPLE


async def choose(site: Site, who: str, **how: str) -> None:
    saved = await (await site.client(who)).post("/notifications", data=how)
    assert (saved.status_code, saved.headers["location"]) == (303, "/notifications?saved=1"), saved.text


async def to_the_next_turn(site: Site) -> None:
    """Until seven o'clock in Oslo, when the daily mails are due."""
    day = last_turn(site.clock.now()) + timedelta(days=1)
    site.clock.move(turn_of(day) - site.clock.now() + timedelta(seconds=1))


async def waiting(site: Site) -> int:
    return int((await site.world.sql("SELECT count(*) FROM notice_waiting"))[0][0])


async def gathered(site: Site) -> dict[str, EmailMessage]:
    await notice_digests(site.world.house.gate)
    return await sent(site)


async def ask_again(site: Site, held: Held, times: int) -> None:
    under, _ = await goal_of(site, "health")
    for number in range(times):
        point = await held.point("health", f"Sak {number}")
        form = decision(site, "leila", under)
        made = await held.marte.post(f"{held.at('health', point)}/decision", data=form)
        assert made.status_code == 303, made.text


async def test_what_is_gathered_goes_once_a_day_as_a_number_and_nothing_more(site: Site) -> None:
    await choose(site, "leila", asked="daily")
    held, _ = await asked(site, "leila")
    await ask_again(site, held, 2)
    assert await sent(site) == {}
    assert await waiting(site) == 3
    await to_the_next_turn(site)
    assert await waiting(site) == 3
    mails = await gathered(site)
    assert set(mails) == {email("leila")}
    mail = mails[email("leila")]
    text = mail.get_content()
    assert "3 nye ting venter på deg" in text
    assert "- 3 spurt om noe" in text
    assert mail["Message-ID"].startswith("<digest-")
    for unsaid in (WHAT, "Helse", "Tiril", *await _secrets(site)):
        assert unsaid not in (mail.as_string() + text).replace(str(PEOPLE["leila"]["name"]), ""), unsaid
    assert await waiting(site) == 0
    await to_the_next_turn(site)
    assert await gathered(site) == {}, "nothing new, no mail"


async def test_what_is_off_is_not_sent_and_another_kind_still_is(site: Site) -> None:
    await choose(site, "leila", asked="off", minutes="daily")
    await asked(site, "leila")
    assert await sent(site) == {}
    assert await waiting(site) == 0
    await choose(site, "leila", asked="at_once")
    held, _ = await asked(site, "leila")
    assert held is not None
    assert set(await sent(site)) == {email("leila")}


async def test_after_a_crash_it_is_the_same_mail_with_the_same_number(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await choose(site, "leila", asked="daily")
    await asked(site, "leila")
    assert await sent(site) == {}
    await to_the_next_turn(site)
    day, leila = last_turn(site.clock.now()), site.world.accounts["leila"]

    async def killed(*_: object) -> None:
        raise SystemError("the worker is gone")

    async with receiving() as receiver:
        with monkeypatch.context() as patch:
            patch.setattr(digest, "drop_waiting", killed)
            with pytest.raises(SystemError):
                await send_digest(_post(site, receiver.port), leila, day)
        for _ in range(2):
            await send_digest(_post(site, receiver.port), leila, day)
    (_, first), (_, second) = receiver.mails
    assert first.as_string() == second.as_string()


async def test_a_plan_that_is_hers_no_more_is_not_counted(site: Site) -> None:
    await choose(site, "leila", asked="daily")
    held, _ = await asked(site, "leila")
    assert await sent(site) == {}
    who = site.world.accounts["leila"]
    assert (await held.marte.post(f"{site.plan()}/sharing/{who}/withdrawal")).status_code == 303
    await to_the_next_turn(site)
    assert await gathered(site) == {}
    assert await waiting(site) == 0


async def test_the_same_job_done_twice_is_counted_once(site: Site) -> None:
    await choose(site, "leila", asked="daily")
    await asked(site, "leila")
    async with receiving() as receiver:
        await _work(site, receiver.port)
        await site.world.sql("UPDATE procrastinate_jobs SET status = 'todo' WHERE task_name = 'send_asked'")
        await _work(site, receiver.port)
    assert receiver.mails == []
    assert await waiting(site) == 1


async def test_the_page_takes_what_can_be_chosen_and_nothing_else(site: Site) -> None:
    marte = await site.client("marte")
    shown = (await marte.get("/notifications")).text
    assert 'name="meetings" value="daily"' not in shown, "an invitation is not delayed"
    assert 'name="cases" value="off"' not in shown
    assert "En fil du la inn, hadde virus" in shown, "all that always goes is told"
    wrong = await marte.post("/notifications", data={"meetings": "daily", "asked": "off"})
    assert wrong.status_code == 422
    assert "Velg ett av valgene." in wrong.text
    assert await site.world.sql("SELECT 1 FROM notice_choice") == []
    await choose(site, "marte", meetings="off")
    assert "/notifications" in (await marte.get("/sessions")).text


def test_an_unknown_kind_goes_at_once_and_no_way_but_mail_can_be_configured() -> None:
    assert how_of("nothing we know", {"nothing we know": "off"}) == "at_once"
    assert how_of("meetings", {"meetings": "daily"}) == "at_once"
    assert "messages" in NAMED
    with pytest.raises(SettingsTrouble, match="IPPLAN_NOTIFY_BY"):
        Settings(env="demo", notify_by="sms").check()


@pytest.mark.parametrize(("at", "before"), [(time(6, 59), 1), (time(7), 0)])
def test_the_turn_is_at_seven_in_oslo_winter_and_summer(at: time, before: int) -> None:
    for month in (1, 7):
        now = datetime.combine(datetime(2030, month, 15).date(), at, OSLO)
        assert last_turn(now) == now.date() - timedelta(days=before)


async def choose_for_all(site: Site, how: str) -> None:
    """As every person of the site would on her page, of all that can be chosen so."""
    kinds = [one.name for one in NOTICES if how in one.hows]
    for kind in kinds:
        await site.world.sql(
            "INSERT INTO notice_choice SELECT account_id, :kind, :how, now() FROM account", kind=kind, how=how
        )


async def kinds_sent(site: Site) -> set[str]:
    async with receiving() as receiver:
        await _work(site, receiver.port)
    return {str(mail["Message-ID"])[1:].partition("-")[0] for _, mail in receiver.mails}


ALWAYS_SENT = {"invitation"}
IN_TIME = {"meeting", "reminder", "poll"}


async def test_each_kind_heeds_what_is_chosen_and_what_must_go_goes(site: Site) -> None:
    await _waiting(site, "plan")
    await choose_for_all(site, "daily")
    assert await kinds_sent(site) == ALWAYS_SENT | IN_TIME
    counted = await site.world.sql("SELECT DISTINCT kind FROM notice_waiting")
    assert {row[0] for row in counted} == {"asked", "expiry", "messages", "minutes"}


async def test_with_everything_off_only_what_is_always_sent_goes(site: Site) -> None:
    await _waiting(site, "plan")
    await choose_for_all(site, "off")
    assert await kinds_sent(site) == ALWAYS_SENT
    assert await waiting(site) == 0


async def test_of_a_case_too_she_is_told_how_much_there_is(site: Site) -> None:
    case = await begun(site.world)
    await choose(site, "berit", cases="daily")
    await site.world.sql("UPDATE municipality SET unit_email = ''")
    await _said(site, case, "berit")
    assert await sent(site) == {}
    await to_the_next_turn(site)
    mail = (await gathered(site))[email("berit")]
    assert "1 ny ting venter på deg" in mail.get_content()
    assert str(case) not in mail.as_string() + mail.get_content()
