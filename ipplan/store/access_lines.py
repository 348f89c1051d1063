"""The access log as its owner reads it: what was opened together is one entry."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from ipplan.permit import KEPT
from ipplan.store.database import Tx
from ipplan.store.tables import access_log

HIDDEN = ("seed", "company")
"""Roads that nobody has gone: how the demo was filled, and what is asked to know who may see what."""
BY_ITSELF = ("calendar", "job", "scan")
"""Roads on which a machine goes for somebody, by the clock: when and how often says nothing of her."""
closing = access_log.alias("closing")
later = access_log.alias("later")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are asked for; ``but`` leaves out one person."""

    space_id: UUID
    person: UUID | None = None
    but: UUID | None = None
    section: UUID | None = None
    since: datetime | None = None
    kept: bool = False
    """Whether also those who opened why something is kept from a parent: for nobody who acts for a child."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of one or more sections. ``number`` is that of its last line."""

    number: int
    account_id: UUID
    on_behalf_of: UUID | None
    road: str
    at: datetime
    until: datetime | None
    sections: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line, whole."""

    log_id: int
    section_id: UUID
    account_id: UUID
    on_behalf_of: UUID | None
    grant_id: UUID
    road: str
    at: datetime
    until: datetime | None


async def entries(tx: Tx, wanted: Wanted, *, before: int | None, limit: int) -> list[Entry]:
    """The newest entries, or those before ``before``.

    A live page that has been closed has a line from when it was opened and one that says from when until
    when: only the latter is shown. Of what a calendar fetches by itself, each hour, the last of each day is.
    """
    log, number = access_log.c, func.max(access_log.c.log_id)
    same = (
        closing.c[name] == log[name] for name in ("space_id", "account_id", "section_id", "grant_id", "road")
    )
    closed = and_(*same, log.until.is_(None), closing.c.at <= log.at, closing.c.until >= log.at)
    names = ("space_id", "account_id", "section_id", "road")
    again = and_(
        *(later.c[name] == log[name] for name in names),
        log.road == "calendar",
        later.c.log_id > log.log_id,
        func.date(func.timezone("Europe/Oslo", later.c.at))
        == func.date(func.timezone("Europe/Oslo", log.at)),
    )
    hidden = (select(closing.c.log_id).where(closed), select(later.c.log_id).where(again))
    query = (
        select(
            number,
            log.account_id,
            log.on_behalf_of,
            log.road,
            log.at,
            log.until,
            func.array_agg(log.section_id.distinct()),
        )
        .where(*_conditions(wanted), *(~one.exists() for one in hidden))
        .group_by(log.account_id, log.on_behalf_of, log.road, log.at, log.until)
        .order_by(number.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.having(number < before)
    return [
        Entry(last, who, behalf, road, at, until, frozenset(sections))
        for last, who, behalf, road, at, until, sections in await tx.execute(query)
    ]


async def lines(tx: Tx, wanted: Wanted, more: Sequence[ColumnElement[bool]] = ()) -> list[LineRow]:
    """Every line, the oldest first; with ``more`` conditions those of which they hold."""
    log = access_log.c
    columns = (
        log.log_id,
        log.section_id,
        log.account_id,
        log.on_behalf_of,
        log.grant_id,
        log.road,
        log.at,
        log.until,
    )
    query: Select[Any] = select(*columns).where(*_conditions(wanted), *more).order_by(log.log_id)
    return [LineRow(*row) for row in await tx.execute(query)]


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody had something open from ``at`` until ``until``."""

    account_id: UUID
    road: str
    at: datetime
    until: datetime


async def readings(
    tx: Tx, wanted: Wanted, roads: Mapping[str, timedelta], *, until: datetime
) -> list[Reading]:
    """Who had what was wanted open by one of those roads, begun by ``until``.

    ``roads``: for how long a line that says no end stands at the most. A live page that has been closed has
    another line that does: that one counts.
    """
    rows = await lines(tx, wanted, (access_log.c.road.in_(roads), access_log.c.at <= until))
    # Two tabs that were opened in one go have begun at the same moment: each has an end of its own.
    ended = Counter(_screen(one) for one in rows if one.until)
    found = []
    for one in rows:
        if one.until is None and ended[_screen(one)]:
            ended[_screen(one)] -= 1
        else:
            found.append(Reading(one.account_id, one.road, one.at, one.until or one.at + roads[one.road]))
    return found


def _screen(one: LineRow) -> tuple[UUID, UUID, str, datetime]:
    return one.account_id, one.grant_id, one.road, one.at


async def readers(tx: Tx, space_id: UUID) -> set[UUID]:
    """Everybody who has left a line in a space."""
    query = select(access_log.c.account_id).distinct().where(*_conditions(Wanted(space_id)))
    return set((await tx.execute(query)).scalars())


async def first_readings(tx: Tx, space_id: UUID) -> dict[tuple[UUID, UUID], datetime]:
    """When each (person, section) was first opened."""
    log = access_log.c
    query = select(log.account_id, log.section_id, func.min(log.at)).where(*_conditions(Wanted(space_id)))
    return {
        (row[0], row[1]): row[2] for row in await tx.execute(query.group_by(log.account_id, log.section_id))
    }


async def daily_readings(tx: Tx, space_id: UUID) -> dict[UUID, dict[date, int]]:
    """How many sections each person opened herself, by day in Oslo."""
    log = access_log.c
    day = func.date(func.timezone("Europe/Oslo", log.at))
    query = (
        select(log.account_id, day.label("day"), func.count())
        .where(*_conditions(Wanted(space_id)), log.until.is_(None), log.road.not_in(BY_ITSELF))
        .group_by(log.account_id, "day")
    )
    found: dict[UUID, dict[date, int]] = {}
    for who, that_day, count in await tx.execute(query):
        found.setdefault(who, {})[that_day] = count
    return found


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    log = access_log.c
    found = [log.space_id == wanted.space_id, log.road.not_in(HIDDEN)]
    if not wanted.kept:
        found.append(log.section_id != KEPT)
    if wanted.person is not None:
        found.append(log.account_id == wanted.person)
    if wanted.but is not None:
        found.append(log.account_id != wanted.but)
    if wanted.section is not None:
        found.append(log.section_id == wanted.section)
    if wanted.since is not None:
        found.append(func.coalesce(log.until, log.at) >= wanted.since)
    return found
