"""Who had a line of minutes on screen that stood in the wrong section, by the access log: for who decides."""

from collections.abc import Iterator, Sequence, Set
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from ipplan.gate.access_log import SHARED_FOR
from ipplan.gate.visit import Visit
from ipplan.plan.stays import Stay
from ipplan.store.access_lines import Reading, Wanted, readings
from ipplan.store.database import Tx
from ipplan.store.items import Item
from ipplan.store.spaces import Writing
from ipplan.store.tables import keeping, withholding

LONGEST = timedelta(hours=24)
"""How long a screen of which the log knows no end is taken to have been on: no login lasts longer. Where a
process was killed nobody wrote its end down."""
SHOWN = dict.fromkeys(("meeting", "projector", "view.json", "copy", "together"), SHARED_FOR)
"""The roads by which somebody is handed a line: a meeting's page, what that shows to all in the room, the
plan as data, a copy of it, and whatever is read while somebody writes together with the owner. Each for as
long as one line of the log stands for more readings."""
LIVE = {"meeting-live": LONGEST, "projector-live": LONGEST}
"""The same as they are kept up to date: from when until when."""


async def had_on_screen(
    held: Writing, visit: Visit, chain: Sequence[Item], there: UUID, stays: Sequence[Stay]
) -> list[UUID]:
    """Who had a line on screen where it stands, and does not see the section where it goes now.

    ``chain``: the line and, upwards, what it stands under; ``there``: where it goes; ``stays``: who was in
    the room when. Counted is whoever had the page of a meeting open with that section, or took a copy of it,
    at some moment between the line's release and now: on the plan's own page stands nothing of a meeting's.
    From whom the line was withheld, or anything that it stands under, counts only until that was done.
    Looking on at the shared screen leaves no line in the log: while that was on, whoever was noted as there
    counts, unless somebody was there all the time to whom the section is not open, or a guest: then the
    shared screen does not show it.
    """
    section, since = chain[0].head.section_id, chain[0].created_at
    company, ids = visit.company(), {item.item_id for item in chain}
    found: list[UUID] = []
    able = {who for who, standing in company.standings.items() if standing.may(section)}
    wanted = Wanted(held.space_id, section=section, since=since - LONGEST)
    found_in_log = await readings(held.tx, wanted, SHOWN | LIVE, until=held.now)
    for one in _with_onlookers(found_in_log, stays, able, since):
        standing = company.standings.get(one.account_id)
        sees = standing is not None and standing.may(there)
        if one.account_id in found or sees or one.until < since:
            continue
        hidden = standing is not None and bool(standing.hidden(section) & ids)
        if not hidden or await _before(held.tx, held.space_id, one, ids, since):
            found.append(one.account_id)
    return sorted(found)


def _with_onlookers(
    found: Sequence[Reading], stays: Sequence[Stay], able: Set[UUID], since: datetime
) -> Iterator[Reading]:
    """The readings, and with each of a shared screen those of whoever was in the room then.

    ``able``: those to whom the section is open.
    """
    yield from found
    barring = [one for one in stays if one.who not in able]
    for one in (one for one in found if one.road.startswith("projector")):
        for stay in (stay for stay in stays if stay.who in able):
            begins = max(one.at, stay.at, since)
            ends = min(one.until, stay.until or one.until)
            barred = any(bar.at <= begins and (bar.until is None or bar.until >= ends) for bar in barring)
            if stay.who and begins < ends and not barred:
                yield Reading(stay.who, one.road, begins, ends)


async def _before(tx: Tx, space_id: UUID, one: Reading, ids: set[UUID], since: datetime) -> bool:
    """Whether a reading began before the line was withheld from its reader."""
    began: list[datetime] = []
    for table, ended in ((withholding, withholding.c.lifted_at), (keeping, keeping.c.ended_at)):
        query = select(func.min(table.c.at)).where(
            table.c.space_id == space_id,
            table.c.participant_id == one.account_id,
            table.c.item_id.in_(ids),
            ended.is_(None),
        )
        began += [at for at in (await tx.execute(query)).scalars() if at]
    return bool(began) and max(one.at, since) < min(began)
