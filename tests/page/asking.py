"""Calling doors as a browser would: addresses filled in, forms that would be taken, sockets with a cookie."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from ipplan.page.door import (
    ACCOUNT,
    ASKED,
    CLOSED,
    COLLEAGUE,
    ITEM,
    MEETING,
    ORGANISATION,
    PLAN,
    POINT,
    POLL,
    REGISTER,
    SECTION,
    SERVICE,
    TALK,
    UNIT,
    Door,
)
from tests.page import casework_forms, complaint_forms, inquiry_forms
from tests.site import Site
from tests.waiting import today_in_oslo

UNTOLD = {"date", "x-request-id"}
"""Headers that differ from answer to answer, whatever was asked."""


@dataclass(frozen=True)
class Place:
    """The ids that a door's address and form are filled in with."""

    plan: str
    section: str
    item: str
    account: str
    invitation: str
    elsewhere: str
    receipt: str
    proposal: str
    mandate: str
    token: str = "0" * 64
    agreement: str = "00000000-0000-4000-8000-000000000000"
    decision: str = "00000000-0000-4000-8000-000000000000"
    kind: str = "plan"
    meeting: str = "00000000-0000-4000-8000-000000000000"
    poll: str = "00000000-0000-4000-8000-000000000000"
    me: str = ""
    """Who asks, where a form names her."""
    opening: str = "00000000-0000-4000-8000-000000000000"
    attestation: str = "00000000-0000-4000-8000-000000000000"
    entry: str = "00000000-0000-4000-8000-000000000000"
    place: str = "fjordvik"
    form: str = "nb"
    sheet: str = "plan"
    letter: str = "00000000-0000-4000-8000-000000000000"
    case: str = "00000000-0000-4000-8000-000000000000"
    draft: str = "00000000-0000-4000-8000-000000000000"
    number: str = "1"
    edition: str = "1"
    organisation: str = "00000000-0000-4000-8000-000000000000"
    appointment: str = "00000000-0000-4000-8000-000000000000"
    role: str = "00000000-0000-4000-8000-000000000000"
    contact: str = "00000000-0000-4000-8000-000000000000"
    talk: str = "00000000-0000-4000-8000-000000000000"
    secret: str = "a" * 24
    aside: str = "00000000-0000-4000-8000-000000000000"

    def path(self, door: Door) -> str:
        return door.path.format(**self.__dict__)

    def nowhere(self) -> "Place":
        """Ids of the right shape that nothing has."""
        new = {name: str(uuid4()) for name in ("meeting", "poll", "contact", "talk")}
        return replace(Place(*(str(uuid4()) for _ in range(9))), **new)

    def other(self, **ids: str) -> "Place":
        return replace(self, **ids)


