"""Meetings as they are kept: every change is a sealed row of its own, and none is ever written over.

Only when it is, and which sections it is about, stand in clear: reminders, calendars and the gate need them.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, Select, exists, insert, select, type_coerce, union
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.permit import MEETINGS, Access, Permit, Refused
from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import meeting, meeting_answer, meeting_event, poll
from ipplan.store.tables.base import ID

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Words:
    """What is sealed of a meeting."""

    title: str
    place: str
    link: str
    place_in_mail: bool
    """Whether the owner lets the place stand in e-mails and calendars."""
    invited: frozenset[UUID]
    asked: int
    """The number of the change since which an answer counts: the last that moved the meeting."""
    series: UUID | None = None
    """What it has in common with the other meetings of its series."""


@dataclass(frozen=True, slots=True)
class When:
    """From when until when, and what it is about: the clear columns."""

    starts_at: datetime
    ends_at: datetime
    sections: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a meeting: the first is the proposal of it."""

    meeting_id: UUID
    number: int
    author_id: UUID
    at: datetime
    state: str
    """``proposed``, ``called``, ``declined`` or ``cancelled``."""
    when: When
    words: Words


@dataclass(frozen=True, slots=True)
class Called:
    """What stands in clear of the last change by which people were invited, or it was cancelled."""

    meeting_id: UUID
    number: int
    at: datetime
    state: str
    when: When


async def any_coming(tx: Tx, space_id: UUID, now: datetime) -> bool:
    """Whether a space has a meeting that is not over, by what stands in clear."""
    query = select(exists().where(meeting.c.space_id == space_id, meeting.c.ends_at > now))
    return bool((await tx.execute(query)).scalar_one())


async def meeting_spaces(tx: Tx, spaces: Collection[UUID], now: datetime) -> set[UUID]:
    """Those of some spaces that have a meeting, a poll or minutes that may wait, by what stands in clear."""
    coming = select(meeting.c.space_id).where(meeting.c.space_id.in_(spaces), meeting.c.ends_at > now)
    asked = select(poll.c.space_id).where(poll.c.space_id.in_(spaces))
    waiting = select(meeting_event.c.space_id).where(
        meeting_event.c.space_id.in_(spaces), meeting_event.c.due_at > now
    )
    return {row[0] for row in await tx.execute(union(coming, asked, waiting))}


def called_of(change: Change) -> Called:
    """What stands in clear of a change."""
    return Called(change.meeting_id, change.number, change.at, change.state, change.when)


async def last_called(tx: Tx, space_id: UUID, meeting_id: UUID) -> Called | None:
    """When a meeting is, for those who know that it is; no words of it. ``None``: it was never called."""
    query = _in_clear(space_id, meeting_id).where(meeting.c.state.in_(("called", "cancelled")))
    return _called((await tx.execute(query.order_by(meeting.c.number.desc()).limit(1))).first())


async def change_in_clear(tx: Tx, space_id: UUID, meeting_id: UUID, number: int) -> Called | None:
    """One change of a meeting, the same way."""
    query = _in_clear(space_id, meeting_id).where(meeting.c.number == number)
    return _called((await tx.execute(query)).first())


def _in_clear(space_id: UUID, meeting_id: UUID) -> Select[Any]:
    return select(meeting).where(meeting.c.space_id == space_id, meeting.c.meeting_id == meeting_id)


def _called(row: Row[Any] | None) -> Called | None:
    if row is None:
        return None
    when = When(row.starts_at, row.ends_at, frozenset(row.sections))
    return Called(row.meeting_id, row.number, row.at, row.state, when)


async def put_change(
    held: Writing, permit: Permit, meeting_id: UUID, number: int, state: str, when: When, words: Words
) -> None:
    """Write the change ``number`` of a meeting; raises `Refused` for who may only read."""
    if _check(permit).access < Access.WRITE:
        raise Refused("meeting_read_only")
    account_id, on_behalf_of = permit.actor
    row = {
        "space_id": held.space_id,
        "meeting_id": meeting_id,
        "number": number,
        "author_id": account_id,
        "on_behalf_of": on_behalf_of,
        "at": held.now,
        "state": state,
        "starts_at": when.starts_at,
        "ends_at": when.ends_at,
        "sections": sorted(when.sections),
    }
    plain = {
        "title": words.title,
        "place": words.place,
        "link": words.link,
        "place_in_mail": words.place_in_mail,
        "invited": sorted(map(str, words.invited)),
        "asked": words.asked,
        "series": str(words.series) if words.series else None,
    }
    sealed = permit.box.seal(json.dumps(plain, ensure_ascii=False).encode(), _bound(row))
    await held.tx.execute(insert(meeting).values(**row, sealed=sealed))
    await held.record("meeting", actor=account_id)


