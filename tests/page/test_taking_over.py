"""Hand-over and deputies: the owner opens exactly what the other has, and nothing opens by itself."""

from datetime import timedelta
from uuid import UUID

from ipplan.gate.withholding import withhold
from tests.page.appointing import (
    called,
    day,
    form_in,
    granted,
    proposal_of,
    role_of,
    room,
    said,
    taking_over,
)
from tests.page.asking import some_item
from tests.site import Site

OLD, NEW = "wenche", "grete"


async def test_the_owner_opens_what_the_old_one_has_until_the_same_days_in_one_press(site: Site) -> None:
    unit, new, path = await taking_over(site, NEW)
    marte, old = await site.client("marte"), await site.client(OLD)
    before = await granted(site, OLD)
    assert len(before) > 3
    assert (await new.get(site.section("home"))).status_code == 404
    assert "Hjemme" not in (await new.get(site.plan())).text
    address = await proposal_of(marte, site)
    page = (await marte.get(address)).text
    assert f"Skal {called(NEW)} se det samme som {called(OLD)}?" in page
    assert page.count('name="same-') == len(before)
    form = await form_in(marte, address)
    assert (await new.post(f"{address}/signature", data=form)).status_code == 404
    assert (await marte.post(f"{address}/signature", data=form)).status_code == 303
    assert await granted(site, NEW) == before
    assert await granted(site, OLD) == {}
    assert (await new.get(site.section("home"))).status_code == 200
    assert (await old.get(site.section("home"))).status_code == 404
    assert (await old.get(f"{site.plan()}/coordinator")).status_code == 200, "her role is the unit's to end"
    assert (await unit.post(f"{room(site)}/roles/{await role_of(site, OLD)}/ending")).status_code == 303
    assert (await old.get(site.plan())).status_code == 404
    assert "Fullfør overleveringen" not in (await unit.get(path)).text


async def test_without_the_signature_the_new_one_sees_nothing_and_the_old_role_ends_all_the_same(
    site: Site,
) -> None:
    unit, new, _ = await taking_over(site, NEW)
    marte, old = await site.client("marte"), await site.client(OLD)
    address = await proposal_of(marte, site)
    assert (await marte.post(f"{address}/declining", data={})).status_code == 303
    role = await role_of(site, OLD)
    assert (
        await unit.post(f"{room(site)}/roles/{role}/ending", data={"day": day(site, 3)})
    ).status_code == 303
    assert (await old.get(f"{site.plan()}/people")).status_code == 200, "until the day that was set"
    site.clock.move(timedelta(days=4))
    old, new, marte = [await site.client(name) for name in (OLD, NEW, "marte")]
    assert (await old.get(f"{site.plan()}/people")).status_code == 404
    assert (await new.get(f"{site.plan()}/people")).status_code == 200
    assert await granted(site, NEW) == {}
    assert "Ingen deler er åpne for deg nå." in (await new.get(site.plan())).text
    form = {"read": "0" * 64}
    assert (await marte.post(f"{address}/signature", data=form)).status_code == 404, "it was answered"


async def test_she_may_open_less_and_leave_the_old_one_her_access(site: Site) -> None:
    await taking_over(site, NEW)
    marte = await site.client("marte")
    address, before = await proposal_of(marte, site), await granted(site, OLD)
    form = await form_in(marte, address)
    nothing = await marte.post(f"{address}/signature", data={"read": form["read"]})
    assert (nothing.status_code, "Kryss av for det du vil åpne." in nothing.text) == (422, True)
    home = f"same-{site.world.sections['tiril']['home']}"
    less = {"read": form["read"], home: "yes"}
    assert (await marte.post(f"{address}/signature", data=less)).status_code == 303
    assert list(await granted(site, NEW)) == [home.removeprefix("same-")]
    assert await granted(site, OLD) == before