def form_of(door: Door, place: Place) -> dict[str, str]:
    """A form that the door would take from somebody entitled; raises ``KeyError`` for a new door."""
    person = {"name": "Eva Moen", "email": "eva@example.org", "title": "Tante", "pid": "29815900543"}
    wishes = {f"access-{place.account}-{place.section}": "read", f"until-{place.account}": "1y"}
    goal = {"kind": "goal", "title": "Noe nytt", "status": "active"}
    meeting = {
        "title": "Møte i ansvarsgruppa",
        "day": (today_in_oslo() + timedelta(days=14)).isoformat(),
        "from": "10:00",
        "to": "11:30",
        "place": "Rådhuset, rom 3",
        f"section-{place.section}": "yes",
        f"invite-{place.me or place.account}": "yes",
    }
    service = {
        "kind": "service",
        "area": "leisure",
        "name_nb": "Svømming",
        "helps_nb": "Basseng.",
        "phone": "123",
    }
    forms: dict[str, dict[str, str]] = {
        "/logout": {},
        "/sessions/ending": {"session": "0" * 64},
        "/logout/back": {"logout_token": "a.b.c"},
        "/plans": {},
        PLAN + "/sharing/review": wishes,
        PLAN + "/sharing/change": wishes,
        PLAN + "/sharing": wishes,
        PLAN + "/sharing/{account}/withdrawal": {},
        PLAN + "/sharing/{account}/{section}/withdrawal": {},
        PLAN + "/consents/{kind}": {},
        PLAN + "/consents/{kind}/withdrawal": {},
        PLAN + "/mandates": {
            "participant": place.account,
            "basis": "power_of_attorney",
            "area-health": "yes",
            "day": (today_in_oslo() + timedelta(days=30)).isoformat(),
        },
        PLAN + "/mandates/{mandate}/ending": {},
        PLAN + "/mine/disagreement": {"body": "Jeg vil ikke bytte skole."},
        PLAN + "/decisions/{decision}/review": {},
        PLAN + "/silence": {},
        PLAN + "/approval": {"sha256": "0" * 64},
        PLAN + "/approval/{edition}/answer": {"answer": "approved"},
        PLAN + "/standstill": {},
        PLAN + "/standstill/answer": {},
        PLAN + "/revision": {"day": (today_in_oslo() + timedelta(days=60)).isoformat()},
        PLAN + "/word": {},
        PLAN + "/duties": {},
        PLAN + "/roles": {},
        PLAN + "/crisis": {},
        PLAN + "/crisis/code": {"months": "1"},
        PLAN + "/crisis/code/ending": {},
        PLAN + "/crisis/picks": {f"{place.section}.{place.item}": "yes"},
        PLAN + "/roles/assent": {"version": str(uuid4())},
        "/training": {"done-law": "yes"},
        "/notifications": {"asked": "daily"},
        "/settings": {"colours": "dark"},
        "/language": {"language": "nn"},
        "/guide/ending": {"outcome": "done"},
        PLAN + "/moving": {
            "into": place.plan,
            f"move-{place.item}": "yes",
            f"to-{place.item}": place.section,
        },
        PLAN + "/minute/summary": {f"show-{place.section}/{place.item}": "yes"},
        PLAN + "/moving/back": {"into": place.plan, "section": place.section, "item": place.item},
        UNIT + "/child": {
            **person,
            "child_name": "Liv Moen",
            "child_pid": "14891756004",
            "alone": "joint",
            "relation": "Far",
        },
        PLAN + "/agreements/{agreement}/signature": {},
        PLAN + "/agreements/{agreement}/declining": {},
        "/sessions/prolonging": {},
        "/calendar": {},
        "/calendar/ending": {},
        PLAN + "/search": {"words": "trene"},
        PLAN + "/meetings": meeting,
        MEETING: meeting,
        MEETING + "/answer": {"answer": "yes"},
        MEETING + "/agreement": {},
        MEETING + "/declining": {},
        MEETING + "/cancellation": {},
        MEETING + "/beginning": {},
        MEETING + "/ending": {},
        MEETING + "/current": {},
        MEETING + "/attendance": {"who": place.me or place.account, "there": "yes"},
        MEETING + "/sending": {},
        MEETING + "/approval": {"seen": "0" * 64},
        MEETING + "/locking": {},
        MEETING + "/last_word": {"seen": "0" * 64},
        MEETING + "/objection": {
            "place": f"{place.section}/{uuid5(UUID(place.meeting), place.section)}",
            "body": "Det er ikke slik vi sa det.",
        },
        MEETING + "/guests": {"guest": "Rektor Ås", "there": "yes"},
        MEETING + "/points": {"title": "Skolestart", "section": place.section, "item": str(uuid4())},
        POINT + "/status": {"status": "done"},
        POINT + "/lines": {"item": str(uuid4()), "body": "Vi ble enige om å vente."},
        POINT + "/decision": {
            **{name: str(uuid4()) for name in ("line", "action", "duty", "goal")},
            "what": "Ringe skolen",
            "who": place.me or place.account,
            "due_on": (today_in_oslo() + timedelta(days=30)).isoformat(),
            "under": "new",
            "new_goal": "Trygg skolestart",
        },
        POINT + "/moving": {"to": place.elsewhere},
        POINT + "/moving/back": {},
        MEETING + "/series/agreement": {},
        PLAN + "/polls": meeting
        | {
            f"{part}-{row}": value
            for row in (1, 2)
            for part, value in (("day", meeting["day"]), ("from", f"1{row}:00"), ("to", f"1{row}:45"))
        },
        POLL + "/answers": {"time-0": "yes", "time-1": "no"},
        POLL + "/agreement": {},
        POLL + "/declining": {},
        POLL + "/choice": {"time": "1"},
        POLL + "/ending": {},
        PLAN + "/messages": {"section": place.section, "item": str(uuid4()), "title": "Sykkel"},
        TALK: {"item": str(uuid4()), "body": "Hva tenker du?"},
        PLAN + "/diary": {},
        PLAN + "/diary/entries": {"item": str(uuid4()), "body": "En fin dag."},
        PLAN + "/diary/{entry}/audience": {"among": "all"},
        UNIT + "/mandates": {
            **person,
            "relation": "Far",
            "basis": "parent",
            "alone": "joint",
            "day": (today_in_oslo() + timedelta(days=30)).isoformat(),
        },
        UNIT + "/mandates/{mandate}/ending": {},
        PLAN + "/closing": {"sure": "yes"},
        PLAN + "/import": {"code": "ABCD-EFGH-IJKL-MNOP"},
        PLAN + "/import/confirmation": {"aside": str(uuid4())},
        UNIT + "/closing": {"reason": "moving", "sure": "yes"},
        CLOSED + "/openings": {
            **person,
            "relation": "Datter",
            "reason": "Hun er nærmeste pårørende.",
            "day": (today_in_oslo() + timedelta(days=7)).isoformat(),
        },
        CLOSED + "/openings/{opening}/ending": {},
        UNIT + "/paper": {},
        UNIT + "/paper/ending": {},
        UNIT + "/attestations/{attestation}/confirmation": {},
        UNIT + "/attestations/{attestation}/declining": {},
        "/unit/post/{letter}/printing": {},
        "/unit/post/{letter}/sending": {},
        PLAN + "/attestations": {
            f"access-{place.account}-health": "read",
            f"until-{place.account}": "1y",
        },
        PLAN + "/attestations/{attestation}/registration": {
            "signed_on": today_in_oslo().isoformat(),
            "witness": "Nina Nabo",
            "witness_role": "Nabo",
        },
        PLAN + "/paper/ending": {},
        PLAN + "/assistance": {"beside": "yes"},
        PLAN + "/assistance/ending": {},
        "/unit/services": service,
        SERVICE: {**service, "base": "1"},
        SERVICE + "/closure": {},
        SERVICE + "/reopening": {},
        REGISTER: {**person, "competence-children": "yes", "manager_name": "Tor Vik"},
        REGISTER + "/{account}": {"competence-children": "yes", "manager_name": "Tor Vik"},
        REGISTER + "/{account}/ending": {},
        UNIT + "/coordinator": {"account": place.account, "kind": "coordinator", "contact": "Ring."},
        UNIT + "/coordinator/{appointment}/agreement": {"who": "Tor Vik", "day": today_in_oslo().isoformat()},
        UNIT + "/coordinator/{appointment}/appointment": {},
        UNIT + "/coordinator/{appointment}/taking_back": {},
        UNIT + "/roles/{role}/ending": {},
        ASKED + "/answer": {"answer": "yes"},
        ASKED + "/agreement": {},
        PLAN + "/coordinator/wish": {"wish": "Gjerne en som kjenner oss."},
        PLAN + "/coordinator/telling": {"what": "contacted", "day": today_in_oslo().isoformat()},
        PLAN + "/coordinator/deputy": {
            "account": place.account,
            "first": today_in_oslo().isoformat(),
            "last": (today_in_oslo() + timedelta(days=7)).isoformat(),
        },
        "/unit/protection": {**person, "protected": "yes"},
        "/unit/people": {**person, "role": "caseworker"},
        COLLEAGUE + "/prolonging": {},
        COLLEAGUE + "/ending": {},
        "/unit/accounts": person,
        ACCOUNT: person,
        ACCOUNT + "/leaving": {"when": "now"},
        ACCOUNT + "/staying": {},
        ACCOUNT + "/closing": {"reason": "misuse"},
        ACCOUNT + "/reopening": {},
        "/unit/organisations": {"name": "Bekkelia skole", "kind": "school"},
        ORGANISATION: {"name": "Bekkelia skole", "kind": "school"},
        ORGANISATION + "/closing": {},
        ORGANISATION + "/reopening": {},
        PLAN + "/proposals": {
            "participant": place.account,
            "access-health": "read",
            "period": "6m",
            "reason": "Til opptreningen.",
        },
        PLAN + "/proposals/{proposal}/signature": {
            "tick-health": "yes",
            "access-health": "read",
            "period": "6m",
        },
        PLAN + "/proposals/{proposal}/declining": {"words": "Ikke nå."},
        PLAN + "/people": person,
        PLAN + "/invitations": person,
        PLAN + "/invitations/{invitation}/confirmation": {},
        PLAN + "/invitations/{invitation}/cancellation": {},
        PLAN + "/sections": {"title": "En ny del"},
        SECTION + "/place": {"step": "down"},
        SECTION + "/files": {"title": "Skoleplan", "item": str(uuid4())},
        ITEM + "/file": {},
        SECTION + "/items": {**goal, "item": str(uuid4())},
        ITEM: {**goal, "base": str(uuid4())},
        ITEM + "/draft": {**goal, "base": str(uuid4())},
        ITEM + "/draft/discard": {"slot": f"edit-{place.item}"},
        ITEM + "/closure": {},
        ITEM + "/reopening": {},
        ITEM + "/restoration": {"version": str(uuid4())},
        ITEM + "/undo": {"version": str(uuid4())},
        ITEM + "/striking": {"version": str(uuid4()), "why": "wrong"},
        ITEM + "/place": {"step": "down"},
        ITEM + "/move": {"to": place.elsewhere},
        ITEM + "/withholding": {"account": place.account},
        ITEM + "/lifting": {"account": place.account},
        ITEM + "/keeping": {"account": place.account, "ground": "weighty", "text": "Det er best for barnet."},
        ITEM + "/keeping/assessment": {
            "account": place.account,
            "ground": "weighty",
            "text": "Det er best for barnet.",
        },
        ITEM + "/keeping/ending": {"account": place.account},
        ITEM + "/answer": {"status": "declined"},
    }
    forms |= inquiry_forms.FORMS | casework_forms.FORMS | complaint_forms.FORMS
    return forms[door.path]


