"""Closing a plan by the page: said first, signed, gone for all others; and a copy to take along."""

import io
import json
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from ipplan.job.expiry import notice_expiries
from ipplan.page.door import PLAN
from ipplan.page.plan.view_json import SCHEMA
from ipplan.page.routes import DOORS
from ipplan.permit import MEETINGS
from tests.gate.test_closing import close
from tests.job.test_archiving import contents
from tests.page.asking import Answer, call, counted, heads, place_of
from tests.page.cast import fresh_invitation, fresh_proposal
from tests.page.test_fresh_login import ASKED, OLD, log_in_anew
from tests.page.test_together import parents, wish
from tests.page.test_unit import UNIT
from tests.site import Site
from tests.world import PEOPLE

__all__ = ["parents"]

CLOSED = "Planen er avsluttet."


def room(site: Site, owner: str = "tiril") -> str:
    """The unit's page of a plan's closing."""
    return f"/unit/plans/{site.world.spaces[owner]}/closing"


async def test_it_is_said_first_and_nothing_is_done_without_a_yes(site: Site) -> None:
    marte, before = await site.client("marte"), await heads(site)
    assert f"{site.world.spaces['tiril']}/closing" in (await marte.get(f"{site.plan()}/deciding")).text
    page = (await marte.get(f"{site.plan()}/closing")).text
    for said in ("kan ikke åpnes igjen", "i 90 dager", "i 10 år", "ta en pause"):
        assert said in page, said
    answer = await marte.post(f"{site.plan()}/closing", data={})
    assert answer.status_code == 422
    assert "Kryss av for at du vil avslutte planen." in answer.text
    assert await heads(site) == before


async def test_closed_it_is_gone_for_all_others_and_read_by_who_decides_with_words_that_say_so(
    site: Site,
) -> None:
    marte, others = await site.client("marte"), ("leila", "wenche", "berit")
    clients = {name: await site.client(name) for name in others}
    assert (await marte.post(f"{site.plan()}/closing", data={"sure": "yes"})).status_code == 303
    for name, client in clients.items():
        refused = Answer.of(await client.get("/plans/ingenting"))
        for door in ("", "/view.json", "/deciding", "/export", "/export/plan.zip", "/receipts"):
            assert Answer.of(await client.get(site.plan() + door)) == refused, (name, door)
        assert str(site.world.spaces["tiril"]) not in (await client.get("/")).text
    plan = (await marte.get(site.plan())).text
    assert CLOSED in plan
    assert "Kroppen min" in plan
    called = ("Spurt om deg", "Trenger noen", "Ny del")
    for gone in ("edit-button", "satt på pause", "/sharing", "/people", *called):
        assert gone not in plan, gone
    front = (await marte.get("/")).text
    assert "Avsluttet. Du kan lese den" in front
    deciding = (await marte.get(f"{site.plan()}/deciding")).text
    assert CLOSED in deciding
    for gone in ("/consents/", "/closing"):
        assert gone not in deciding, gone
    assert (await marte.get(f"{site.plan()}/log")).status_code == 200
    for door in ("/closing", "/consents/plan", "/consents/sharing/withdrawal", "/sections"):
        answer = await marte.post(site.plan() + door, data={"sure": "yes", "title": "Ny"})
        assert answer.status_code == 404, door
    site.clock.move(timedelta(days=90))
    marte = await site.client("marte")
    assert (await marte.get(site.plan())).status_code == 404
    assert str(site.world.spaces["tiril"]) not in (await marte.get("/")).text


async def test_no_door_of_a_closed_plan_writes_in_it_or_breaks(site: Site) -> None:
    """Who decides goes to all of them, with forms that would be taken; but ending one's own mandate stays."""
    place, marte = await place_of(site), await site.client("marte")
    place = place.other(mandate=str((await site.world.sql("SELECT mandate_id FROM mandate"))[0][0]))
    await close(site.world)
    before, shown = await heads(site), 0
    last = f"{PLAN}/mandates/{{mandate}}/ending"
    for door in (one for one in DOORS if one.path.startswith(PLAN) and one.path != last):
        answer = await call(site, marte, door, place)
        shown += door.method == "GET" and answer.status == 200
        # A draft of hers that she throws away is no writing in the plan, and no search is.
        done = door.method == "POST" and answer.status in (200, 303)
        assert done is (door.method == "POST" and door.path.endswith(("/discard", "/search"))), door
        assert answer.status < 500, door
    assert shown > 10
    assert await heads(site) == before
    assert (await marte.post(last.format(**place.__dict__))).status_code == 303
    assert (await marte.get(site.plan())).status_code == 404


async def test_an_owner_whose_plan_is_closed_may_make_a_new_one(site: Site) -> None:
    roar = await site.client("roar")
    assert "Lag din egen plan" not in (await roar.get("/")).text
    assert (await roar.post(f"{site.plan('roar')}/closing", data={"sure": "yes"})).status_code == 303
    assert "Lag din egen plan" in (await roar.get("/")).text
    assert 'name="consent"' in (await roar.get("/plans/new")).text
    assert (await roar.post("/plans", data={"consent": "plan"})).status_code == 303
    front = (await roar.get("/")).text
    assert front.count('class="ds-card plan-card"') >= 2, "the closed one is still hers to read"


