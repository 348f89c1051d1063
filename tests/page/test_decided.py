"""Decisions become actions in one press: asked at once, shown beside the line to whom its section is open."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.page.asking import counted, heads, socket_to
from tests.page.meeting_on import Held, begun, decision, goal_of
from tests.site import Site
from tests.world import PEOPLE

WHAT = "Ringe hjelpemiddelsentralen"
SAID = "Vi trenger en ny rullestol."


async def decided(held: Held, who: str, under: str, area: str = "health", **more: str) -> tuple[str, str]:
    """A line of ``area`` that became an action under a goal: (line, action)."""
    point = await held.point(area)
    line = await held.line(area, point, SAID)
    form = decision(held.site, who, under, **more)
    made = await held.marte.post(f"{held.at(area, line)}/decision", data=form)
    assert made.status_code == 303, made.text
    assert made.headers["location"] == f"{held.path}#item-{line}"
    return line, form["action"]


async def duty_of(site: Site, action: str) -> str:
    """The address of what somebody is asked by an action."""
    query = "SELECT section_id, item_id FROM item WHERE parent_id = :a AND kind = 'responsibility'"
    ((section, item),) = await site.world.sql(query, a=action)
    return f"{site.plan()}/sections/{section}/items/{item}"


async def test_one_press_makes_the_action_and_asks(site: Site) -> None:
    held, (under, goal) = await begun(site), await goal_of(site, "health")
    form = await held.marte.get(f"{held.at('health', await _line(held))}/decision/new")
    assert SAID in form.text, "what is filled in is the line's own words"
    _, action = await decided(held, "leila", under)
    query = "SELECT kind, parent_id, status, due_on, responsible_id FROM item WHERE item_id = :i"
    ((kind, parent, status, due, _),) = await site.world.sql(query, i=action)
    day = (site.clock.now() + timedelta(days=14)).date()
    assert (kind, str(parent), status, due) == ("action", goal, "planned", day)
    leila = await site.client("leila")
    page = (await leila.get(held.path)).text
    for said in (f'href="/plans/{site.world.spaces["tiril"]}#item-{action}"', WHAT, "Planlagt", "er spurt"):
        assert said in page
    assert f"{PEOPLE['leila']['name']} er spurt" in page
    assert WHAT in (await leila.get(site.plan())).text.partition("Spurt om deg")[2]
    answered = await leila.post(
        f"{await duty_of(site, action)}/answer", data={"status": "accepted", "meeting": str(held.meeting_id)}
    )
    assert answered.headers["location"] == held.path, "she was in the room"
    assert f"{PEOPLE['leila']['name']} har sagt ja" in (await held.marte.get(held.path)).text


async def test_directly_under_a_point_the_line_is_written_too_and_a_goal_may_be_new(site: Site) -> None:
    held = await begun(site)
    point = await held.point("health")
    form = decision(site, "leila", "new", new_goal="Komme seg ut på tur")
    made = await held.marte.post(f"{held.at('health', point)}/decision", data=form)
    assert made.status_code == 303, made.text
    page = (await (await site.client("leila")).get(held.path)).text
    assert page.count(WHAT) >= 2, "the line, and what became of it"
    assert f'id="item-{form["line"]}"' in page
    assert "Komme seg ut på tur" in (await held.marte.get(site.plan())).text


async def test_sent_twice_it_is_made_once(site: Site) -> None:
    held, (under, _) = await begun(site), await goal_of(site, "health")
    point = await held.point("health")
    form = decision(site, "leila", under)
    tables = ("item", "version", "meeting_event", "procrastinate_jobs")
    first = await held.marte.post(f"{held.at('health', point)}/decision", data=form)
    before = await counted(site, *tables)
    second = await held.marte.post(f"{held.at('health', point)}/decision", data=form)
    assert (first.status_code, first.headers["location"]) == (second.status_code, second.headers["location"])
    assert await counted(site, *tables) == before


@pytest.mark.parametrize("hx", [False, True])
@pytest.mark.parametrize(
    ("typed", "wrong", "says"),
    [
        ({"what": "  "}, "what", "Skriv hva som skal gjøres."),
        ({"what": "x" * 201}, "what", "Teksten er for lang."),
        ({"who": ""}, "who", "Velg hvem som skal gjøre det."),
        ({"who": "meg"}, "who", "Velg hvem som skal gjøre det."),
        ({"who": "silje"}, "who", "Denne personen ser ikke målet."),
        ({"due_on": ""}, "due_on", "Skriv datoen som dag.måned.år"),
        ({"due_on": "2020-01-01"}, "due_on", "Velg en dag som ikke er passert."),
        ({"under": ""}, "under", "Velg hvilket mål det hører til."),
        ({"under": "new", "new_goal": ""}, "new_goal", "Skriv hva målet er."),
        ({"under": "new", "new_goal": "x" * 201}, "new_goal", "Teksten er for lang."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    site: Site, typed: dict[str, str], wrong: str, says: str, hx: bool
) -> None:
    held, (under, _) = await begun(site), await goal_of(site, "health")
    point = await held.point("health")
    if typed.get("who") in PEOPLE:
        typed = {"who": str(site.world.accounts[typed["who"]])}
    form, before = decision(site, "leila", under) | typed, await heads(site)
    headers = {"hx-request": "true"} if hx else {}
    refused = await held.marte.post(f"{held.at('health', point)}/decision", data=form, headers=headers)
    assert refused.status_code == 422
    said = refused.text.partition(f'id="{wrong}-error-{point}"')[2].partition("</p>")[0]
    assert says in said
    for name in ("what", "due_on", "new_goal"):
        assert f'value="{form[name]}"' in refused.text, name
    assert await heads(site) == before


async def test_who_does_not_write_under_a_goal_makes_no_action_there(site: Site) -> None:
    held, (under, _) = await begun(site), await goal_of(site, "health")
    point = await held.point("health")
    wenche = await site.client("wenche")
    shown = (await wenche.get(held.path)).text
    assert "Vi ble enige om" not in shown, "she reads health, and writes no minutes of it"
    before = await heads(site)
    refused = await wenche.post(f"{held.at('health', point)}/decision", data=decision(site, "leila", under))
    assert refused.status_code == 404
    leila, (elsewhere, _) = await site.client("leila"), await goal_of(site, "home")
    form = (await leila.get(f"{held.at('health', point)}/decision/new")).text
    assert elsewhere not in form
    refused = await leila.post(
        f"{held.at('health', point)}/decision", data=decision(site, "leila", elsewhere)
    )
    assert refused.status_code == 422, "as for a goal that is not there"
    assert await heads(site) == before


async def test_from_whom_a_goal_is_withheld_is_not_asked_under_it_nor_told_of_it(site: Site) -> None:
    held, (under, goal) = await begun(site), await goal_of(site, "health")
    where = f"{site.section('health')}/items"
    hidden = {"account": str(site.world.accounts["sindre"])}
    assert (await held.marte.post(f"{where}/{goal}/withholding", data=hidden)).status_code == 303
    point = await held.point("health")
    refused = await held.marte.post(
        f"{held.at('health', point)}/decision", data=decision(site, "sindre", under)
    )
    assert refused.status_code == 422
    assert "Denne personen ser ikke målet" in refused.text
    _, action = await decided(held, "leila", under)
    sindre = await site.client("sindre")
    page = (await sindre.get(held.path)).text
    assert SAID in page
    for unsaid in (WHAT, action, "er spurt"):
        assert unsaid not in page


async def test_before_it_begins_and_where_minutes_are_locked_it_is_refused(site: Site) -> None:
    held, (under, _) = await begun(site), await goal_of(site, "health")
    point = await held.point("health")
    line = await held.line("health", point, SAID)
    await _lock(held)
    before = await heads(site)
    for item in (point, line):
        refused = await held.marte.post(
            f"{held.at('health', item)}/decision", data=decision(site, "leila", under)
        )
        assert refused.status_code == 422
        assert "Referatet er låst" in refused.text
        assert "Referatet er låst" in (await held.marte.get(f"{held.at('health', item)}/decision/new")).text
    assert await heads(site) == before
    assert "Gjør til tiltak" not in (await held.marte.get(held.path)).text


async def test_who_lacks_the_actions_section_gets_neither_frame_nor_byte_of_it(site: Site) -> None:
    held, (under, goal) = await begun(site), await goal_of(site, "home")
    point = await held.point("health")
    line = await held.line("health", point, SAID)
    sindre, wenche = await site.client("sindre"), await site.client("wenche")
    before = (await sindre.get(held.path)).text
    history = (await sindre.get(f"{site.section('health')}/items/{line}/history")).text
    data = (await sindre.get(f"{site.plan()}/view.json")).json()
    hello = '{"seen": {}}'
    async with (
        socket_to(site, sindre, f"{held.path}/live") as theirs,
        socket_to(site, wenche, f"{held.path}/live") as hers,
    ):
        frames: list[str] = []
        await theirs.send(hello)
        await hers.send(hello)
        first = [str(await theirs.recv())]
        while "#live-coming" not in first[-1]:
            first.append(str(await theirs.recv()))
        assert SAID in "".join(first)
        form = decision(site, "wenche", under)
        made = await held.marte.post(f"{held.at('health', line)}/decision", data=form)
        assert made.status_code == 303, made.text
        while f"{PEOPLE['wenche']['name']} er spurt" not in str(await hers.recv()):
            pass
        duty = await duty_of(site, form["action"])
        assert (await wenche.post(f"{duty}/answer", data={"status": "accepted"})).status_code == 303
        while f"{PEOPLE['wenche']['name']} har sagt ja" not in str(await hers.recv()):
            pass
        # What comes next is known: all that came before it is hers to see.
        await held.line("health", point, "Dette er den neste linjen.")
        while "Dette er den neste linjen." not in (frame := str(await theirs.recv())):
            frames.append(frame)
        frames.append(frame)
    told = [one for one in frames if "beat" not in one and "Har planen åpen nå" not in one]
    for one in (*frames, (await sindre.get(held.path)).text):
        for unsaid in (WHAT, form["action"], form["duty"], goal, under.partition("/")[0], "er spurt"):
            assert unsaid not in one
    assert [one for one in told if "Dette er den neste" not in one] == [], "not even that something was"
    assert (await sindre.get(f"{site.section('health')}/items/{line}/history")).text == history
    after = (await sindre.get(f"{site.plan()}/view.json")).json()
    (was, now) = (next(one for one in _items(whole) if one.get("item") == line) for whole in (data, after))
    assert was == now, "as data, too"
    assert not [one for one in (WHAT, form["action"], goal) if one in str(after)]
    assert SAID in before


async def test_a_shared_screen_shows_it_only_where_all_in_the_room_may_read_it(site: Site) -> None:
    held, (under, _) = await begun(site), await goal_of(site, "home")
    await decided(held, "wenche", under)
    await held.there("marte")
    await held.there("wenche")
    assert WHAT in (await held.marte.get(f"{held.path}/screen")).text
    await held.there("sindre")
    shown = (await held.marte.get(f"{held.path}/screen")).text
    assert SAID in shown
    assert WHAT not in shown
    assert WHAT in (await held.marte.get(held.path)).text


async def test_its_sections_opening_stands_in_the_log(site: Site) -> None:
    held, (under, _) = await begun(site), await goal_of(site, "home")
    await decided(held, "wenche", under)
    wenche = await site.client("wenche")
    await wenche.get(held.path)
    rows = await site.world.sql(
        "SELECT road FROM access_log WHERE account_id = :w AND section_id = :s",
        w=site.world.accounts["wenche"],
        s=held.section("home"),
    )
    assert ("meeting",) in rows


async def test_who_is_asked_may_decline_in_the_room_with_a_reason(site: Site) -> None:
    held, (under, _) = await begun(site), await goal_of(site, "health")
    _, action = await decided(held, "leila", under)
    leila, at = await site.client("leila"), f"{await duty_of(site, action)}/answer"
    room = {"meeting": str(held.meeting_id)}
    asked = await leila.post(at, data={"status": "declined", **room})
    assert f'name="meeting" value="{held.meeting_id}"' in asked.text, "the way back is kept"
    assert (await leila.post(at, data={"status": "declined", "reason": " ", **room})).status_code == 422
    done = await leila.post(at, data={"status": "declined", "reason": "Jeg har permisjon.", **room})
    assert done.headers["location"] == held.path
    assert "har sagt nei" in (page := (await held.marte.get(held.path)).text)
    assert "Jeg har permisjon." in page
    nowhere = await leila.post(at, data={"status": "accepted", "meeting": str(uuid4())})
    assert nowhere.status_code == 404
    assert "har sagt nei" in (await held.marte.get(held.path)).text, "and nothing is done"


async def test_the_decision_follows_a_line_that_is_moved(site: Site) -> None:
    held, (under, _) = await begun(site, ("health", "home")), await goal_of(site, "home")
    line, action = await decided(held, "wenche", under)
    moved = await held.marte.post(f"{held.at('health', line)}/moving", data={"to": str(held.section("home"))})
    assert moved.status_code == 303, moved.text
    page = (await (await site.client("wenche")).get(held.path)).text
    assert "Flyttet hit" in page
    assert action in page


async def test_it_is_linked_where_its_goal_is_moved_and_by_nobody_who_does_not_see_that(site: Site) -> None:
    held, (under, goal) = await begun(site), await goal_of(site, "health")
    await decided(held, "leila", under)
    leila, wenche = await site.client("leila"), await site.client("wenche")
    assert WHAT in (await leila.get(held.path)).text
    to = {"to": str(held.section("home"))}
    moved = await held.marte.post(f"{site.section('health')}/items/{goal}/move", data=to)
    assert moved.status_code == 303, moved.text
    assert WHAT not in (await leila.get(held.path)).text
    shown = (await wenche.get(held.path)).text
    rows = await site.world.sql(
        "SELECT item_id FROM item WHERE section_id = :s AND kind = 'action' AND due_on = :d AND NOT closed",
        s=held.section("home"),
        d=(site.clock.now() + timedelta(days=14)).date(),
    )
    assert f"#item-{rows[0][0]}" in shown
    back = await held.marte.post(
        f"{site.section('health')}/items/{goal}/undo", data={"version": str(uuid4())}
    )
    assert back.status_code == 303, back.text
    assert WHAT in (await leila.get(held.path)).text


def _items(whole: Any) -> Iterator[Any]:
    """All items of a section, or of a plan, as data."""
    for one in (*whole.get("items", ()), *whole.get("sections", ())):
        yield one
        yield from _items(one)


async def _line(held: Held) -> str:
    return await held.line("health", await held.point("health"), SAID)


async def _lock(held: Held) -> None:
    """As approval leaves it."""
    from ipplan.store.gatherings import put_event

    world = held.site.world
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (writing, visit):
        await put_event(writing, await visit.open_meetings(), held.meeting_id, "locked")