async def is_called(tx: Tx, space_id: UUID, sections: Iterable[UUID], since: datetime) -> bool:
    """Whether a meeting about one of the sections was called that ends after ``since``: what stands in clear.

    So that whoever looks for meetings often leaves no line in the log where there are none to look at.
    """
    query = select(meeting.c.meeting_id).where(
        meeting.c.space_id == space_id,
        meeting.c.state == "called",
        meeting.c.ends_at > since,
        type_coerce(meeting.c.sections, ARRAY(ID)).overlap(list(sections)),
    )
    return (await tx.execute(query.limit(1))).first() is not None


async def changes_of(tx: Tx, permit: Permit, meeting_id: UUID | None = None) -> dict[UUID, list[Change]]:
    """All changes of the space's meetings (or of one), in their order, by meeting."""
    query = select(meeting).where(meeting.c.space_id == _check(permit).space_id)
    if meeting_id is not None:
        query = query.where(meeting.c.meeting_id == meeting_id)
    found: dict[UUID, list[Change]] = {}
    for row in await tx.execute(query.order_by(meeting.c.meeting_id, meeting.c.number)):
        if (one := _opened(row, permit)) is not None:
            found.setdefault(one.meeting_id, []).append(one)
    return found


async def put_answer(held: Writing, permit: Permit, meeting_id: UUID, number: int, answer: str) -> None:
    """Write one's own answer to the change ``number``; the last one counts."""
    values = {"number": number, "answer": answer, "at": held.now}
    me = _check(permit).account_id
    await held.tx.execute(
        upsert(meeting_answer)
        .values(space_id=held.space_id, meeting_id=meeting_id, account_id=me, **values)
        .on_conflict_do_update(index_elements=["space_id", "meeting_id", "account_id"], set_=values)
    )
    await held.record("meeting_answered", actor=me)


async def answers_of(
    tx: Tx, permit: Permit, meetings: Iterable[UUID]
) -> dict[UUID, Mapping[UUID, tuple[int, str]]]:
    """To which change each has answered what, by meeting and person."""
    query = select(meeting_answer).where(
        meeting_answer.c.space_id == _check(permit).space_id,
        meeting_answer.c.meeting_id.in_(list(meetings)),
    )
    found: dict[UUID, dict[UUID, tuple[int, str]]] = {}
    for row in await tx.execute(query):
        found.setdefault(row.meeting_id, {})[row.account_id] = (row.number, row.answer)
    return dict(found)


def _opened(row: Row[Any], permit: Permit) -> Change | None:
    """A row that somebody has edited is not there; the log is told."""
    try:
        words = json.loads(permit.box.open(MEETINGS, row.sealed, _bound(dict(row._mapping))))
    except seal.SealBroken:
        log.error("meeting_broken", space=str(row.space_id), meeting=str(row.meeting_id))
        return None
    invited, series = frozenset(map(UUID, words.pop("invited"))), words.pop("series", None)
    when = When(row.starts_at, row.ends_at, frozenset(row.sections))
    said = Words(**words, invited=invited, series=UUID(series) if series else None)
    return Change(row.meeting_id, row.number, row.author_id, row.at, row.state, when, said)


def _check(permit: Permit) -> Permit:
    if permit.section_id != MEETINGS:
        raise Refused("not_meetings")
    return permit


def _bound(row: Mapping[str, Any]) -> bytes:
    """The associated data of a seal: every clear column."""
    parts = [row[name] for name in ("space_id", "meeting_id", "number", "author_id", "on_behalf_of", "state")]
    parts += [int(row[name].timestamp() * 1_000_000) for name in ("at", "starts_at", "ends_at")]
    return json.dumps(["meeting", *map(str, parts), *map(str, row["sections"])]).encode()
