"""Every door × every role × own, forbidden, foreign and absent id: what is not hers is not there."""

import os
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from ipplan.page.door import ITEM, MEETING, PLAN, POINT, SECTION, Door
from ipplan.page.routes import DOORS
from tests.page.asking import Answer, Place, call, file_of, form_of
from tests.page.cast import (
    ROLES,
    SHUT,
    Role,
    earlier_version,
    fresh_file,
    fresh_invitation,
    fresh_item,
    fresh_line,
    fresh_mandate,
    fresh_meeting,
    fresh_point,
    fresh_poll,
    fresh_proposal,
    ids_of,
    take_the_stage,
)
from tests.page.comparing import Asking, spelled
from tests.page.counting import Statements, statements
from tests.site import Site

__all__ = ["statements"]

LONG = bool(os.environ.get("IPPLAN_TESTS"))
COMPARED = [role for role in ROLES if LONG or role.word in ("owner", "relative", "coordinator")]
"""Who asks for what is not hers: in the long form everybody there is."""
INSIDE = [door for door in DOORS if door.path.startswith(PLAN)]
USES = {
    "enter": """
        GET /plans/{plan}                       GET /plans/{plan}/view.json
        SOCKET /plans/{plan}/live               GET /plans/{plan}/receipts
        GET /plans/{plan}/receipts/{receipt}    GET /plans/{plan}/receipts/{receipt}.pdf
        GET /plans/{plan}/receipts/{receipt}.json
        GET /plans/{plan}/export                GET /plans/{plan}/export/plan.zip
        GET /plans/{plan}/meetings              GET .MEETING
        GET .MEETING/mote.ics                   POST .MEETING/answer
        SOCKET .MEETING/live                    POST .MEETING/attendance
        GET .MEETING/screen                     SOCKET .MEETING/screen/live
        GET .MEETING/points/new                 POST .MEETING/points
        GET .POLL                               POST .POLL/answers
        POST .MEETING/approval                  GET .MEETING/referat.pdf
        POST /plans/{plan}/assistance/ending
        GET /plans/{plan}/approval              GET /plans/{plan}/files
        GET /plans/{plan}/overview              GET /plans/{plan}/minute
        GET /plans/{plan}/minute/oversikt.pdf   GET /plans/{plan}/week
        GET /plans/{plan}/month                 GET /plans/{plan}/search
        POST /plans/{plan}/search               GET /plans/{plan}/week.pdf
        GET /plans/{plan}/messages              SOCKET /plans/{plan}/messages/live
    """,
    "read": """
        GET .SECTION                            POST .ITEM/draft/discard
        GET .SECTION/page
        GET .ITEM/file                          GET .ITEM/picture
        GET .TALK                               SOCKET .TALK/live
    """,
    "comment": """
        GET /plans/{plan}/messages/new          POST /plans/{plan}/messages
        POST .TALK
        GET .POINT/lines/new                    POST .POINT/lines
    """,
    "write": """
        GET .SECTION/items/new                  POST .SECTION/items
        GET .ITEM/edit                          POST .ITEM
        POST .ITEM/draft                        POST .ITEM/closure
        POST .ITEM/reopening                    GET .ITEM/history
        POST .ITEM/restoration                  POST .ITEM/undo
        POST .ITEM/place
        GET .SECTION/files/new                  POST .SECTION/files
        GET .ITEM/file/new                      POST .ITEM/file
        GET .POINT/decision/new                 POST .POINT/decision
        GET .POINT/moving
    """,
    "manage": """
        GET /plans/{plan}/deciding              GET /plans/{plan}/coordinator
        GET /plans/{plan}/pulse                 POST /plans/{plan}/revision
        GET /plans/{plan}/people                POST /plans/{plan}/people
        POST /plans/{plan}/invitations
        GET /plans/{plan}/meetings/new          POST /plans/{plan}/meetings
        GET .MEETING/edit                       POST .MEETING
        POST .MEETING/cancellation              POST .MEETING/guests
        POST .MEETING/beginning                 POST .MEETING/ending
        POST .MEETING/current                   POST .POINT/status
        GET .MEETING/next
        GET /plans/{plan}/polls/new             POST /plans/{plan}/polls
        POST .POLL/choice                       POST .POLL/ending
        POST .MEETING/sending                   POST .MEETING/locking
        POST /plans/{plan}/invitations/{invitation}/confirmation
        POST /plans/{plan}/invitations/{invitation}/cancellation
    """,
    "propose": """
        GET /plans/{plan}/proposals/new         POST /plans/{plan}/proposals
        POST /plans/{plan}/standstill/answer
        GET /plans/{plan}/proposals/{proposal}
        POST /plans/{plan}/coordinator/telling  POST /plans/{plan}/coordinator/deputy
    """,
    "decide": """
        GET /plans/{plan}/proposals/{proposal}
        POST /plans/{plan}/proposals/{proposal}/signature
        POST /plans/{plan}/proposals/{proposal}/declining
        GET /plans/{plan}/sharing               POST /plans/{plan}/sharing
        POST /plans/{plan}/sharing/review       POST /plans/{plan}/sharing/change
        GET /plans/{plan}/sharing/review
        POST /plans/{plan}/sharing/{account}/withdrawal
        POST /plans/{plan}/sharing/{account}/{section}/withdrawal
        POST /plans/{plan}/consents/{kind}/withdrawal
        POST /plans/{plan}/consents/{kind}      POST /plans/{plan}/silence
        POST /plans/{plan}/standstill           POST /plans/{plan}/approval
        GET /plans/{plan}/as/{account}          GET /plans/{plan}/log
        GET /plans/{plan}/log.csv               GET /plans/{plan}/log.json
        GET /plans/{plan}/sections/new          GET /plans/{plan}/sections/closed
        POST /plans/{plan}/sections             POST .SECTION/place
        POST .ITEM/move                         GET .ITEM/readers
        POST .ITEM/withholding                  POST .ITEM/lifting
        POST .MEETING/agreement                 POST .MEETING/declining
        POST .POINT/moving                      POST .POINT/moving/back
        GET .MEETING/moves
        POST .MEETING/series/agreement
        POST .POLL/agreement                    POST .POLL/declining
        POST .MEETING/last_word                 GET .MEETING/objection
        POST .MEETING/objection
        GET /plans/{plan}/closing               POST /plans/{plan}/closing
        GET /plans/{plan}/complaint/new         POST /plans/{plan}/complaint
        POST /plans/{plan}/complaint/draft
        GET /plans/{plan}/import                POST /plans/{plan}/import
        GET /plans/{plan}/import/review         POST /plans/{plan}/import/confirmation
        POST .ITEM/striking                     POST /plans/{plan}/coordinator/wish
        GET /plans/{plan}/duties                POST /plans/{plan}/duties
        GET /plans/{plan}/roles                 POST /plans/{plan}/roles
        GET /plans/{plan}/minute/summary        POST /plans/{plan}/minute/summary
        GET /plans/{plan}/diary                 POST /plans/{plan}/diary
        GET /plans/{plan}/diary/new             POST /plans/{plan}/diary/entries
        GET /plans/{plan}/crisis                POST /plans/{plan}/crisis
        POST /plans/{plan}/crisis/code          POST /plans/{plan}/crisis/code/ending
        GET /plans/{plan}/crisis/picks/new      POST /plans/{plan}/crisis/picks
        GET /plans/{plan}/crisis/paper.pdf
    """,
    "network": """
        GET /plans/{plan}/network               GET /plans/{plan}/network/{contact}
    """,
    "without a plan": """
        POST /plans/{plan}/word
    """,
    "agree": """
        POST /plans/{plan}/roles/assent
    """,
    "give": """
        GET /plans/{plan}/mandates/new          POST /plans/{plan}/mandates
        POST /plans/{plan}/mandates/{mandate}/ending
    """,
    "decide together": """
        GET /plans/{plan}/takeover              GET /plans/{plan}/handover
        GET /plans/{plan}/agreements/{agreement}
        POST /plans/{plan}/agreements/{agreement}/signature
        POST /plans/{plan}/agreements/{agreement}/declining
        POST /plans/{plan}/decisions/{decision}/review
    """,
    "before a birth": """
        GET /plans/{plan}/moving                POST /plans/{plan}/moving
        POST /plans/{plan}/moving/back
    """,
    "help": """
        GET /plans/{plan}/assistance            POST /plans/{plan}/assistance
    """,
    "attest": """
        GET /plans/{plan}/attestations/new      POST /plans/{plan}/attestations
        GET /plans/{plan}/attestations/{attestation}
        GET /plans/{plan}/attestations/{attestation}/form.pdf
        GET /plans/{plan}/attestations/{attestation}/sheet
        POST /plans/{plan}/attestations/{attestation}/registration
        POST /plans/{plan}/paper/ending
    """,
    "keep": """
        GET .ITEM/keeping                       POST .ITEM/keeping
        GET /plans/{plan}/keepings
    """,
    "is a child": """
        GET /plans/{plan}/mine                  POST /plans/{plan}/mine/disagreement
    """,
    "approve": """
        GET /plans/{plan}/approval/{edition}    POST /plans/{plan}/approval/{edition}/answer
    """,
    "keep from a parent": """
        POST .ITEM/keeping/assessment           POST .ITEM/keeping/ending
    """,
    "asked": """
        POST .ITEM/answer
    """,
    "keep a diary": """
        GET /plans/{plan}/diary/{entry}/audience
        POST /plans/{plan}/diary/{entry}/audience
    """,
}
"""Which doors each right opens, and nothing else does; nobody here is asked to do anything, or
decides together with another (test_together.py), or is about to decide herself (test_takeover.py), or
has a space from before a birth (test_moving.py), or keeps anything from a parent (test_keeping.py), or has
a role agreement yet (test_family_rooms.py), or an approved plan (test_editions.py), or coordination without a
plan (test_without_plan.py); no owner here is without electronic id (test_paper.py), or has written in a diary
(test_diary.py)."""
DONE = {101, 200, 303}
CLOSING = f"POST {PLAN}/closing"
"""Asked without an answer to its question, which is told (422): after a yes all else would be refused."""
TOLD = {
    CLOSING,
    f"POST {PLAN}/approval",
    f"POST {PLAN}/import",
    f"GET {PLAN}/import/review",
    f"POST {PLAN}/import/confirmation",
}
"""Where what is asked here is not enough, and is told to be: there is no file (test_taking.py), and what is
approved is not what stands there now (test_editions.py)."""


