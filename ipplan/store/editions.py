"""Editions of a plan: what it was made of when it was approved, and the answers to that."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, insert, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.permit import Permit
from ipplan.store.database import Tx
from ipplan.store.items import section_items
from ipplan.store.spaces import Writing
from ipplan.store.tables import edition, edition_answer, edition_item, item, revision_notice, version
from ipplan.store.versions import Version, open_version


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said of an edition; the token says it, and these columns as long as they agree."""

    account_id: UUID
    role: str
    answer: str
    at: datetime
    token: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A plan as it stood at one moment; nothing of it is content."""

    space_id: UUID
    number: int
    made_by: UUID
    at: datetime
    sections: Mapping[UUID, str]
    """By section, a digest of all that it had (`gate.editions`)."""
    coordinated: bool
    """Whether somebody coordinated then, who is to approve it too."""
    answers: tuple[Answer, ...] = ()


async def editions_of(tx: Tx, space_id: UUID) -> list[Edition]:
    """The newest first, with their answers."""
    query = select(edition).where(edition.c.space_id == space_id).order_by(edition.c.number.desc())
    return await _answered(tx, query, [space_id])


async def newest_among(tx: Tx, space_ids: Collection[UUID]) -> dict[UUID, Edition]:
    """By plan, the newest of those that have any."""
    own = edition.c.space_id.in_(space_ids)
    newest = select(edition.c.space_id, func.max(edition.c.number)).where(own).group_by(edition.c.space_id)
    query = select(edition).where(tuple_(edition.c.space_id, edition.c.number).in_(newest))
    return {one.space_id: one for one in await _answered(tx, query, space_ids)}


async def _answered(tx: Tx, query: Select[tuple[Any, ...]], space_ids: Collection[UUID]) -> list[Edition]:
    """Editions as a query finds them, with their answers: two statements however many they are."""
    answers: dict[tuple[UUID, int], list[Answer]] = {}
    given = select(edition_answer).where(edition_answer.c.space_id.in_(space_ids))
    for row in await tx.execute(given.order_by(edition_answer.c.at)):
        one = Answer(row.account_id, row.role, row.answer, row.at, row.token)
        answers.setdefault((row.space_id, row.number), []).append(one)
    return [
        Edition(
            row.space_id,
            row.number,
            row.made_by,
            row.at,
            {UUID(section): digest for section, digest in row.sections.items()},
            row.coordinated,
            tuple(answers.get((row.space_id, row.number), ())),
        )
        for row in await tx.execute(query)
    ]


async def put_edition(
    held: Writing,
    made_by: UUID,
    sections: Mapping[UUID, str],
    versions: Sequence[tuple[UUID, UUID, UUID]],
    *,
    coordinated: bool,
) -> Edition:
    """Write one down; ``versions``: (section, item, version) of all that it is made of."""
    last = select(func.coalesce(func.max(edition.c.number), 0)).where(edition.c.space_id == held.space_id)
    number = (await held.tx.execute(last)).scalar_one() + 1
    row: dict[str, Any] = {"space_id": held.space_id, "number": number, "made_by": made_by, "at": held.now}
    row |= {"sections": {str(one): digest for one, digest in sections.items()}, "coordinated": coordinated}
    await held.tx.execute(insert(edition).values(row))
    rows = [
        {"space_id": held.space_id, "number": number, "section_id": one, "item_id": two, "version_id": three}
        for one, two, three in versions
    ]
    await held.tx.execute(insert(edition_item), rows)
    await held.record("edition", actor=made_by)
    return Edition(held.space_id, number, made_by, held.now, sections, coordinated)


async def put_answer(held: Writing, number: int, one: Answer) -> None:
    """Write down what somebody has answered: each answers once."""
    row = {"space_id": held.space_id, "number": number, "account_id": one.account_id, "role": one.role}
    row |= {"answer": one.answer, "at": one.at, "token": one.token}
    await held.tx.execute(insert(edition_answer).values(row))
    await held.record(f"edition_{one.answer}", actor=one.account_id)


async def versions_in(tx: Tx, permit: Permit, number: int, *, withheld: bool = False) -> list[Version]:
    """What the permit's section was made of in an edition; what is withheld from this reader is not there.

    ``withheld`` takes that along too: to be held against what was signed, never to be shown.
    """
    shown = {one.item_id for one in await section_items(tx, permit, closed=True, withheld=withheld)}
    here = and_(
        edition_item.c.space_id == version.c.space_id,
        edition_item.c.item_id == version.c.item_id,
        edition_item.c.version_id == version.c.version_id,
    )
    of_item = and_(item.c.space_id == version.c.space_id, item.c.item_id == version.c.item_id)
    query = (
        select(version, item.c.created_by)
        .select_from(edition_item.join(version, here).join(item, of_item))
        .where(
            edition_item.c.space_id == permit.space_id,
            edition_item.c.section_id == permit.section_id,
            edition_item.c.number == number,
            version.c.section_id == permit.section_id,
        )
        .order_by(version.c.position, item.c.created_at)
    )
    rows = (await tx.execute(query)).mappings()
    return [one for row in rows if row["item_id"] in shown and (one := open_version(permit, row))]


async def first_reminder(tx: Tx, space_id: UUID, day: date, step: str, now: datetime) -> bool:
    """Mark that a step towards a day of revision is taken; ``False``: it was before."""
    done = await tx.execute(
        upsert(revision_notice)
        .values(space_id=space_id, revise_on=day, step=step, at=now)
        .on_conflict_do_nothing()
        .returning(revision_notice.c.step)
    )
    return done.first() is not None
