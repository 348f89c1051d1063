"""What happens in a case, as it is kept: each event a sealed row, none written over; and the file in clear.

The file is what lists, deadlines and statistics go by. What counts in the case itself are its events.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, func, insert, select, update

from ipplan.permit import INQUIRY, PAPERS, WORK, Permit, Refused
from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import account, case_event, case_file, municipality, space

log = structlog.get_logger()
ROOMS = {INQUIRY: "inquiry", PAPERS: "papers", WORK: "work"}
_DUE_ON = func.coalesce(case_file.c.complaint_by, case_file.c.deadline_on)


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One thing that happened in a case."""

    number: int
    """Within the case, from 1."""
    room: str
    """``inquiry``, ``papers`` or ``work``: who reads it."""
    kind: str
    author_id: UUID
    on_behalf_of: UUID | None
    at: datetime
    due_on: date | None
    said: Mapping[str, Any]
    """What is sealed of it, as JSON."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as lists have it. Nothing of it is sealed."""

    space_id: UUID
    municipality_id: str
    owner_id: UUID
    """Whom it concerns."""
    owner_name: str
    year: int
    number: int
    state: str
    """One of `unit.acts.STATES`."""
    channel: str
    asked_by: str
    sender_id: UUID | None
    """Who sent it for her; ``None``: she herself, or it came on paper."""
    assigned_to: UUID | None
    received_at: datetime
    deadline_on: date
    decided_at: datetime | None
    closed_at: datetime | None
    coordinator: str | None
    """Of each part: ``asked``, ``granted``, ``refused``; ``None``: not asked for."""
    child_coordinator: str | None
    plan: str | None
    team: bool
    complaint_at: datetime | None
    complaint_outcome: str | None
    complaint_by: date | None
    """When the complaint that is being handled is to be met or sent on; ``None``: none is."""
    first_decided_at: datetime | None
    """When it was decided before a complaint changed that."""

    @property
    def due_on(self) -> date:
        """The time limit that counts now: the complaint's while there is one, else the case's own."""
        return self.complaint_by or self.deadline_on

    @property
    def asked(self) -> bool:
        """Whether anything was asked for in it; if not, it is there for a complaint about a plan."""
        return any((self.coordinator, self.child_coordinator, self.plan))

    @property
    def called(self) -> str:
        """Its number in the municipality, as people write it."""
        return f"{self.year}/{self.number}"


async def put_event(
    held: Writing, permit: Permit, kind: str, said: Mapping[str, Any], *, due_on: date | None = None
) -> int:
    """Write down what happened, in the permit's room; returns its number in the case."""
    account_id, on_behalf_of = permit.actor
    last = select(func.max(case_event.c.number)).where(case_event.c.space_id == held.space_id)
    row = {
        "space_id": held.space_id,
        "number": ((await held.tx.execute(last)).scalar_one() or 0) + 1,
        "room": _room(permit),
        "kind": kind,
        "author_id": account_id,
        "on_behalf_of": on_behalf_of,
        "at": held.now,
        "due_on": due_on,
    }
    plain = json.dumps(dict(said), ensure_ascii=False).encode()
    await held.tx.execute(insert(case_event).values(**row, sealed=permit.box.seal(plain, _bound(row))))
    await held.record(f"case_{kind}", actor=account_id)
    return int(str(row["number"]))


async def case_events(tx: Tx, *permits: Permit) -> list[CaseEvent]:
    """All that happened in the rooms that ``permits`` open, in order. They are of one case."""
    by_room = {_room(permit): permit for permit in permits}
    (space_id,) = {permit.space_id for permit in permits}
    query = select(case_event).where(case_event.c.space_id == space_id, case_event.c.room.in_(by_room))
    rows = await tx.execute(query.order_by(case_event.c.number))
    return [event for row in rows if (event := _opened(row, by_room[row.room]))]


