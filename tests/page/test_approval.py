"""Minutes are approved as they are seen, locked with a signature, and who decides has the last word."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from ipplan.gate.words_gone import audit_events
from tests.page.asking import Answer, socket_to
from tests.page.minutes import OPEN, SECRET, SECRET_POINT, Held, hold
from tests.site import Site
from tests.world import PEOPLE

HOLDS, BROKEN = "Det står slik det ble låst.", "er ikke det som ble låst"
OBJECTION = "Vi har aldri sagt ja til dette."


@pytest.fixture
async def held(site: Site) -> Held:
    return await hold(site)


async def sent(held: Held) -> Held:
    assert (await held.press(held.marte, "sending")).status_code == 303
    return held


async def locked(held: Held) -> Held:
    await sent(held)
    assert (await held.press(held.wenche, "locking")).status_code == 303
    return held


async def test_who_runs_it_sends_it_and_nobody_else(held: Held) -> None:
    refused = Answer.of(await held.leila.get(f"{held.site.plan()}/meetings/{uuid4()}"))
    assert Answer.of(await held.press(held.leila, "sending")) == refused
    assert "Send til godkjenning" not in (await held.leila.get(held.path)).text
    assert "Referatet er et utkast." in (await held.leila.get(held.path)).text
    await sent(held)
    assert (await held.events())[-1] == ("sent", timedelta(days=7))
    assert (await held.press(held.marte, "sending")).status_code == 404, "once"
    assert (await held.press(held.marte, "beginning")).status_code == 404, "it is over for good"
    page = (await held.leila.get(held.path)).text
    assert "Jeg godkjenner referatet" in page


async def test_it_is_not_sent_before_the_meeting_has_ended(site: Site) -> None:
    held = await hold(site)
    assert (await held.press(held.marte, "beginning")).status_code == 303, "it goes on"
    assert (await held.press(held.marte, "sending")).status_code == 404
    assert "approval-heading" not in (await held.leila.get(held.path)).text


async def test_who_was_not_there_or_sees_nothing_of_it_is_not_asked(site: Site) -> None:
    held = await hold(site, invited=("leila", "marte", "sindre"))
    await sent(held)
    sindre = await site.client("sindre")
    assert (await held.press(sindre, "approval", seen="")).status_code == 404
    assert "Jeg godkjenner" not in (await sindre.get(held.path)).text


async def test_a_line_that_is_changed_afterwards_shows_as_changed_after_that_approval(held: Held) -> None:
    await sent(held)
    assert (await held.approve(held.leila)).status_code == 303
    page = (await held.marte.get(held.path)).text
    assert "Endret etter at" not in page
    assert "Jeg godkjenner" not in (await held.leila.get(held.path)).text
    assert (await held.edit(held.marte, "health", held.lines["health"], "Noe annet.")).status_code == 303
    assert f"Endret etter at {PEOPLE['leila']['name']} godkjente" in (await held.marte.get(held.path)).text
    own = (await held.leila.get(held.path)).text
    assert f"endret av {PEOPLE['marte']['name']}" in own
    assert "Noe er endret etter at du godkjente." in own
    assert (await held.approve(held.leila)).status_code == 303
    assert "Endret etter at" not in (await held.marte.get(held.path)).text
    assert await held.kinds() == [*(await held.kinds())[:-3], "sent", "approved", "approved"]


@pytest.mark.parametrize("what", ["closed", "new"])
async def test_a_line_that_is_taken_out_or_put_in_counts_as_a_change_too(held: Held, what: str) -> None:
    await sent(held)
    await held.approve(held.leila)
    held.site.clock.move(timedelta(minutes=1))
    if what == "closed":
        item = f"{held.site.section('health')}/items/{held.lines['health']}"
        assert (await held.marte.post(f"{item}/closure")).status_code == 303
    else:
        await held.write(held.marte, "health", "En linje til.")
    assert "Endret etter at" in (await held.marte.get(held.path)).text


async def test_a_change_where_the_approver_sees_nothing_is_none_and_one_the_reader_does_not_see_is_not_told(
    held: Held,
) -> None:
    await sent(held)
    await held.approve(held.leila)
    await held.approve(held.marte)
    before = (await held.leila.get(held.path)).content
    assert (await held.edit(held.marte, "economy", held.lines["economy"], "Ny gjeld.")).status_code == 303
    assert (await held.leila.get(held.path)).content == before
    page = (await held.marte.get(held.path)).text
    assert f"Endret etter at {PEOPLE['marte']['name']} godkjente" in page
    assert f"Endret etter at {PEOPLE['leila']['name']} godkjente" not in page
    held.site.clock.move(timedelta(minutes=2))
    assert (await held.approve(held.marte)).status_code == 303
    assert (await held.kinds()).count("approved") == 3
    assert "Endret etter at" not in (await held.marte.get(held.path)).text
    assert (await held.leila.get(held.path)).content == before, (
        "that she has approved anew is not told either"
    )


async def test_what_is_approved_is_what_stood_on_the_screen(held: Held) -> None:
    await sent(held)
    seen = await held.seen(held.leila)
    assert (await held.edit(held.marte, "health", held.lines["health"], "Noe annet.")).status_code == 303
    told = await held.leila.post(f"{held.path}/approval", data={"seen": seen}, headers={"hx-request": "true"})
    assert "Les det som er nytt" in told.text
    for wrong in (seen, "", "0" * 64):
        await held.press(held.leila, "approval", seen=wrong)
    assert "approved" not in await held.kinds()
    assert (await held.approve(held.leila)).status_code == 303
    assert (await held.kinds())[-1] == "approved"


async def test_comments_stand_under_their_line_and_are_no_part_of_what_is_approved(held: Held) -> None:
    await sent(held)
    await held.approve(held.marte)
    items = f"{held.site.section('health')}/items"
    typed = {
        "kind": "comment",
        "under": held.lines["health"],
        "item": str(uuid4()),
        "body": "Det var torsdag.",
    }
    made = await held.leila.post(items, data=typed)
    assert made.headers["location"].startswith(held.path), "back to the meeting"
    page = (await held.marte.get(held.path)).text
    assert "Det var torsdag." in page
    assert "Endret etter at" not in page
    assert "Kommenter" in (await held.leila.get(held.path)).text
    assert "Det var torsdag." not in (await held.marte.get(f"{held.path}/screen")).text


async def test_locked_is_locked_and_what_comes_after_is_an_addition(held: Held) -> None:
    await locked(held)
    assert (await held.events())[-1] == ("locked", timedelta(days=14))
    for who in (held.marte, held.leila):
        page = (await who.get(held.path)).text
        assert HOLDS in page
        assert "Låst og signert" in page
        assert PEOPLE["wenche"]["name"] in page
    for door in ("locking", "sending", "approval"):
        assert (await held.press(held.marte, door, seen=await held.seen(held.marte))).status_code == 404
    await held.write(held.leila, "health", "Et tillegg.")
    page = (await held.marte.get(held.path)).text
    assert "Tillegg</span>" in page
    assert HOLDS in page, "an addition is no change"
    item = f"{held.site.section('health')}/items/{held.lines['health']}"
    assert (await held.marte.post(f"{item}/closure")).status_code == 404


async def test_who_runs_it_locks_it_and_only_after_it_was_sent(held: Held) -> None:
    assert (await held.press(held.marte, "locking")).status_code == 404
    await sent(held)
    assert (await held.press(held.leila, "locking")).status_code == 404
    assert "locked" not in await held.kinds()


@pytest.mark.parametrize("folder", ["", "place"])
async def test_what_she_typed_while_it_was_locked_is_shown_to_her(held: Held, folder: str) -> None:
    in_place = {"hx-request": "true"} if folder else {}
    await locked(held)
    rows = await held.site.world.sql(
        "SELECT head FROM item WHERE item_id = CAST(:i AS uuid)", i=held.lines["health"]
    )
    slot = f"edit-{held.lines['health']}"
    typed = {"base": str(rows[0][0]), "kind": "line", "body": "Bare mine ord.", "slot": slot}
    path = f"{held.site.section('health')}/items/{held.lines['health']}"
    answer = await held.leila.post(path, data=typed, headers=in_place)
    assert answer.status_code == 409
    assert "Bare mine ord." in answer.text
    assert "Referatet ble låst mens du skrev" in answer.text
    assert (slot in answer.text) == bool(folder)
    point = {"title": "Enda en sak", "section": str(held.site.world.sections["tiril"]["health"])}
    answer = await held.leila.post(f"{held.path}/points", data=point)
    assert (answer.status_code, "Enda en sak" in answer.text) == (409, True)


async def test_a_line_released_just_after_the_lock_is_kept_as_an_addition_and_she_is_told(held: Held) -> None:
    await locked(held)
    where = f"{held.path}/points/{held.site.world.sections['tiril']['health']}/{held.points['health']}/lines"
    typed = {"item": str(uuid4()), "kind": "line", "body": "Skrevet ferdig for sent."}
    answer = await held.leila.post(where, data=typed, headers={"hx-request": "true"})
    assert "står som et tillegg" in answer.text


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE version SET sealed = sealed || '\\x00' WHERE item_id = CAST(:i AS uuid)",
        "UPDATE item SET closed = true WHERE item_id = CAST(:i AS uuid)",
        "UPDATE item SET status = 'added' WHERE item_id = CAST(:i AS uuid)",
        "UPDATE item SET position = 99 WHERE item_id = CAST(:i AS uuid)",
        "UPDATE item SET parent_id = NULL WHERE item_id = CAST(:i AS uuid)",
        "UPDATE version SET author_id = :w WHERE item_id = CAST(:i AS uuid)",
        "UPDATE version SET at = at - interval '1 hour' WHERE item_id = CAST(:i AS uuid)",
    ],
)
async def test_a_row_that_an_intruder_edits_shows_to_those_who_see_its_section_and_to_no_other(
    held: Held, edit: str
) -> None:
    await locked(held)
    before = (await held.leila.get(held.path)).content
    values = {"w": held.site.world.accounts["sindre"]} if ":w" in edit else {}
    await held.site.world.sql(edit, i=held.lines["economy"], **values)
    held.site.world.house.reader.forget()
    assert BROKEN in (await held.marte.get(held.path)).text
    assert (await held.leila.get(held.path)).content == before


async def test_what_the_locker_does_not_see_is_locked_all_the_same(held: Held) -> None:
    """Wenche, who locks, sees nothing of the economy."""
    assert SECRET not in (await held.wenche.get(held.path)).text
    await locked(held)
    assert HOLDS in (await held.marte.get(held.path)).text
    await held.site.world.sql("DELETE FROM version WHERE item_id = CAST(:i AS uuid)", i=held.lines["economy"])
    held.site.world.house.reader.forget()
    assert BROKEN in (await held.marte.get(held.path)).text


async def test_an_edited_lock_is_none_and_one_of_another_meeting_signs_nothing(held: Held) -> None:
    await locked(held)
    other = await locked(await hold(held.site))
    query = "SELECT sealed FROM meeting_event WHERE meeting_id = CAST(:m AS uuid) AND kind = 'locked'"
    stolen: Any = (await held.site.world.sql(query, m=other.meeting_id))[0][0]
    change = "UPDATE meeting_event SET sealed = :s WHERE meeting_id = CAST(:m AS uuid) AND kind = 'locked'"
    await held.site.world.sql(change, s=stolen, m=held.meeting_id)
    page = (await held.marte.get(held.path)).text
    assert HOLDS not in page
    answer = await held.edit(held.marte, "health", held.lines["health"], "Noe annet.")
    assert answer.status_code == 409, "it stands in clear that it is locked: nothing is changed"


async def test_who_deletes_the_lock_opens_nothing_and_the_audit_finds_it(held: Held) -> None:
    await locked(held)
    await held.site.world.sql("DELETE FROM meeting_event WHERE kind = 'locked'")
    answer = await held.edit(held.marte, "health", held.lines["health"], "Noe annet.")
    assert answer.status_code == 409
    assert "Låst og signert" not in (await held.marte.get(held.path)).text, "the signature is lost"
    async with held.site.world.house.database.engine.connect() as tx:
        (misfit,) = await audit_events(tx, 5)
    assert held.meeting_id in misfit
    assert (await held.press(held.wenche, "locking")).status_code == 303, "what stands is signed anew"
    assert HOLDS in (await held.marte.get(held.path)).text


async def test_who_decides_approves_last(held: Held) -> None:
    await locked(held)
    assert "Planeierens side har siste ord" in (await held.leila.get(held.path)).text
    for who in (held.leila, held.wenche):
        assert (await held.press(who, "last_word", seen=await held.seen(who))).status_code == 404
        assert (await who.get(f"{held.path}/objection")).status_code == 404
    assert "Godkjenn</button>" in (await held.marte.get(held.path)).text
    assert (await held.approve(held.marte, "last_word")).status_code == 303
    assert "har godkjent referatet" in (await held.leila.get(held.path)).text
    assert (await held.approve(held.marte, "last_word")).status_code == 404, "once"
    assert "Godkjenn</button>" not in (await held.marte.get(held.path)).text


async def test_who_decides_objects_with_an_addition_that_they_see_who_see_what_it_is_about(
    held: Held,
) -> None:
    await locked(held)
    secret = f"{held.site.world.sections['tiril']['economy']}/{held.points['economy']}"
    before = (await held.leila.get(held.path)).content
    form = (await held.marte.get(f"{held.path}/objection")).text
    assert SECRET_POINT in form
    empty = await held.press(held.marte, "objection", place="", body=OBJECTION)
    assert (empty.status_code, OBJECTION in empty.text) == (422, True)
    assert (await held.press(held.marte, "objection", place=secret, body=" ")).status_code == 422
    item = str(uuid4())
    for _ in range(2):  # sent twice, since its sender got no answer
        done = await held.press(held.marte, "objection", place=secret, body=OBJECTION, item=item)
        assert done.status_code == 303
    assert (await held.kinds()).count("objected") == 1
    page = (await held.marte.get(held.path)).text
    for said in (OBJECTION, "Innvending fra planeierens side", "er ikke enig i alt", HOLDS):
        assert said in page
    assert (await held.leila.get(held.path)).content == before, "she sees nothing of the economy"


async def test_an_objection_may_stand_where_there_is_no_point(held: Held) -> None:
    await locked(held)
    section = str(held.site.world.sections["tiril"]["health"])
    places = (await held.marte.get(f"{held.path}/objection")).text
    place = next(
        one for one in places.split('value="') if one.startswith(section) and held.points["health"] not in one
    )
    place = place.partition('"')[0]
    assert (await held.press(held.marte, "objection", place=place, body=OBJECTION)).status_code == 303
    page = (await held.leila.get(held.path)).text
    assert OBJECTION in page
    assert HOLDS in page


@pytest.mark.parametrize("place", ["x/y", "/", f"{UUID(int=5)}/{UUID(int=6)}"])
async def test_an_objection_in_a_place_that_is_not_there_is_refused(held: Held, place: str) -> None:
    await locked(held)
    done = await held.press(held.marte, "objection", place=place, body=OBJECTION)
    assert done.status_code in (404, 422)
    assert (await held.kinds())[-1] == "locked"


async def test_after_the_deadline_it_stands_as_not_objected_to(held: Held) -> None:
    await locked(held)
    held.site.clock.move(timedelta(days=14, seconds=-5))
    marte = await held.site.client("marte")
    assert "Godkjenn</button>" in (await marte.get(held.path)).text
    held.site.clock.move(timedelta(seconds=10))
    page = (await marte.get(held.path)).text
    assert "står som ikke innvendt mot" in page
    assert "Godkjenn</button>" not in page
    assert (await marte.post(f"{held.path}/last_word", data={"seen": ""})).status_code == 404
    assert (await marte.get(f"{held.path}/objection")).status_code == 404


async def test_an_open_screen_shows_each_step(held: Held) -> None:
    async with socket_to(held.site, held.leila, f"{held.path}/live") as screen:
        await screen.send('{"seen": {}}')

        async def shows(words: str) -> None:
            while words not in str(await screen.recv()):
                pass

        await shows(OPEN)
        await sent(held)
        await shows("Jeg godkjenner referatet")
        await held.press(held.wenche, "locking")
        await shows("Låst og signert")
        await held.approve(held.marte, "last_word")
        await shows("har godkjent referatet")


async def test_an_open_screen_shows_that_the_deadline_has_passed(held: Held) -> None:
    await locked(held)
    held.site.clock.move(timedelta(days=14, minutes=-1))
    leila = await held.site.client("leila")
    async with socket_to(held.site, leila, f"{held.path}/live") as screen:
        await screen.send('{"seen": {}}')
        while "Planeierens side har siste ord" not in str(await screen.recv()):
            pass
        held.site.clock.move(timedelta(minutes=2))
        while "ikke innvendt mot" not in str(await screen.recv()):
            pass