def rights_of(door: Door) -> set[str]:
    return {right for right, lines in USES.items() if spelled(door) in _doors(lines)}


def _doors(lines: str) -> set[str]:
    words = lines.replace(".ITEM", ".SECTION/items/{item}")
    words = words.replace(".POINT", ".MEETING/points/{section}/{item}")
    words = words.replace(".MEETING", "/plans/{plan}/meetings/{meeting}")
    words = words.replace(".TALK", "/plans/{plan}/messages/{section}/{talk}")
    words = words.replace(".POLL", "/plans/{plan}/polls/{poll}")
    words = words.replace(".SECTION", "/plans/{plan}/sections/{section}")
    parts = words.split()
    return {f"{method} {path}" for method, path in zip(parts[::2], parts[1::2], strict=True)}


def test_every_door_stands_in_the_table_of_rights() -> None:
    listed = set().union(*(_doors(lines) for lines in USES.values()))
    assert listed == {spelled(door) for door in INSIDE}


@pytest.fixture
async def cast(statements: Statements, site: Site) -> Site:
    await take_the_stage(site)
    return site


async def test_what_is_not_hers_is_not_there_at_every_door(
    cast: Site, statements: Statements, seed: int
) -> None:
    """In the short form each door is tried by two of those compared: another is left out in each run."""
    compared = 0
    for number, role in enumerate(COMPARED, start=seed):
        client = await cast.client(role.name)
        asking = Asking(cast, client, statements, role)
        await asking.prepare()
        for turn, door in enumerate(INSIDE):
            if not LONG and (turn + number) % len(COMPARED) == 0:
                continue
            for what, places in asking.groups(door).items():
                compared += await asking.compare(door, what, places)
        await client.aclose()
    assert compared > (2_000 if LONG else 400)