def file_of(door: Door) -> dict[str, Any]:
    """What a door is sent besides its form, where it takes a file."""
    takes = door.path in (SECTION + "/files", ITEM + "/file")
    return {"files": {"file": ("notat.txt", b"Hun vil helst bade.")}} if takes else {}


async def call(site: Site, client: httpx2.AsyncClient, door: Door, place: Place, **more: Any) -> "Answer":
    """Go to a door. A socket's answer is its handshake's, or 101 where it was let in."""
    path = place.path(door)
    if door.method == "SOCKET":
        return await _knock(site, client, path)
    if door.method == "POST":
        return Answer.of(await client.post(path, data=form_of(door, place), **file_of(door), **more))
    query = {"kind": "text"} if path.endswith("/items/new") else {}
    return Answer.of(await client.get(path, params=query, **more))


@dataclass(frozen=True)
class Answer:
    """All of an answer that somebody could learn from."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, answer: httpx2.Response) -> "Answer":
        return cls(answer.status_code, _told(answer.headers.multi_items()), answer.content)

    def header(self, name: str) -> str:
        return dict(self.headers).get(name, "")


def _told(headers: Any) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name.lower(), value) for name, value in headers if name.lower() not in UNTOLD))


def cookies_of(client: httpx2.AsyncClient) -> str:
    return "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)


def socket_to(site: Site, client: httpx2.AsyncClient, path: str, origin: str | None = None) -> connect:
    """A WebSocket with the client's cookies; use with ``async with``."""
    address = site.address.replace("http://", "ws://") + path
    headers = {"Cookie": cookies_of(client)}
    return connect(address, origin=origin or site.address, additional_headers=headers, proxy=None)  # type: ignore[arg-type]


