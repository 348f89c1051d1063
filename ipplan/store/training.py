"""What coordinators have gone through: each tick, and each taken back, is a row; the last of them counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from ipplan.store.database import Tx
from ipplan.store.tables import account, participant, space, training


@dataclass(frozen=True, slots=True)
class Done:
    """A point that somebody has gone through: when that was ticked, and by whom."""

    at: datetime
    ticked_by: UUID


async def training_of(tx: Tx, account_ids: Iterable[UUID]) -> Mapping[UUID, Mapping[str, Done]]:
    """By account what is done, by point; of who has done nothing an empty mapping."""
    wanted = list(account_ids)
    columns = training.c
    query = (
        select(columns.account_id, columns.point, columns.done, columns.at, columns.ticked_by)
        .ext(distinct_on(columns.account_id, columns.point))
        .where(columns.account_id.in_(wanted))
        .order_by(columns.account_id, columns.point, columns.number.desc())
    )
    found: dict[UUID, dict[str, Done]] = {one: {} for one in wanted}
    for row in await tx.execute(query):
        if row.done:
            found[row.account_id][row.point] = Done(row.at, row.ticked_by)
    return found


async def tick(tx: Tx, account_id: UUID, points: Iterable[str], *, by: UUID, now: datetime) -> None:
    """Let just these points stand as done; what stood so already keeps its date."""
    # One at a time for each account: the row is there, whatever she has ticked.
    await tx.execute(select(account.c.account_id).where(account.c.account_id == account_id).with_for_update())
    wanted, standing = set(points), set((await training_of(tx, [account_id]))[account_id])
    for point in sorted(wanted ^ standing):
        here = (training.c.account_id == account_id, training.c.point == point)
        last = (await tx.execute(select(func.max(training.c.number)).where(*here))).scalar_one()
        row = {"account_id": account_id, "point": point, "number": (last or 0) + 1}
        await tx.execute(insert(training).values(**row, done=point in wanted, ticked_by=by, at=now))


async def coordinators_in(tx: Tx, municipality_id: str) -> Mapping[UUID, str]:
    """Names of all who coordinate in some space of a municipality that is not closed."""
    query = (
        select(account.c.account_id, account.c.name)
        .join(participant, participant.c.account_id == account.c.account_id)
        .join(space, space.c.space_id == participant.c.space_id)
        .where(
            space.c.municipality_id == municipality_id,
            space.c.state == "open",
            participant.c.role == "coordinator",
            participant.c.state == "active",
        )
        .distinct()
    )
    return {row[0]: row[1] for row in await tx.execute(query)}