async def test_a_difference_in_the_answer_or_in_the_queries_alone_is_found(
    cast: Site, statements: Statements
) -> None:
    role = next(one for one in ROLES if one.word == "relative")
    asking = Asking(cast, await cast.client(role.name), statements, role)
    await asking.prepare()
    doors = {spelled(door): door for door in INSIDE}
    there = [asking.own, asking.own.other(section=asking.own.nowhere().section)]
    with pytest.raises(AssertionError, match="answers"):
        await asking.compare(doors[f"GET {SECTION}"], "section", there)
    # She may not close what she only reads, and is told nothing; but it has been looked up.
    with pytest.raises(AssertionError, match="queries"):
        await asking.compare(doors[f"POST {ITEM}/closure"], "section", there)
    await asking.client.aclose()


async def test_every_role_may_do_what_its_rights_say_with_what_is_hers_and_nothing_else(cast: Site) -> None:
    opened = dict.fromkeys(ROLES, 0)
    for role in ROLES:
        if not role.rights:
            continue
        client = await cast.client(role.name)
        own = await ids_of(cast, role.plan, role.area, role.name)
        refused = Answer.of(await client.get(f"/plans/{uuid4()}"))
        for door in INSIDE:
            answer = await _do(cast, client, door, own, role)
            where = f"{role.word}, {spelled(door)}: {answer.status}"
            if rights_of(door) & role.rights:
                assert answer.status in ({422} if spelled(door) in TOLD else DONE), where
                opened[role] += 1
            elif door.method == "SOCKET":
                assert answer.status == 403, where
            else:
                assert answer == refused, where
        await client.aclose()
    assert {role.word: count for role, count in opened.items() if count} == {
        "owner": 163,
        "representative": 162,
        "coordinator": 77,
        "professional who reads": 45,
        "professional who comments": 50,
        "professional who writes": 71,
        "relative": 47,
    }