async def test_what_she_signs_is_what_she_read(site: Site) -> None:
    await taking_over(site, NEW)
    marte = await site.client("marte")
    address = await proposal_of(marte, site)
    form = await form_in(marte, address)
    home = site.world.sections["tiril"]["home"]
    gone = f"{site.plan()}/sharing/{site.world.accounts[OLD]}/{home}/withdrawal"
    assert (await marte.post(gone)).status_code == 303
    answer = await marte.post(f"{address}/signature", data=form)
    assert (answer.status_code, "Noe har endret seg" in answer.text) == (422, True)
    assert await granted(site, NEW) == {}
    assert f"same-{home}" not in answer.text


async def test_what_is_hidden_from_the_old_one_is_hidden_from_the_new_one_from_the_start(site: Site) -> None:
    world = site.world
    item = await some_item(site, "home")
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        permit = await visit.open(world.sections["tiril"]["home"])
        await withhold(held, visit, permit, UUID(item), world.accounts[OLD])
    _, new, _ = await taking_over(site, NEW)
    marte = await site.client("marte")
    address = await proposal_of(marte, site)
    assert "1 ting som er skjult" in (await marte.get(address)).text
    assert f"item-{item}" in (await marte.get(site.plan())).text
    form = await form_in(marte, address)
    assert (await marte.post(f"{address}/signature", data=form)).status_code == 303
    page = (await new.get(site.plan())).text
    assert "item-" in page
    assert f"item-{item}" not in page


async def test_the_old_one_writes_the_hand_over_in_the_plan_and_says_so(site: Site) -> None:
    await taking_over(site, NEW)
    old = await site.client(OLD)
    asks = "En annen tar over etter deg: skriv en overlevering"
    assert asks in (await old.get("/")).text
    page = (await old.get(f"{site.plan()}/coordinator")).text
    assert f"Du overleverer til {called(NEW)}" in page
    link = page.split('items/new?kind=text&amp;title=Overlevering"')[0].rpartition('href="')[2]
    form = (await old.get(f"{link}items/new?kind=text&title=Overlevering")).text
    assert 'value="Overlevering"' in form
    told = await old.post(f"{site.plan()}/coordinator/telling", data={"what": "noted"})
    assert told.status_code == 303
    assert "overleveringen er skrevet" in (await old.get(f"{site.plan()}/coordinator")).text
    assert asks not in (await old.get("/")).text


async def test_a_colleague_stands_in_from_a_day_to_a_day_and_sees_what_the_owner_opens(site: Site) -> None:
    old, new, marte = [await site.client(name) for name in (OLD, NEW, "marte")]
    own, who = f"{site.plan()}/coordinator", str(site.world.accounts[NEW])
    form = {"account": who, "first": day(site), "last": day(site, -1)}
    wrong = await old.post(f"{own}/deputy", data=form)
    assert (wrong.status_code, "Den siste dagen må være" in wrong.text) == (422, True)
    form["last"] = day(site, 7)
    assert (await old.post(f"{own}/deputy", data=form)).status_code == 303
    assert "Vil du være vikar for en koordinator?" in (await new.get("/")).text
    rows = await site.world.sql("SELECT appointment_id FROM coordinator_appointment")
    assert (await said(new, str(rows[0][0]))).status_code == 303
    assert "Vikar" in (await marte.get(own)).text
    assert (await new.get(f"{site.plan()}/people")).status_code == 200
    assert (await new.get(site.section("home"))).status_code == 404
    assert (await new.get(f"{site.plan()}/proposals/new")).status_code == 200
    address = await proposal_of(marte, site)
    assert (await new.get(address)).status_code == 200
    signed = await form_in(marte, address)
    assert "takes" not in signed, "the other comes back"
    assert (await marte.post(f"{address}/signature", data=signed)).status_code == 303
    assert (await new.get(site.section("home"))).status_code == 200
    week = site.clock.now() + timedelta(days=8)
    assert all(until <= week for _, until in (await granted(site, NEW)).values())
    assert any(until > week for _, until in (await granted(site, OLD)).values()), "she comes back to it"
    site.clock.move(timedelta(days=9))
    new, old = await site.client(NEW), await site.client(OLD)
    assert (await new.get(site.plan())).status_code == 404
    assert (await old.get(f"{site.plan()}/people")).status_code == 200
