"""Who was asked to coordinate, for whom and how to reach her, and what became of it: each step a row of its
own, never changed. Words are sealed under a key of their own, which opens nothing of the plan."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import ColumnElement, exists, func, insert, literal, select

from ipplan.permit import APPOINTMENTS, Access, Permit, Refused
from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import account, coordinator, coordinator_appointment, coordinator_event, space
from ipplan.unit.appointing import AFTER, check_step, stands_at

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; without ``appointment_id`` to nobody who was asked: another is wished for."""

    number: int
    appointment_id: UUID | None
    kind: str
    author_id: UUID
    at: datetime
    day: date | None
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Appointment:
    """That somebody is asked to coordinate, opened."""

    space_id: UUID
    appointment_id: UUID
    account_id: UUID
    kind: str
    starts_at: datetime | None
    ends_at: datetime | None
    follows: UUID | None
    """The role that she takes over from, or stands in for."""
    made_by: UUID
    made_at: datetime
    contact: str
    """How to reach the person, as the unit wrote it."""
    events: Sequence[Event]

    @property
    def state(self) -> str:
        return stands_at(self.events)

    def last(self, kind: str) -> Event | None:
        """The last event of a kind."""
        return next((one for one in reversed(self.events) if one.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for somebody outside the space: whose it is, and what is asked."""

    space_id: UUID
    appointment_id: UUID
    kind: str
    candidate_id: UUID
    waits_for: UUID

    @property
    def herself(self) -> bool:
        """Whether it is she who is asked to coordinate, and not her manager."""
        return self.waits_for == self.candidate_id


async def ask(
    held: Writing,
    permit: Permit,
    *,
    account_id: UUID,
    kind: str,
    contact: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    follows: UUID | None = None,
) -> UUID:
    """Begin to appoint somebody; returns the appointment's id."""
    _check(permit, Access.WRITE)
    appointment_id, me = uuid4(), permit.account_id
    sealed = permit.box.seal(
        json.dumps({"contact": contact}).encode(), _bound(held.space_id, appointment_id, account_id)
    )
    await held.tx.execute(
        insert(coordinator_appointment).values(
            space_id=held.space_id,
            appointment_id=appointment_id,
            account_id=account_id,
            kind=kind,
            starts_at=starts_at,
            ends_at=ends_at,
            follows=follows,
            made_by=me,
            made_at=held.now,
            sealed=sealed,
        )
    )
    await note(held, permit, "proposed", appointment_id=appointment_id)
    return appointment_id


async def note(
    held: Writing,
    permit: Permit,
    kind: str,
    *,
    appointment_id: UUID | None = None,
    day: date | None = None,
    words: Mapping[str, str] | None = None,
) -> int:
    """Write down what happened; returns its number. Raises `WrongStep` for a step that is not next."""
    _check(permit, Access.WRITE)
    if kind in AFTER:
        check_step(
            [one for one in await events(held.tx, permit) if one.appointment_id == appointment_id], kind
        )
    here = coordinator_event.c.space_id == held.space_id
    last = (await held.tx.execute(select(func.max(coordinator_event.c.number)).where(here))).scalar_one()
    number, me = (last or 0) + 1, permit.account_id
    bound = _bound_event(held.space_id, number, appointment_id, kind, me)
    sealed = permit.box.seal(json.dumps(dict(words)).encode(), bound) if words else None
    await held.tx.execute(
        insert(coordinator_event).values(
            space_id=held.space_id,
            number=number,
            appointment_id=appointment_id,
            kind=kind,
            author_id=me,
            at=held.now,
            day=day,
            sealed=sealed,
        )
    )
    await held.record("coordination", actor=me)
    return number


async def appointments(tx: Tx, permit: Permit) -> list[Appointment]:
    """All of a space, the newest first."""
    told = await events(tx, permit)
    query = select(coordinator_appointment).where(coordinator_appointment.c.space_id == permit.space_id)
    rows = await tx.execute(query.order_by(coordinator_appointment.c.made_at.desc()))
    return [one for row in rows if (one := _opened(row, permit, told)) is not None]


async def one_appointment(tx: Tx, permit: Permit, appointment_id: UUID) -> Appointment:
    """One of those; raises `Refused`."""
    for one in await appointments(tx, permit):
        if one.appointment_id == appointment_id:
            return one
    raise Refused("no_appointment")


async def events(tx: Tx, permit: Permit) -> list[Event]:
    """What happened in a space, in its order. A row that somebody has edited says nothing but its kind."""
    _check(permit, Access.READ)
    query = select(coordinator_event).where(coordinator_event.c.space_id == permit.space_id)
    rows = await tx.execute(query.order_by(coordinator_event.c.number))
    return [_event(row, permit) for row in rows]


async def waiting_for(tx: Tx, account_id: UUID) -> list[Waiting]:
    """What waits for somebody's word: as who is asked to coordinate, or as the manager of who is."""
    step = (
        select(coordinator_event.c.kind)
        .where(
            coordinator_event.c.space_id == coordinator_appointment.c.space_id,
            coordinator_event.c.appointment_id == coordinator_appointment.c.appointment_id,
            coordinator_event.c.kind.in_(AFTER),
        )
        .order_by(coordinator_event.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    mine = (coordinator.c.manager_id == account_id, coordinator.c.ended_at.is_(None))
    managed = select(coordinator.c.account_id).where(*mine)
    here = (
        select(coordinator.c.account_id)
        .where(
            *mine,
            coordinator.c.account_id == coordinator_appointment.c.account_id,
            coordinator.c.municipality_id == space.c.municipality_id,
        )
        .exists()
    )
    asked = (coordinator_appointment.c.account_id == account_id) & step.in_(("agreed", "asked"))
    agrees = here & (step == "proposed")
    # Found by the index, before anything is looked at.
    among = coordinator_appointment.c.account_id.in_(managed.union_all(select(literal(account_id))))
    query = (
        select(
            coordinator_appointment.c.space_id,
            coordinator_appointment.c.appointment_id,
            coordinator_appointment.c.kind,
            coordinator_appointment.c.account_id,
        )
        .join(space, space.c.space_id == coordinator_appointment.c.space_id)
        .where(among, asked | agrees, space.c.state == "open", ~_left_since(account_id))
        .order_by(coordinator_appointment.c.made_at)
    )
    return [Waiting(*row, account_id) for row in await tx.execute(query)]


async def has_left(tx: Tx, found: Appointment) -> bool:
    """Whether she who was asked has left her work since, or has no account any more."""
    here = coordinator_appointment.c.appointment_id == found.appointment_id
    query = select(coordinator_appointment.c.appointment_id).where(here, _left_since(found.account_id))
    return (await tx.execute(query)).first() is not None


def _left_since(account_id: UUID) -> ColumnElement[bool]:
    """That somebody's work has ended since an appointment was asked for: she has no word in it any more."""
    left = (account.c.leaves_at >= coordinator_appointment.c.made_at) & account.c.leaving.is_(False)
    return exists().where(account.c.account_id == account_id, left | (account.c.state != "active"))


async def one_waiting(tx: Tx, account_id: UUID, appointment_id: UUID) -> Waiting:
    """One of those; raises `Refused`."""
    for one in await waiting_for(tx, account_id):
        if one.appointment_id == appointment_id:
            return one
    raise Refused("not_asked")


def _opened(row: Any, permit: Permit, told: Sequence[Event]) -> Appointment | None:
    """A row that somebody has edited is not there; the log is told."""
    try:
        bound = _bound(row.space_id, row.appointment_id, row.account_id)
        contact = json.loads(permit.box.open(APPOINTMENTS, row.sealed, bound))["contact"]
    except seal.SealBroken:
        log.error("appointment_broken", space=str(row.space_id), appointment=str(row.appointment_id))
        return None
    return Appointment(
        row.space_id,
        row.appointment_id,
        row.account_id,
        row.kind,
        row.starts_at,
        row.ends_at,
        row.follows,
        row.made_by,
        row.made_at,
        contact,
        tuple(one for one in told if one.appointment_id == row.appointment_id),
    )


def _event(row: Any, permit: Permit) -> Event:
    words: Mapping[str, str] = {}
    if row.sealed is not None:
        bound = _bound_event(row.space_id, row.number, row.appointment_id, row.kind, row.author_id)
        try:
            words = json.loads(permit.box.open(APPOINTMENTS, row.sealed, bound))
        except seal.SealBroken:
            log.error("coordination_broken", space=str(row.space_id), number=row.number)
    return Event(row.number, row.appointment_id, row.kind, row.author_id, row.at, row.day, words)


def _check(permit: Permit, least: Access) -> None:
    if permit.section_id != APPOINTMENTS or permit.access < least:
        raise Refused("not_appointments")


def _bound(space_id: UUID, appointment_id: UUID, account_id: UUID) -> bytes:
    return b"appointment" + space_id.bytes + appointment_id.bytes + account_id.bytes


def _bound_event(space_id: UUID, number: int, about: UUID | None, kind: str, by: UUID) -> bytes:
    what = about.bytes if about else bytes(16)
    return b"coordination" + space_id.bytes + number.to_bytes(4, "big") + what + by.bytes + kind.encode()
