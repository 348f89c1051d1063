"""A meeting's room: what is written there is of its sections, and opened like them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from jsonschema import Draft202012Validator

from ipplan.gate.viewer import viewer_of
from ipplan.gate.withholding import withhold
from ipplan.plan.agendas import agenda_id
from ipplan.store.gatherings import put_event
from tests.page.test_meetings import called
from tests.site import Site

WORDS = {"health": "Nye medisiner", "work": "Skolestart"}
LINES = {"health": "Bytter medisin fra mandag.", "work": "Skolen har plass fra uke 33."}


class Room:
    """A meeting of two sections, with a point and a line of each."""

    def __init__(self, site: Site, path: str) -> None:
        self.site, self.path = site, path
        self.meeting = UUID(path.rpartition("/")[2])
        self.points: dict[str, str] = {}
        self.lines: dict[str, str] = {}

    def section(self, area: str) -> str:
        return str(self.site.world.sections["tiril"][area])

    def item(self, area: str, item: str) -> str:
        return f"{self.site.section(area)}/items/{item}"

    async def add(self, client: httpx2.AsyncClient, area: str) -> None:
        point, line = str(uuid4()), str(uuid4())
        data = {"title": WORDS[area], "section": self.section(area), "item": point}
        assert (await client.post(f"{self.path}/points", data=data)).status_code == 303
        under = f"{self.path}/points/{self.section(area)}/{point}/lines"
        made = await client.post(under, data={"item": line, "body": LINES[area]})
        assert made.status_code == 303, made.text
        self.points[area], self.lines[area] = point, line

    async def lock(self) -> None:
        world = self.site.world
        async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
            await put_event(held, await visit.open_meetings(), self.meeting, "locked")


@pytest.fixture
async def room(site: Site) -> Room:
    marte = await site.client("marte")
    room = Room(site, await called(site, marte, ("leila", "kristin", "wenche", "marte"), ("health", "work")))
    for area in WORDS:
        await room.add(marte, area)
    await marte.aclose()
    return room


async def test_who_lacks_a_section_finds_nothing_of_it_by_any_road(site: Site, room: Room) -> None:
    leila, marte = await site.client("leila"), await site.client("marte")
    hidden = (WORDS["work"], LINES["work"], room.points["work"], room.lines["work"], room.section("work"))
    for path in (room.path, f"{room.path}/points/new", f"{room.path}/mote.ics", f"{site.plan()}/view.json"):
        page = (await leila.get(path)).text
        assert not [word for word in hidden if word in page], path
    assert LINES["health"] in (await leila.get(room.path)).text
    assert LINES["work"] in (await marte.get(room.path)).text
    shared = (await leila.get(f"{room.path}/screen")).text
    assert not [word for word in hidden if word in shared]


async def test_opening_a_meeting_leaves_lines_for_its_sections_and_no_others(site: Site, room: Room) -> None:
    await site.world.sql("DELETE FROM access_log")
    leila = await site.client("leila")
    assert (await leila.get(room.path)).status_code == 200
    rows = await site.world.sql(
        "SELECT DISTINCT section_id FROM access_log WHERE account_id = :who AND road = 'meeting'",
        who=site.world.accounts["leila"],
    )
    assert {str(row[0]) for row in rows} == {room.section("health"), str(UUID(int=7))}


async def test_who_only_reads_may_propose_a_point_and_writes_no_minutes(site: Site) -> None:
    marte, kristin = await site.client("marte"), await site.client("kristin")
    path = await called(site, marte, ("kristin",), ("meetings",))
    section = str(site.world.sections["tiril"]["meetings"])
    point = str(uuid4())
    data = {"title": "Ferieplaner", "section": section, "item": point}
    assert (await kristin.post(f"{path}/points", data=data)).status_code == 303
    assert "Foreslått av Kristin" in (await marte.get(path)).text
    under = f"{path}/points/{section}/{point}/lines"
    refused = await kristin.post(under, data={"item": str(uuid4()), "body": "Noe."})
    assert refused.status_code == 404
    assert (await kristin.get(f"{under}/new")).status_code == 404
    status = f"{path}/points/{section}/{point}/status"
    assert (await kristin.post(status, data={"status": "agreed"})).status_code == 404
    assert (await marte.post(status, data={"status": "agreed"})).status_code == 303
    assert "Foreslått av Kristin" not in (await marte.get(path)).text


async def test_the_doors_of_items_neither_make_parts_of_a_meeting_nor_touch_its_agenda(
    site: Site, room: Room
) -> None:
    marte = await site.client("marte")
    for kind in ("point", "line", "agenda"):
        form = {
            "kind": kind,
            "item": str(uuid4()),
            "title": "Noe",
            "body": "Noe",
            "under": room.points["health"],
        }
        assert (await marte.post(f"{site.section('health')}/items", data=form)).status_code == 404
    top = room.item("health", str(agenda_id(room.meeting, site.world.sections["tiril"]["health"])))
    for door, form in (("closure", {}), ("move", {"to": room.section("work")}), ("place", {"step": "up"})):
        assert (await marte.post(f"{top}/{door}", data=form)).status_code == 404, door
    assert (await marte.get(f"{top}/edit")).status_code == 404
    plan = (await marte.get(site.plan())).text
    assert WORDS["health"] not in plan, "the agenda stands in the meeting's room"


async def test_what_is_done_to_a_line_leads_back_to_the_room(site: Site, room: Room) -> None:
    marte = await site.client("marte")
    line = room.item("health", room.lines["health"])
    base = await _head(site, room.lines["health"])
    saved = await marte.post(line, data={"base": base, "body": "Bytter medisin fra tirsdag."})
    assert saved.headers["location"].startswith(room.path)
    assert "fra tirsdag" in (await marte.get(room.path)).text
    comment = {
        "kind": "comment",
        "item": str(uuid4()),
        "under": room.lines["health"],
        "body": "Er det sikkert?",
    }
    told = await marte.post(f"{site.section('health')}/items", data=comment)
    assert told.headers["location"].startswith(room.path)
    for door in ("closure", "reopening"):
        assert (await marte.post(f"{line}/{door}")).headers["location"].startswith(room.path)


async def test_locked_minutes_change_only_by_additions(site: Site, room: Room) -> None:
    marte = await site.client("marte")
    line, point = room.item("health", room.lines["health"]), room.item("health", room.points["health"])
    base = await _head(site, room.lines["health"])
    await room.lock()
    before = await marte.get(room.path)
    tries: tuple[tuple[str, Mapping[str, Any]], ...] = (
        (f"{line}/closure", {}),
        (f"{line}/undo", {"version": base}),
        (f"{line}/restoration", {"version": base}),
        (f"{line}/place", {"step": "up"}),
        (f"{point}/closure", {}),
        (f"{room.path}/points/{room.section('health')}/{room.points['health']}/status", {"status": "done"}),
    )
    for path, form in tries:
        assert (await marte.post(path, data=dict(form))).status_code == 404, path
    late = await marte.post(
        f"{room.path}/points", data={"title": "For sent", "section": room.section("health")}
    )
    assert (late.status_code, "For sent" in late.text) == (409, True), "what she typed is shown to her"
    assert (await marte.get(room.path)).text == before.text
    under = f"{room.path}/points/{room.section('health')}/{room.points['health']}/lines"
    added = await marte.post(under, data={"item": str(uuid4()), "body": "Det ble onsdag."})
    assert added.status_code == 303
    page = (await marte.get(room.path)).text
    assert "Tillegg" in page
    assert "Det ble onsdag." in page


async def test_what_is_withheld_of_a_meeting_is_not_there_with_all_under_it(site: Site, room: Room) -> None:
    world = site.world
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        permit = await visit.open(world.sections["tiril"]["health"])
        await withhold(held, visit, permit, UUID(room.points["health"]), world.accounts["leila"])
        assert viewer_of(visit).decides
    leila, wenche = await site.client("leila"), await site.client("wenche")
    page = (await leila.get(room.path)).text
    assert WORDS["health"] not in page
    assert LINES["health"] not in page
    assert LINES["health"] in (await wenche.get(room.path)).text
    shared = (await wenche.get(f"{room.path}/screen")).text
    assert LINES["health"] not in shared, "not everybody who is invited may read it"


async def test_the_agenda_is_part_of_what_somebody_may_see_as_data(site: Site, room: Room) -> None:
    leila = await site.client("leila")
    data = (await leila.get(f"{site.plan()}/view.json")).json()
    schema = (await leila.get("/schemas/view.schema.json")).json()
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)
    (health,) = (one for one in data["sections"] if one["section"] == room.section("health"))
    (agenda,) = (one for one in health["items"] if one["kind"] == "agenda")
    assert agenda["items"][0]["content"]["title"] == WORDS["health"]
    assert agenda["items"][0]["items"][0]["content"]["body"] == LINES["health"]


async def _head(site: Site, item: str) -> str:
    return str((await site.world.sql("SELECT head FROM item WHERE item_id = :item", item=item))[0][0])


async def test_what_is_sent_twice_is_one_line_with_what_was_written_last(site: Site, room: Room) -> None:
    """Its writer got no answer, wrote on, and pressed again: neither her words nor the first are lost."""
    marte, leila = await site.client("marte"), await site.client("leila")
    under = f"{room.path}/points/{room.section('health')}/{room.points['health']}/lines"
    for words in ("Timen er i mai.", "Timen er i mai.", "Timen er i mai, hos Leila."):
        sent = await marte.post(under, data={"item": room.lines["work"][:-4] + "beef", "body": words})
        assert sent.status_code == 303
    page = (await marte.get(room.path)).text
    assert page.count("Timen er i mai") == 1
    assert "Timen er i mai, hos Leila." in page
    taken = await leila.post(under, data={"item": room.lines["health"], "body": "Mine ord."})
    assert taken.status_code == 404, "another's line is not hers to send again"
    point = {"title": "Nye skinner", "section": room.section("health"), "item": room.points["health"]}
    assert (await marte.post(f"{room.path}/points", data=point)).status_code == 303
    page = (await marte.get(room.path)).text
    assert "Nye skinner" in page
    assert WORDS["health"] not in page