async def test_what_waited_waits_no_more_and_nobody_is_sent_anything(site: Site) -> None:
    invitation = await fresh_invitation(site, "tiril", state="sent")
    proposal = await fresh_proposal(site, "tiril")
    await close(site.world)
    query = "SELECT state FROM invitation WHERE invitation_id = :i UNION ALL SELECT state FROM proposal"
    states = await site.world.sql(query + " WHERE proposal_id = :p", i=invitation, p=proposal)
    assert [row[0] for row in states] == ["withdrawn", "declined"]
    tirils = "SELECT count(*) FROM expiry_notice WHERE space_id = :s"
    for _ in range(4):
        site.clock.move(timedelta(days=80))
        await notice_expiries(site.world.house.gate)
    assert (await site.world.sql(tirils, s=site.world.spaces["tiril"]))[0][0] == 0


async def test_on_an_old_login_one_logs_in_anew_and_the_answer_is_kept(site: Site) -> None:
    marte = await site.client("marte")
    site.clock.move(OLD)
    asked = await marte.post(f"{site.plan()}/closing", data={"sure": "yes"})
    assert ASKED in asked.text
    assert (await counted(site, "closing"))["closing"] == 0
    back = await log_in_anew(site, marte, asked.text)
    assert 'value="yes" checked' in back.text
    assert (await marte.post(f"{site.plan()}/closing", data={"sure": "yes"})).status_code == 303


async def test_two_who_decide_together_are_told_that_the_unit_closes(
    site: Site, parents: tuple[httpx2.AsyncClient, httpx2.AsyncClient]
) -> None:
    marte, _ = parents
    assert (await wish(marte, site, "read")).status_code == 303
    for answer in (
        await marte.get(f"{site.plan()}/closing"),
        await marte.post(f"{site.plan()}/closing", data={"sure": "yes"}),
    ):
        assert "koordinerende enhet som avslutter planen" in answer.text
    assert (await counted(site, "closing"))["closing"] == 0
    unit = await site.client(UNIT)
    assert (await unit.post(room(site), data={"reason": "wish", "sure": "yes"})).status_code == 303
    assert CLOSED in (await marte.get(site.plan())).text
    state = "SELECT state FROM agreement WHERE space_id = :s"
    assert (await site.world.sql(state, s=site.world.spaces["tiril"]))[0][0] == "withdrawn"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"sure": "yes"}, "Velg hvorfor planen avsluttes."),
        ({"reason": "noe", "sure": "yes"}, "Velg hvorfor planen avsluttes."),
        ({"reason": "moving"}, "Kryss av for at planen skal avsluttes."),
        ({"reason": "withdrawal", "sure": "yes"}, "Samtykket er ikke trukket tilbake"),
    ],
)
async def test_what_is_wrong_with_the_units_form_is_said_and_nothing_is_closed(
    site: Site, typed: dict[str, str], said: str
) -> None:
    unit = await site.client(UNIT)
    answer = await unit.post(room(site), data=typed)
    assert answer.status_code == 422
    assert said in answer.text
    if "reason" in typed and typed["reason"] != "noe":
        assert f'value="{typed["reason"]}" checked' in answer.text
    assert (await counted(site, "closing"))["closing"] == 0


async def test_the_unit_closes_and_finds_it_among_the_closed(site: Site) -> None:
    unit, marte = await site.client(UNIT), await site.client("marte")
    assert room(site) in (await unit.get(room(site).rpartition("/")[0])).text
    answer = await unit.post(room(site), data={"reason": "moving", "sure": "yes"})
    assert answer.headers["location"] == "/unit/closed"
    listed = (await unit.get("/unit/closed")).text
    for said in (PEOPLE["tiril"]["name"], "har flyttet fra kommunen", "Kan leses av planeieren til"):
        assert said in listed, said
    assert str(site.world.spaces["tiril"]) not in (await unit.get("/unit")).text
    assert (await unit.get(room(site))).status_code == 404, "it is closed"
    assert CLOSED in (await marte.get(site.plan())).text


async def test_a_copy_holds_the_plan_as_data_and_on_paper_open_or_closed_and_leaves_its_lines(
    site: Site,
) -> None:
    marte = await site.client("marte")
    for closed in (False, True):
        if closed:
            await close(site.world)
        assert (
            f"/plans/{site.world.spaces['tiril']}/export/plan.zip"
            in (await marte.get(f"{site.plan()}/export")).text
        )
        own = (await marte.get(f"{site.plan()}/view.json")).json()
        answer = await marte.get(f"{site.plan()}/export/plan.zip")
        assert answer.headers["content-type"] == "application/zip"
        view, paper = contents(answer.content)
        Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(view)
        assert {**view, "at": ""} == {**own, "at": ""}
        for words in ("Individuell plan for Tiril", "Kroppen min", "Marte Aasen"):
            assert words in read(paper), words
    roads = "SELECT DISTINCT section_id FROM access_log WHERE road = 'copy'"
    opened = {row[0] for row in await site.world.sql(roads)}
    assert opened == {*site.world.sections["tiril"].values(), MEETINGS}
    assert "Lastet ned en kopi" in (await marte.get(f"{site.plan()}/log?person=all")).text


def read(paper: bytes) -> str:
    """The words of a PDF, which is tagged."""
    found = PdfReader(io.BytesIO(paper))
    root: Any = found.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    return " ".join("".join(page.extract_text() for page in found.pages).split())
