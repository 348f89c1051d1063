"""Mail about plans that stand still, by the real worker to a real server: to whom, when, and no content."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from ipplan.job.pulse import notice_pulse
from ipplan.page.routes import DOORS
from tests.job.test_mail import Receiver, _hurry, _work, receiving
from tests.page.test_pulse import COORDINATOR, OWNER, say, write
from tests.site import Site
from tests.world import PEOPLE

OFFICE = "enheten@fjordvik.example"
GRETE = PEOPLE[COORDINATOR]["email"]


@pytest.fixture
async def one(site: Site) -> Site:
    """Only one of the demo's plans may stand still; the unit has an address."""
    await site.world.sql("UPDATE municipality SET unit_email = :e RETURNING 1", e=OFFICE)
    tiril = site.world.spaces["tiril"]
    await site.world.sql("UPDATE space SET state = 'closed' WHERE space_id = :s RETURNING 1", s=tiril)
    return site


async def test_the_coordinator_is_told_then_reminded_then_the_unit_each_once(one: Site) -> None:
    async with receiving() as receiver:
        told = {85: [], 5: [GRETE], 6: [], 8: [GRETE], 15: [], 1: [OFFICE], 2: [], 200: []}
        for days, to in told.items():
            assert await _later(one, receiver, days) == to, days
    numbers = [mail["Message-ID"] for _, mail in receiver.mails]
    assert len(set(numbers)) == 3
    for _, mail in receiver.mails:
        await _bare(one, mail)
    assert "/unit/pulse" in receiver.mails[-1][1].get_content()
    assert "/unit/pulse" in [door.path for door in DOORS]


async def test_a_plan_that_moves_stops_it_at_once_and_a_new_standstill_begins_anew(one: Site) -> None:
    async with receiving() as receiver:
        assert await _later(one, receiver, 91) == [GRETE]
        one.clock.move(timedelta(days=14))
        assert await notice_pulse(one.world.house.gate) == 1
        await write(one, await one.client(OWNER))
        await _work(one, receiver.port)
        assert len(receiver.mails) == 1, "what was promised is not sent any more"
        assert await _later(one, receiver, 60) == []
        assert await _later(one, receiver, 31) == [GRETE]
    assert len({mail["Message-ID"] for _, mail in receiver.mails}) == 2


@pytest.mark.parametrize("press", ["silence", "consents/plan/withdrawal", "closing"])
async def test_silenced_at_rest_or_closed_nothing_goes_not_even_what_waited(one: Site, press: str) -> None:
    async with receiving() as receiver:
        assert await _later(one, receiver, 91) == [GRETE]
        one.clock.move(timedelta(days=14))
        assert await notice_pulse(one.world.house.gate) == 1
        roar = await one.client(OWNER)
        assert (await roar.post(f"{one.plan(OWNER)}/{press}", data={"sure": "yes"})).status_code == 303
        await _work(one, receiver.port)
        assert await _later(one, receiver, 40) == []
    assert len(receiver.mails) == 1


async def test_a_second_try_is_the_same_mail(one: Site) -> None:
    async with receiving() as receiver:
        receiver.answer = "451 Try again later"
        await _later(one, receiver, 91)
        await _hurry(one)
        receiver.answer = "250 OK"
        await _work(one, receiver.port)
    (_, first), (_, second) = receiver.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


async def test_two_workers_take_a_step_once_and_a_worker_that_was_away_takes_the_first(one: Site) -> None:
    one.clock.move(timedelta(days=400))
    assert [await notice_pulse(one.world.house.gate) for _ in range(2)] == [1, 0]
    assert [row[0] for row in await one.world.sql("SELECT step FROM pulse_notice")] == ["coordinator"]


async def test_without_a_coordinator_the_unit_is_told_in_her_place_and_without_an_address_nobody(
    one: Site,
) -> None:
    await one.world.sql("UPDATE participant SET state = 'ended' WHERE role = 'coordinator' RETURNING 1")
    async with receiving() as receiver:
        assert await _later(one, receiver, 91) == [OFFICE]
        await one.world.sql("UPDATE municipality SET unit_email = '' RETURNING 1")
        assert await _later(one, receiver, 14) == []


async def test_what_an_owner_says_goes_to_the_coordinator_and_the_unit_unless_it_is_answered_first(
    one: Site,
) -> None:
    roar = await one.client(OWNER)
    async with receiving() as receiver:
        await say(one, roar)
        await say(one, roar)
        await _work(one, receiver.port)
        assert sorted(to[0] for to, _ in receiver.mails) == sorted([OFFICE, GRETE])
        for _, mail in receiver.mails:
            await _bare(one, mail)
        grete = await one.client(COORDINATOR)
        assert (await grete.post(f"{one.plan(OWNER)}/standstill/answer")).status_code == 303
        await say(one, roar)
        assert (await grete.post(f"{one.plan(OWNER)}/standstill/answer")).status_code == 303
        await _work(one, receiver.port)
    assert len(receiver.mails) == 2


async def _later(site: Site, receiver: Receiver, days: int) -> list[str]:
    """So many days on: to whom the worker's next round sends something."""
    before = len(receiver.mails)
    site.clock.move(timedelta(days=days))
    await notice_pulse(site.world.house.gate)
    await _work(site, receiver.port)
    return [to[0] for to, _ in receiver.mails[before:]]


async def _bare(site: Site, mail: EmailMessage) -> None:
    """That it says nothing of whose plan it is, or of what is in it."""
    whole = f"{mail.as_string()} {mail['Subject']} {mail.get_content()}"
    ids = [row[0] for row in await site.world.sql("SELECT space_id::text FROM space")]
    for secret in (*ids, PEOPLE[OWNER]["name"], PEOPLE[OWNER]["name"].split()[0], "Fjordvik kommune"):
        assert secret not in whole, secret
