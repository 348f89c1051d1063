"""Polls of times as they are kept: each step and each answer is a sealed row, and none is ever written over.

Only that there is one, and how far it has come, stands in clear: mails need to know.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, exists, insert, select

from ipplan.permit import MEETINGS, Access, Permit, Refused
from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import poll, poll_answer

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """From when until when."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, all of it sealed."""

    title: str
    place: str
    link: str
    place_in_mail: bool
    """Whether the owner lets the place stand in e-mails and calendars, when the meeting is called."""
    sections: frozenset[UUID]
    asked: frozenset[UUID]
    slots: tuple[Slot, ...]
    """By when they begin."""
    meeting_id: UUID | None = None
    """What was called of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a poll: the first is the proposal of it."""

    poll_id: UUID
    number: int
    author_id: UUID
    at: datetime
    state: str
    """``proposed``, ``asked``, ``declined``, ``closed`` or ``called``."""
    question: Question


async def any_polls(tx: Tx, space_id: UUID) -> bool:
    """Whether a space ever had a poll, by what stands in clear."""
    return bool((await tx.execute(select(exists().where(poll.c.space_id == space_id)))).scalar_one())


async def put_step(
    held: Writing, permit: Permit, poll_id: UUID, number: int, state: str, question: Question
) -> Step:
    """Write the step ``number`` of a poll; raises `Refused` for who may only read."""
    if _check(permit).access < Access.WRITE:
        raise Refused("poll_read_only")
    account_id, on_behalf_of = permit.actor
    row = {
        "space_id": held.space_id,
        "poll_id": poll_id,
        "number": number,
        "author_id": account_id,
        "on_behalf_of": on_behalf_of,
        "at": held.now,
        "state": state,
    }
    sealed = permit.box.seal(_plain(question), _bound(row))
    await held.tx.execute(insert(poll).values(**row, sealed=sealed))
    await held.record("poll", actor=account_id)
    return Step(poll_id, number, account_id, held.now, state, question)


async def steps_of(tx: Tx, permit: Permit, poll_id: UUID | None = None) -> dict[UUID, list[Step]]:
    """All steps of the space's polls (or of one), in their order, by poll."""
    query = select(poll).where(poll.c.space_id == _check(permit).space_id)
    if poll_id is not None:
        query = query.where(poll.c.poll_id == poll_id)
    found: dict[UUID, list[Step]] = {}
    for row in await tx.execute(query.order_by(poll.c.poll_id, poll.c.number)):
        if (words := _opened(row, permit, _bound(dict(row._mapping)))) is not None:
            step = Step(row.poll_id, row.number, row.author_id, row.at, row.state, _question(words))
            found.setdefault(row.poll_id, []).append(step)
    return found


async def put_answers(held: Writing, permit: Permit, poll_id: UUID, words: Mapping[Slot, str]) -> None:
    """Write one's own answers to the times; the last row counts."""
    me = _check(permit).account_id
    query = select(poll_answer.c.number).where(
        poll_answer.c.space_id == held.space_id,
        poll_answer.c.poll_id == poll_id,
        poll_answer.c.account_id == me,
    )
    last = (await held.tx.execute(query.order_by(poll_answer.c.number.desc()).limit(1))).scalar()
    row = {
        "space_id": held.space_id,
        "poll_id": poll_id,
        "account_id": me,
        "number": (last or 0) + 1,
        "at": held.now,
    }
    plain = json.dumps([[*_moments(slot), word] for slot, word in words.items()]).encode()
    sealed = permit.box.seal(plain, _bound_answer(row))
    await held.tx.execute(insert(poll_answer).values(**row, sealed=sealed))
    await held.record("poll_answered", actor=me)


async def answers_of(
    tx: Tx, permit: Permit, poll_id: UUID | None = None
) -> dict[UUID, dict[UUID, Mapping[Slot, str]]]:
    """What each has answered last, by poll (all of the space's, or one), person and time."""
    query = select(poll_answer).where(poll_answer.c.space_id == _check(permit).space_id)
    if poll_id is not None:
        query = query.where(poll_answer.c.poll_id == poll_id)
    found: dict[UUID, dict[UUID, Mapping[Slot, str]]] = {}
    for row in await tx.execute(query.order_by(*poll_answer.primary_key.columns)):
        words = _opened(row, permit, _bound_answer(dict(row._mapping)))
        if words is not None:
            given = {_slot(first, last): word for first, last, word in words}
            found.setdefault(row.poll_id, {})[row.account_id] = given
    return found


def _plain(question: Question) -> bytes:
    plain = {
        "title": question.title,
        "place": question.place,
        "link": question.link,
        "place_in_mail": question.place_in_mail,
        "sections": sorted(map(str, question.sections)),
        "asked": sorted(map(str, question.asked)),
        "slots": [_moments(slot) for slot in question.slots],
        "meeting_id": str(question.meeting_id) if question.meeting_id else None,
    }
    return json.dumps(plain, ensure_ascii=False).encode()


def _question(words: dict[str, Any]) -> Question:
    more: dict[str, Any] = {name: frozenset(map(UUID, words[name])) for name in ("sections", "asked")}
    more["slots"] = tuple(_slot(*both) for both in words["slots"])
    more["meeting_id"] = UUID(words["meeting_id"]) if words["meeting_id"] else None
    return Question(**(words | more))


def _moments(slot: Slot) -> list[str]:
    return [slot.starts_at.isoformat(), slot.ends_at.isoformat()]


def _slot(first: str, last: str) -> Slot:
    return Slot(datetime.fromisoformat(first), datetime.fromisoformat(last))


def _opened(row: Row[Any], permit: Permit, bound: bytes) -> Any:
    """A row that somebody has edited is not there; the log is told."""
    try:
        return json.loads(permit.box.open(MEETINGS, row.sealed, bound))
    except seal.SealBroken:
        log.error("poll_broken", space=str(row.space_id), poll=str(row.poll_id))
        return None


def _check(permit: Permit) -> Permit:
    if permit.section_id != MEETINGS:
        raise Refused("not_meetings")
    return permit


def _bound(row: Mapping[str, Any]) -> bytes:
    """The associated data of a seal: every clear column."""
    return _parts("poll", row, ("space_id", "poll_id", "number", "author_id", "on_behalf_of", "state"))


def _bound_answer(row: Mapping[str, Any]) -> bytes:
    return _parts("poll_answer", row, ("space_id", "poll_id", "account_id", "number"))


def _parts(kind: str, row: Mapping[str, Any], names: tuple[str, ...]) -> bytes:
    at = int(row["at"].timestamp() * 1_000_000)
    return json.dumps([kind, *(str(row[name]) for name in names), str(at)]).encode()
