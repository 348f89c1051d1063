"""One press, and nothing is sent about a space any more: by no road, to nobody, not even what waited."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

import ipplan
from ipplan.job.asked import send_asked
from ipplan.job.expiry import notice_expiries, send_expiry
from ipplan.job.mail import Post, send_invitation
from ipplan.job.meetings import send_cancellation, send_meeting
from ipplan.job.minutes import send_minutes
from ipplan.job.polls import send_poll
from ipplan.job.queue import make_queue
from ipplan.job.reminders import notice_meetings, send_reminder
from ipplan.job.unread import send_unread
from ipplan.job.waiting import send_waiting
from ipplan.job.worker import register
from ipplan.store.outbox import promise
from tests.job.test_mail import GUEST, Receiver, _jobs, _work, receiving
from tests.page.asking import socket_to
from tests.page.before_birth import COORDINATOR, MOTHER, Space, expecting, space_of
from tests.site import Site
from tests.world import PEOPLE

MAILS = {
    "send_invitation",
    "send_expiry",
    "send_meeting",
    "send_cancellation",
    "send_asked",
    "send_reminder",
    "send_poll",
    "send_waiting",
    "send_minutes",
    "send_unread",
}
"""Every kind of mail. A new one is added here when the tests below try it."""
OWN = ("<meeting-", "<reminder-", "<poll-", "<asked-", "<waiting-", "<minutes-", "<unread-")
"""Message-IDs of those that say the same in every kind of space."""
OF_A_CHILD = {"send_age", "send_disagreement"}
"""Tried where there is a child (test_heard.py)."""
OF_A_CASE = {"send_case", "send_office", "send_case_deadline"}
"""Tried in a case, which rests on the law and not on a consent (test_case_mail.py, test_casework.py)."""
OF_A_PLAN = {"send_pulse", "send_standstill", "send_edition", "send_revision"}
"""Tried where a plan stands still (test_pulse_mail.py), and where it is approved (test_edition_mail.py)."""
OF_NO_PLAN = {"send_digest"}
"""Tried where what one is told of is gathered (test_digest.py): each plan is asked there, too."""
OF_A_CODE = {"send_crisis"}
"""Tried where somebody opens a crisis page by its code (test_crisis_mail.py)."""
OF_THE_UNIT = {"send_coordination"}
"""Tried where somebody is appointed (test_coordination.py)."""
OF_A_FILE = {"scan_file", "send_infected"}
"""Tried where there is a file with a virus in it (test_scanning.py)."""
NO_MAIL = {
    "notice_pulse",
    "notice_revisions",
    "notice_digests",
    "notice_expiries",
    "notice_contacts",
    "notice_meetings",
    "notice_case_deadlines",
    "tend_closed_plans",
    "archive_plan",
    "take_up_stalled",
    "tidy_leavers",
}
SAID = "Varsler er stanset."


def _post(site: Site, port: int | None = None) -> Post:
    house = site.world.house
    settings = house.settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}" if port else ""})
    return Post(settings, house.database, house.keyring, house.render, house.gate)


def test_every_job_is_known_here_and_mail_has_one_way_out(site: Site) -> None:
    queue = register(make_queue("postgresql://"), _post(site))
    own = {name for name in queue.tasks if not name.startswith(("procrastinate.", "builtin:"))}
    elsewhere = OF_A_CHILD | OF_A_CASE | OF_A_PLAN | OF_A_CODE | OF_NO_PLAN | OF_THE_UNIT | OF_A_FILE
    assert own == MAILS | elsewhere | NO_MAIL
    files = Path(ipplan.__file__).parent.rglob("*.py")
    sending = [file.name for file in files if "send_message(" in file.read_text(encoding="utf-8")]
    assert sending == ["mail.py"]


@pytest.mark.parametrize("kind", ["expecting", "coordination", "plan"])
async def test_nothing_that_waits_goes_after_the_press_and_nothing_new_is_made(site: Site, kind: str) -> None:
    own = await _waiting(site, kind)
    assert set(await _kinds(site)) == MAILS, "there is one of each kind to be sent"
    mother = await site.client(MOTHER)
    assert (await mother.post(f"{own.path}/silence")).status_code == 303
    assert await _kinds(site) == []
    coordinator = await site.client(COORDINATOR)
    assert (await coordinator.post(f"{own.path}/invitations", data=GUEST)).status_code == 404
    async with receiving() as receiver:
        for days in (1, 23):
            site.clock.move(timedelta(days=days))
            await notice_expiries(site.world.house.gate)
            await notice_meetings(site.world.house.gate)
            assert await _promised(site, own) == []
            await _work(site, receiver.port)
        await _by_hand(site, own, receiver)
    about = PEOPLE[MOTHER]["email"], GUEST["email"]
    assert [to for to, _ in receiver.mails if to[0] in about] == []


async def test_before_the_press_each_kind_goes(site: Site) -> None:
    """Else the tests above would say nothing."""
    own = await _waiting(site, "expecting")
    async with receiving() as receiver:
        await _work(site, receiver.port)
        assert len(receiver.mails) == len(MAILS) + 1, "and what two are granted is about to end"
        receiver.mails.clear()
        await _by_hand(site, own, receiver)
        assert len(receiver.mails) == len(MAILS)
    for _, mail in receiver.mails:
        body: Any = mail.get_body()
        text = body.get_content()
        whole = f"{mail['Subject']} {text.split('Hei, ')[1].partition(chr(10))[2]}"
        for unsaid in ("fødsel", "barn", "gravid", "individuell plan", "Solveig Myklebust"):
            assert unsaid not in whole
        assert "koordinering" in text or mail["Message-ID"].startswith(OWN)


async def test_a_mail_on_its_way_is_stopped_where_the_server_has_answered_already(site: Site) -> None:
    own = await _waiting(site, "expecting")
    mother = await site.client(MOTHER)

    class Slow(Receiver):
        async def handle_EHLO(self, server: Any, session: Any, envelope: Any, host: str, said: Any) -> Any:
            session.host_name = host
            await mother.post(f"{own.path}/silence")
            return said

    async with receiving(made=Slow()) as receiver:
        await _by_hand(site, own, receiver)
    assert receiver.mails == []


async def test_a_promise_made_for_it_later_all_the_same_sends_nothing(site: Site) -> None:
    own = await _waiting(site, "expecting")
    rows = await site.world.sql("SELECT task_name, args FROM procrastinate_jobs")
    await (await site.client(MOTHER)).post(f"{own.path}/silence")
    async with site.world.house.database.begin() as tx:
        for name, ids in rows:
            await promise(tx, name, **ids)
    async with receiving() as receiver:
        await _work(site, receiver.port)
    assert receiver.mails == []
    assert {state for state, _ in await _jobs(site)} == {"succeeded"}


async def test_other_spaces_are_not_stopped_by_it(site: Site) -> None:
    own = await _waiting(site, "expecting")
    wenche = await site.client("wenche")
    assert (await wenche.post(f"{site.plan()}/invitations", data=GUEST)).status_code == 303
    await (await site.client(MOTHER)).post(f"{own.path}/silence")
    async with receiving() as receiver:
        await _work(site, receiver.port)
    assert [mail["Subject"] for _, mail in receiver.mails] == [
        "Du er invitert til å være med i en individuell plan"
    ]


async def test_the_others_screens_say_that_and_nothing_more(site: Site) -> None:
    own = await expecting(site)
    await own.grant(MOTHER, "leila", "health")
    goal = await own.write(MOTHER, "health", "goal", {"title": "Ro", "status": "active"})
    action = await own.write(MOTHER, "health", "action", {"title": "Time", "status": "planned"}, goal)
    asked = {"title": "Kan du bestille time?", "responsible_id": str(site.world.accounts["leila"])}
    await own.write(MOTHER, "health", "responsibility", asked, action)
    leila, mother = await site.client("leila"), await site.client(MOTHER)
    assert asked["title"] in (await leila.get("/")).text
    async with socket_to(site, leila, f"{own.path}/live") as screen:
        await screen.send('{"seen": {}}')
        while "Ro" not in str(await screen.recv()):
            pass
        assert (await mother.post(f"{own.path}/silence")).status_code == 303
        while SAID not in str(await screen.recv()):
            pass
    start = (await leila.get("/")).text
    assert asked["title"] not in start, "she is reminded of nothing"
    assert SAID in start
    page = (await leila.get(own.path)).text
    assert SAID in page
    assert "Stans alle varsler" not in page
    assert SAID in (await mother.get(f"{own.path}/deciding")).text
    assert "Stans alle varsler" not in (await mother.get(f"{own.path}/deciding")).text
    people = (await mother.get(f"{own.path}/people")).text
    assert "Send invitasjon" not in people
    assert "Det sendes ingen invitasjoner." in people


async def _waiting(site: Site, kind: str) -> Space:
    """A space of that kind, with one of each kind of mail that waits to be sent about it."""
    own = await expecting(site, kind)
    for name in ("leila", COORDINATOR):
        await own.grant(MOTHER, name, "meetings")
    mother = await site.client(MOTHER)
    assert (await mother.post(f"{own.path}/invitations", data=GUEST)).status_code == 303
    # Only about this one: the demo's own plans are about to end something too.
    site.clock.move(timedelta(days=53))
    await site.world.sql("UPDATE invitation SET expires_at = expires_at + interval '90 days'")
    mother = await site.client(MOTHER)
    await _meet(own, site, mother)
    await _ask(own, site)
    await _say(own, site)
    starts: Any = await site.world.sql("SELECT min(starts_at) FROM meeting")
    site.clock.move(starts[0][0] - timedelta(hours=12) - site.clock.now())
    await notice_expiries(site.world.house.gate)
    await notice_meetings(site.world.house.gate)
    await _hold(own, site)
    await site.world.sql(
        "DELETE FROM procrastinate_jobs WHERE args ->> 'space_id' <> :s", s=str(own.space_id)
    )
    await mother.aclose()
    return await space_of(site, own.space_id)


async def _meet(own: Space, site: Site, mother: httpx2.AsyncClient) -> None:
    """Leila is called to two meetings, one is cancelled, and she is asked when it suits: mails wait."""
    form = {
        "title": "Samtale",
        "day": (site.clock.now() + timedelta(days=9)).date().isoformat(),
        "from": "10:00",
        "to": "11:00",
        f"section-{own.sections['meetings']}": "yes",
        f"invite-{site.world.accounts['leila']}": "yes",
    }
    for _ in range(2):
        answer = await mother.post(f"{own.path}/meetings", data=form)
        assert answer.status_code == 303, answer.text
    off = await mother.post(f"{answer.headers['location']}/cancellation")
    assert off.status_code == 303
    times = {f"{part}-{row}": form[part] for part in ("from", "to") for row in (1, 2)}
    for row in (1, 2):
        times[f"day-{row}"] = (site.clock.now() + timedelta(days=9 + row)).date().isoformat()
    coordinator = await site.client(COORDINATOR)
    for asks in (mother, coordinator):  # whose waits for the mother
        answer = await asks.post(f"{own.path}/polls", data=form | times)
        assert answer.status_code == 303, answer.text
    await coordinator.aclose()


async def _ask(own: Space, site: Site) -> None:
    """Leila is asked to do something, and a mail of that waits."""
    goal = await own.write(MOTHER, "meetings", "goal", {"title": "Ro", "status": "active"})
    action = await own.write(MOTHER, "meetings", "action", {"title": "Ringe", "status": "planned"}, goal)
    leila = str(site.world.accounts["leila"])
    values = {"title": "Kan du ringe?", "responsible_id": leila}
    item = await own.write(MOTHER, "meetings", "responsibility", values, action)
    ids = {"space_id": str(own.space_id), "section_id": str(own.sections["meetings"])}
    async with site.world.house.database.begin() as tx:
        await promise(tx, "send_asked", **ids, item_id=str(item), account_id=leila)


async def _say(own: Space, site: Site) -> None:
    """Something was said that Leila has not read for a while."""
    section, mother = own.sections["meetings"], await site.client(MOTHER)
    begun = {"section": str(section), "item": str(uuid4()), "title": "Hei"}
    talk = await mother.post(f"{own.path}/messages", data=begun)
    said = await mother.post(talk.headers["location"], data={"item": str(uuid4()), "body": "Er du der?"})
    assert said.status_code == 303, said.text
    await mother.aclose()
    query = "DELETE FROM procrastinate_jobs WHERE task_name = 'send_unread' AND args ->> 'account_id' <> :who"
    await site.world.sql(query, who=str(site.world.accounts["leila"]))
    await site.world.sql("UPDATE procrastinate_jobs SET scheduled_at = NULL")


async def _hold(own: Space, site: Site) -> None:
    """The one that stands is held, and its minutes are sent."""
    mother, there = await site.client(MOTHER), {"who": str(site.world.accounts["leila"]), "there": "yes"}
    path = f"{own.path}/meetings/{(await _meetings(site))[0]}"
    for press, said in {"beginning": {}, "attendance": there, "ending": {}, "sending": {}}.items():
        done = await mother.post(f"{path}/{press}", data=said)
        assert done.status_code == 303, press
    await mother.aclose()


async def _meetings(site: Site) -> list[UUID]:
    """The one that stands, and the one that is off."""
    query = "SELECT meeting_id FROM meeting GROUP BY meeting_id ORDER BY max(number)"
    return [row[0] for row in await site.world.sql(query)]


async def _by_hand(site: Site, own: Space, receiver: Receiver) -> None:
    """What a worker does that had taken the jobs up before the press."""
    post = _post(site, receiver.port)
    invitation: UUID = (await site.world.sql("SELECT invitation_id FROM invitation"))[0][0]
    query = "SELECT grant_id FROM access_grant WHERE space_id = :s AND section_id IS NOT NULL"
    grant: UUID = (await site.world.sql(query, s=own.space_id))[0][0]
    await send_invitation(post, invitation)
    await send_expiry(post, own.space_id, grant, 30)
    leila = site.world.accounts["leila"]
    stands, off = await _meetings(site)
    await send_meeting(post, own.space_id, stands, leila, 1)
    await send_cancellation(post, own.space_id, off, leila, 2, 1)
    query = "SELECT item_id FROM item WHERE space_id = :s AND kind = 'responsibility'"
    item: UUID = (await site.world.sql(query, s=own.space_id))[0][0]
    await send_asked(post, own.space_id, own.sections["meetings"], item, leila)
    starts: Any = await site.world.sql("SELECT min(starts_at) FROM meeting")
    await send_reminder(post, own.space_id, stands, leila, starts[0][0])
    query = "SELECT poll_id FROM poll ORDER BY state"
    asked, proposed = [row[0] for row in await site.world.sql(query)]
    await send_poll(post, own.space_id, asked, leila)
    await send_waiting(post, own.space_id, "polls", proposed, site.world.accounts[MOTHER])
    query = "SELECT item_id, section_id FROM item WHERE space_id = :s AND kind = 'conversation'"
    talk, section = (await site.world.sql(query, s=own.space_id))[0]
    await site.world.sql("UPDATE conversation_mark SET told = 0")
    await send_unread(post, own.space_id, section, talk, leila)
    query = "SELECT number FROM meeting_event WHERE kind = 'sent'"
    await send_minutes(post, own.space_id, stands, leila, (await site.world.sql(query))[0][0])


async def _promised(site: Site, own: Space) -> list[Any]:
    """What waits to be done about one space."""
    query = "SELECT task_name FROM procrastinate_jobs WHERE args ->> 'space_id' = :s"
    return await site.world.sql(query, s=str(own.space_id))


async def _kinds(site: Site) -> list[str]:
    rows = await site.world.sql("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY 1")
    return [row[0] for row in rows]