async def _knock(site: Site, client: httpx2.AsyncClient, path: str) -> Answer:
    try:
        async with socket_to(site, client, path):
            return Answer(101, (), b"")
    except InvalidStatus as refused:
        response = refused.response
        return Answer(response.status_code, _told(response.headers.raw_items()), bytes(response.body or b""))


async def close_code(socket: ClientConnection, seconds: float = 20) -> int | None:
    """With which code the server closes within that time."""
    import asyncio

    async with asyncio.timeout(seconds):
        await socket.wait_closed()
    return socket.close_code


async def some_item(site: Site, area: str, kind: str = "goal", owner: str = "tiril") -> str:
    """An open item of a kind in a section."""
    rows = await site.world.sql(
        "SELECT item_id FROM item WHERE section_id = :section AND kind = :kind AND NOT closed ORDER BY seq",
        section=site.world.sections[owner][area],
        kind=kind,
    )
    assert rows, f"the demo has a {kind} in {area}"
    return str(rows[0][0])


async def place_of(site: Site, area: str = "health", owner: str = "tiril", who: str = "sindre") -> Place:
    """Real ids of a plan, with an invitation made for it by its coordinator."""
    coordinator = {"tiril": "wenche", "roar": "grete"}[owner]
    client = await site.client(coordinator)
    person = {"name": "Kari Lie", "email": "kari@example.org", "title": "Fastlege"}
    made = await client.post(f"{site.plan(owner)}/invitations", data=person)
    assert made.status_code == 303, made.text
    await client.aclose()
    world = site.world
    rows = await world.sql(
        "SELECT invitation_id FROM invitation WHERE space_id = :space", space=world.spaces[owner]
    )
    grants = await world.sql(
        "SELECT grant_id FROM access_grant WHERE participant_id = :who AND space_id = :space",
        who=world.accounts[who],
        space=world.spaces[owner],
    )
    other = "home" if area != "home" else "health"
    return Place(
        plan=str(world.spaces[owner]),
        section=str(world.sections[owner][area]),
        item=await some_item(site, area, owner=owner),
        account=str(world.accounts[who]),
        invitation=str(rows[0][0]),
        elsewhere=str(world.sections[owner][other]),
        receipt=str(grants[0][0]) if grants else str(uuid4()),
        proposal=str(uuid4()),
        mandate=str(uuid4()),
    )


async def counted(site: Site, *tables: str) -> dict[str, int]:
    """How many rows some tables have."""
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    return dict(zip(tables, (await site.world.sql(f"SELECT {counts}"))[0], strict=True))


async def heads(site: Site, owner: str = "tiril") -> tuple[int, int]:
    """The numbers of a plan's last change, and of all its drafts' writes: equal means nothing changed."""
    space: UUID = site.world.spaces[owner]
    seq = await site.world.sql("SELECT seq FROM space WHERE space_id = :space", space=space)
    typed = await site.world.sql(
        "SELECT coalesce(sum(seq), 0) FROM draft WHERE space_id = :space", space=space
    )
    return seq[0][0], int(typed[0][0])