async def _do(site: Site, client: httpx2.AsyncClient, door: Door, own: Place, role: Role) -> Answer:
    """Go to a door with a form that would be taken, and with ids that nothing was done to yet."""
    if door.method != "POST":
        if door.path == POINT + "/decision/new":
            meeting = await fresh_meeting(site, role.plan, role.area, role.name, days=0, on=True)
            own = own.other(meeting=meeting)
        if door.path.startswith(POINT):
            own = own.other(item=await _of_meeting(site, door, role, own.meeting))
        if door.path.startswith((ITEM + "/file", ITEM + "/picture")):
            own = own.other(item=await fresh_file(site, role.plan, role.area))
        if door.path == MEETING + "/objection":
            locked = await fresh_meeting(site, role.plan, role.area, role.name, **_time_of(door))
            own = own.other(meeting=locked)
        return await call(site, client, door, own)
    meeting = own.meeting
    if "{meeting}" in door.path:
        meeting = await fresh_meeting(site, role.plan, role.area, role.name, **_time_of(door))
    place = own.other(
        item=await _of_meeting(site, door, role, meeting)
        if door.path.startswith(POINT)
        else await fresh_file(site, role.plan, role.area)
        if door.path == ITEM + "/file"
        else await fresh_item(site, role.plan, role.area)
        if "{item}" in door.path
        else own.item,
        proposal=await fresh_proposal(site, role.plan) if "{proposal}" in door.path else own.proposal,
        mandate=await fresh_mandate(site, role.plan) if "{mandate}" in door.path else own.mandate,
        meeting=meeting,
        poll=await _poll_for(site, door, role) if "{poll}" in door.path else own.poll,
        invitation=await fresh_invitation(site, role.plan) if "{invitation}" in door.path else own.invitation,
    )
    form = {} if spelled(door) == CLOSING else form_of(door, place)
    if door.path.endswith("/striking"):
        form |= {"version": await earlier_version(site, role.plan, role.area, place.item)}
    elif {"base", "version"} & set(form):
        rows = await site.world.sql("SELECT head FROM item WHERE item_id = :item", item=place.item)
        form |= {name: str(rows[0][0]) for name in ("base", "version") if name in form}
    before = await _owners_state(site, role.plan)
    answer = Answer.of(await client.post(place.path(door), data=form, **file_of(door)))
    if door.path == PLAN + "/silence":
        # Nobody can undo it but an intruder: else nothing would be sent from here on.
        await site.world.sql("UPDATE access_state SET serial = :n, token = :t WHERE " + OWNERS, **before)
    return answer


async def _of_meeting(site: Site, door: Door, role: Role, meeting: str) -> str:
    """A point of a meeting's, or a line under one: as it is, or what is left of one that was moved."""
    point = await fresh_point(site, role.plan, role.area, meeting)
    if "/moving" not in door.path:
        return point
    to = SHUT if door.path.endswith("/back") else None
    return await fresh_line(site, role.plan, role.area, meeting, point, moved_to=to)


def _time_of(door: Door) -> dict[str, Any]:
    """When the meeting is that a door is tried with."""
    held = ("/ending", "/current", "/attendance", "/guests")
    if door.path in {POINT + "/decision", *(MEETING + one for one in held)}:
        return {"days": 0, "on": True}
    steps = {"/sending": 1, "/approval": 2, "/locking": 2, "/last_word": 3, "/objection": 3}
    for ending, after in steps.items():
        if door.path == MEETING + ending:
            return {"days": 0, "after": after}
    return {"days": 0} if door.path == MEETING + "/beginning" else {}


async def _poll_for(site: Site, door: Door, role: Role) -> str:
    """One that waits for who decides, where she is to answer that; else one in which people are asked."""
    asked = not door.path.endswith(("/agreement", "/declining"))
    return await fresh_poll(site, role.plan, role.area, role.name, asked=asked)


OWNERS = "space_id = :s AND participant_id = :w"


async def _owners_state(site: Site, plan: str) -> dict[str, Any]:
    ids = {"s": site.world.spaces[plan], "w": site.world.accounts[plan]}
    rows = await site.world.sql(f"SELECT serial, token FROM access_state WHERE {OWNERS}", **ids)
    return {**ids, "n": rows[0][0], "t": rows[0][1]}