async def open_file(
    held: Writing,
    *,
    municipality_id: str,
    channel: str,
    asked_by: str,
    sender_id: UUID | None,
    deadline_on: date,
    parts: Mapping[str, str],
    team: bool = False,
    state: str = "received",
    received_at: datetime | None = None,
    assigned_to: UUID | None = None,
) -> int:
    """The file of a new case, under the municipality's next number; ``parts``: those asked for.

    ``received_at``: when it came, if that was before now.
    """
    # The municipality's row is the lock under which its cases are numbered: not against who only refers to
    # it, as each new account does, or two who send the same at once would wait for each other.
    lock = select(municipality.c.municipality_id).where(municipality.c.municipality_id == municipality_id)
    await held.tx.execute(lock.with_for_update(key_share=True))
    here = (case_file.c.municipality_id == municipality_id, case_file.c.year == held.now.year)
    last = (await held.tx.execute(select(func.max(case_file.c.number)).where(*here))).scalar_one()
    await held.tx.execute(
        insert(case_file).values(
            space_id=held.space_id,
            municipality_id=municipality_id,
            year=held.now.year,
            number=(last or 0) + 1,
            state=state,
            channel=channel,
            asked_by=asked_by,
            sender_id=sender_id,
            assigned_to=assigned_to,
            received_at=received_at or held.now,
            deadline_on=deadline_on,
            team=team,
            **parts,
        )
    )
    return int(last or 0) + 1


async def mark_file(held: Writing, **values: object) -> None:
    """Bring the file up to what has just happened."""
    await held.tx.execute(update(case_file).where(case_file.c.space_id == held.space_id).values(**values))


async def file_of(tx: Tx, space_id: UUID) -> CaseFile | None:
    """The file of one case."""
    row = (await tx.execute(_files().where(case_file.c.space_id == space_id))).first()
    return CaseFile(*row) if row else None


async def files_of(tx: Tx, municipality_id: str, *states: str) -> list[CaseFile]:
    """A municipality's cases in some states, or in all: whose deadline comes first before the others."""
    query = _files().where(case_file.c.municipality_id == municipality_id)
    if states:
        query = query.where(case_file.c.state.in_(states))
    rows = await tx.execute(query.order_by(_DUE_ON, case_file.c.received_at))
    return [CaseFile(*row) for row in rows]


async def unwarned(tx: Tx, states: Sequence[str], until: date) -> list[CaseFile]:
    """All municipalities' cases in some states whose deadline comes by then, and of which nobody was told."""
    here = (case_file.c.state.in_(states), case_file.c.warned_on.is_(None), until >= _DUE_ON)
    return [CaseFile(*row) for row in await tx.execute(_files().where(*here))]


async def last_author(tx: Tx, space_id: UUID, kind: str) -> UUID | None:
    """Who wrote the last event of a kind, as its row says: to offer what one may do, never to decide by."""
    here = (case_event.c.space_id == space_id, case_event.c.kind == kind)
    query = select(case_event.c.author_id).where(*here).order_by(case_event.c.number.desc()).limit(1)
    return (await tx.execute(query)).scalar_one_or_none()


def _files() -> Any:
    named = {"owner_id": space.c.owner_id, "owner_name": account.c.name}
    columns = [named[name] if name in named else case_file.c[name] for name in CaseFile.__dataclass_fields__]
    joined = case_file.join(space, space.c.space_id == case_file.c.space_id)
    return select(*columns).select_from(joined.join(account, account.c.account_id == space.c.owner_id))


def _opened(row: Row[Any], permit: Permit) -> CaseEvent | None:
    """A row that somebody has edited is not there; the log is told."""
    try:
        said = json.loads(permit.box.open(permit.section_id, row.sealed, _bound(dict(row._mapping))))
    except seal.SealBroken:
        log.error("case_broken", space=str(row.space_id), number=row.number)
        return None
    return CaseEvent(
        row.number, row.room, row.kind, row.author_id, row.on_behalf_of, row.at, row.due_on, said
    )


def _room(permit: Permit) -> str:
    if permit.section_id not in ROOMS:
        raise Refused("not_case")
    return ROOMS[permit.section_id]


def _bound(row: Mapping[str, Any]) -> bytes:
    """The associated data of a seal: every clear column."""
    names = ("space_id", "number", "room", "kind", "author_id", "on_behalf_of", "due_on")
    at = int(row["at"].timestamp() * 1_000_000)
    return json.dumps(["case_event", *(str(row[name]) for name in names), at]).encode()
