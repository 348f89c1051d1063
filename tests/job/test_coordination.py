"""Mails of coordinating: to whom they go, once, and that none says whose plan it is."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from ipplan.job.coordination import notice_contacts
from tests.job.test_mail import _work, receiving
from tests.page.appointing import UNIT, agreed, appointed, asked, called, day, said
from tests.site import Site
from tests.world import PEOPLE


async def test_each_who_is_asked_or_concerned_is_told_and_nothing_of_the_plan(site: Site) -> None:
    unit, thea = await site.client(UNIT), await site.client("thea")
    path = await asked(site, unit, "thea")
    assert await sent(site) == [], "her manager has no account"
    await agreed(site, unit, path)
    assert await sent(site) == [("thea", "Du er spurt om å være koordinator")]
    assert (await said(thea, path)).status_code == 303
    assert await sent(site) == [(UNIT, "Svar på om å være koordinator")]
    assert (await unit.post(f"{path}/appointment")).status_code == 303
    assert await sent(site) == [("marte", f"{called('thea')} er koordinatoren din")], (
        "who decides, not the child"
    )


async def test_who_was_asked_and_has_answered_meanwhile_is_not_told(site: Site) -> None:
    unit, thea = await site.client(UNIT), await site.client("thea")
    path = await asked(site, unit, "thea")
    await agreed(site, unit, path)
    assert (await said(thea, path, answer="no", reason="Full kalender.")).status_code == 303
    assert await sent(site) == [(UNIT, "Svar på om å være koordinator")]


async def test_a_manager_with_an_account_and_the_unit_are_told_too(site: Site) -> None:
    unit, marte = await site.client(UNIT), await site.client("marte")
    await asked(site, unit, "grete")
    assert (
        await marte.post(f"{site.plan()}/coordinator/wish", data={"wish": "En annen."})
    ).status_code == 303
    assert sorted(await sent(site)) == [
        (UNIT, "En av dine er ønsket som koordinator"),
        (UNIT, "Et ønske om en annen koordinator"),
    ]


async def test_a_first_contact_that_is_late_is_missed_once_by_both(site: Site) -> None:
    await appointed(site, "thea")
    await sent(site)
    gate = site.world.house.gate
    site.clock.move(timedelta(days=13))
    assert await notice_contacts(gate) == 0
    site.clock.move(timedelta(days=2))
    assert await notice_contacts(gate) == 1
    assert await notice_contacts(gate) == 0
    assert sorted(await sent(site)) == [(UNIT, "Er dere i kontakt?"), ("thea", "Er dere i kontakt?")]


async def test_a_contact_that_was_written_meanwhile_is_not_missed(site: Site) -> None:
    _, thea, _ = await appointed(site, "thea")
    await sent(site)
    site.clock.move(timedelta(days=15))
    assert await notice_contacts(site.world.house.gate) == 1
    thea = await site.client("thea")
    form = {"what": "contacted", "day": day(site)}
    assert (await thea.post(f"{site.plan()}/coordinator/telling", data=form)).status_code == 303
    assert await sent(site) == []


async def test_nothing_is_sent_where_all_notices_are_stopped(site: Site) -> None:
    unit, thea = await site.client(UNIT), await site.client("thea")
    path = await asked(site, unit, "thea")
    await agreed(site, unit, path)
    assert (await (await site.client("marte")).post(f"{site.plan()}/silence")).status_code == 303
    assert await sent(site) == []
    assert (await said(thea, path)).status_code == 303
    assert (await unit.post(f"{path}/appointment")).status_code == 303
    site.clock.move(timedelta(days=15))
    assert await notice_contacts(site.world.house.gate) == 0
    assert await sent(site) == []


async def test_who_has_no_electronic_id_and_no_mail_is_told_by_letter(site: Site) -> None:
    unit, thea = await site.client(UNIT), await site.client("thea")
    owner, space = site.world.accounts["roar"], site.world.spaces["roar"]
    room = f"/unit/plans/{space}"
    assert (await unit.post(f"{room}/paper")).status_code == 303
    await site.world.sql("UPDATE account SET email = NULL WHERE account_id = :who", who=owner)
    form = {"account": str(site.world.accounts["thea"]), "kind": "coordinator", "contact": "Bank på."}
    path = str((await unit.post(f"{room}/coordinator", data=form)).headers["location"])
    await agreed(site, unit, path)
    await said(thea, path)
    assert (await unit.post(f"{path}/appointment")).status_code == 303
    assert "roar" not in {who for who, _ in await sent(site)}
    query = "SELECT account_id FROM letter WHERE kind = 'coordinator'"
    assert [row[0] for row in await site.world.sql(query)] == [owner]
    await site.world.sql("UPDATE procrastinate_jobs SET status = 'todo'")
    await sent(site)
    assert len(await site.world.sql(query)) == 1, "once"
    post = (await unit.get("/unit/post")).text
    assert "Melding om koordinator" in post
    made = await site.world.sql("SELECT letter_id FROM letter WHERE kind = 'coordinator'")
    paper = await unit.post(f"/unit/post/{made[0][0]}/printing")
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf")
    told = " ".join(PdfReader(BytesIO(paper.content)).pages[0].extract_text().split())
    assert f"{called('thea')} er koordinatoren din." in told


async def sent(site: Site) -> list[tuple[str, str]]:
    """Do what waits to be done; to whom a mail went, and its subject."""
    async with receiving() as receiver:
        await _work(site, receiver.port)
    states = await site.world.sql(
        "SELECT task_name, status FROM procrastinate_jobs WHERE status <> 'succeeded'"
    )
    assert states == []
    await site.world.sql("DELETE FROM procrastinate_jobs")
    who = {person["email"]: name for name, person in PEOPLE.items()}
    for _, mail in receiver.mails:
        body: Any = mail.get_body()
        whole = f"{mail['Subject']} {body.get_content()}"
        for unsaid in ("Vollan", "Myklebust", "Tiril", "individuell plan", "barn"):
            assert unsaid not in whole, whole
    return [(who[to[0]], str(mail["Subject"])) for to, mail in receiver.mails]
