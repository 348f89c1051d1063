"""Spaces: everything confidential about one matter, and the lock under which its changes are numbered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from ipplan.clock import Clock
from ipplan.permit import Refused
from ipplan.store import seal
from ipplan.store.database import Database, Tx
from ipplan.store.news import CHANNEL
from ipplan.store.tables import change, municipality, section, space, space_key


class PlanExists(Exception):
    """The owner has such a space that is not closed: a person has at most one plan, or coordination without
    one, and at most one before a birth beside it."""


@dataclass(slots=True)
class Writing:
    """A transaction that holds one space's lock: what it records is numbered gapless, in commit order."""

    tx: Tx
    space_id: UUID
    now: datetime
    _seq: int
    _recorded: int = field(default=0)
    _access: bool = field(default=False)
    moved: list[tuple[UUID, UUID]] = field(default_factory=list)
    """Items that were made anew elsewhere in this transaction: (what it was, what it is now)."""

    async def record(
        self,
        cause: str,
        *,
        actor: UUID,
        section_id: UUID | None = None,
        item_id: UUID | None = None,
        version_id: UUID | None = None,
        participant_id: UUID | None = None,
    ) -> int:
        """Write the change record of what this transaction just did; returns its number in the space."""
        self._recorded += 1
        seq = self._seq + self._recorded
        await self.tx.execute(
            insert(change).values(
                space_id=self.space_id,
                seq=seq,
                at=self.now,
                cause=cause,
                section_id=section_id,
                item_id=item_id,
                version_id=version_id,
                participant_id=participant_id,
                actor_id=actor,
            )
        )
        if section_id is not None:
            await self.tx.execute(
                update(section)
                .where(section.c.space_id == self.space_id, section.c.section_id == section_id)
                .values(head_seq=seq)
            )
        else:
            self._access = True
        return seq

    def later(self, now: datetime) -> "Writing":
        """The same writing at another time: for records that are brought in with the dates they have."""
        return replace(self, now=now)

    def follow(self, other: "Writing") -> None:
        """Go on numbering where ``other`` has come to."""
        self._recorded, self._access = other._recorded, self._access or other._access

    async def finish(self) -> None:
        """Number the space, and wake whoever watches it when the transaction commits."""
        news = await self._number()
        if news:
            await notify(self.tx, news)

    async def finish_and_tell_later(self) -> str | None:
        """Number the space; returns what is to be told when the transaction has committed.

        ``None`` where that is nothing, or is told by the commit itself: what takes access away is seldom, and
        everybody's screen is promised to hear of it within a second.
        """
        news = await self._number()
        if news and self._access:
            await notify(self.tx, news)
            return None
        return news

    async def _number(self) -> str | None:
        """Number the space by what was recorded; the news of it."""
        if not self._recorded:
            return None
        seq = self._seq + self._recorded
        values = {"seq": seq} | ({"access_seq": seq} if self._access else {})
        await self.tx.execute(update(space).where(space.c.space_id == self.space_id).values(values))
        return f"{'access' if self._access else 'space'}:{self.space_id}"


async def notify(tx: Tx, news: str) -> None:
    """Send ``news`` (ids only) to every process when ``tx`` commits."""
    await tx.execute(select(func.pg_notify(CHANNEL, news)))


@asynccontextmanager
async def writing(database: Database, clock: Clock, space_id: UUID) -> AsyncIterator[Writing]:
    """Lock the space and write in it; raises `Refused` where there is none."""
    async with database.begin() as tx:
        held = await hold(tx, clock, space_id)
        yield held
        news = await held.finish_and_tell_later()
    if news:
        database.news.tell(news)


async def hold(tx: Tx, clock: Clock, space_id: UUID) -> Writing:
    """Lock the space until ``tx`` ends; raises `Refused` where there is none. `Writing.finish` comes last."""
    query = select(space.c.seq, func.clock_timestamp()).where(space.c.space_id == space_id)
    row = (await tx.execute(query.with_for_update())).first()
    if row is None:
        raise Refused("no_space")
    return Writing(tx, space_id, clock.sight(row[1]), row[0])


async def create_space(
    tx: Tx,
    *,
    kind: str,
    municipality_id: str,
    owner_id: UUID,
    master: tuple[str, bytes],
    now: datetime,
    space_id: UUID | None = None,
) -> tuple[Writing, bytes]:
    """A new space with a key of its own, locked for writing, and that key; raises `PlanExists`."""
    space_id, key = space_id or uuid4(), seal.new_key()
    try:
        async with tx.begin_nested():
            await tx.execute(
                insert(space).values(
                    space_id=space_id,
                    kind=kind,
                    municipality_id=municipality_id,
                    owner_id=owner_id,
                    state="open",
                    seq=0,
                    access_seq=0,
                    created_at=now,
                )
            )
    except IntegrityError as error:
        raise PlanExists from error
    master_id, master_key = master
    wrapped = seal.wrap_space_key(master_key, space_id, key)
    await tx.execute(
        insert(space_key).values(space_id=space_id, master_id=master_id, wrapped=wrapped, created_at=now)
    )
    return Writing(tx, space_id, now, 0), key


async def call_space(held: Writing, kind: str) -> None:
    """What the space is called from now on; what it rests on is signed."""
    await held.tx.execute(update(space).where(space.c.space_id == held.space_id).values(kind=kind))


async def kind_of(tx: Tx, space_id: UUID) -> str:
    """What a space is called; of one that is not there, a plan."""
    query = select(space.c.kind).where(space.c.space_id == space_id)
    return (await tx.execute(query)).scalar_one_or_none() or "plan"


async def create_section(
    held: Writing, *, section_id: UUID, area: str, space_key_bytes: bytes
) -> seal.SectionBox:
    """A new room of the space with a data key of its own; its title is an item that is written next."""
    key_id, key = uuid4(), seal.new_key()
    wrapped = seal.wrap_section_key(space_key_bytes, held.space_id, section_id, key_id, key)
    await held.tx.execute(
        insert(section).values(
            space_id=held.space_id,
            section_id=section_id,
            area=area,
            head_seq=0,
            key_id=key_id,
            wrapped=wrapped,
        )
    )
    return seal.SectionBox(key_id, {key_id: key})


async def municipality_name(tx: Tx, municipality_id: str) -> str:
    """What the municipality is called: the controller of what its plans hold."""
    query = select(municipality.c.name).where(municipality.c.municipality_id == municipality_id)
    return (await tx.execute(query)).scalar_one_or_none() or ""


async def municipality_of(tx: Tx, space_id: UUID) -> str:
    """The id of the municipality that a space belongs to."""
    query = select(space.c.municipality_id).where(space.c.space_id == space_id)
    return (await tx.execute(query)).scalar_one_or_none() or ""


async def database_time(tx: Tx) -> datetime:
    """The database's clock at this statement."""
    moment: datetime = (await tx.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return moment
