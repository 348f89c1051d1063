"""The directory's own log: who changed whose account, work or organisation, and when. Only added to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from ipplan.store.database import Tx
from ipplan.store.tables import account, directory_event, organisation

MOST = 500


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log."""

    at: datetime
    kind: str
    actor: str | None
    """Her name; ``None``: it was done by hand on the server."""
    account: str | None
    organisation: str | None
    detail: str

    @property
    def ends(self) -> datetime:
        """Of one that tells of a day: which."""
        return datetime.fromisoformat(self.detail)


async def note(
    tx: Tx,
    municipality_id: str,
    actor: UUID | None,
    kind: str,
    now: datetime,
    *,
    account_id: UUID | None = None,
    organisation_id: UUID | None = None,
    detail: str = "",
) -> None:
    """Add a line, in the transaction of what it tells of."""
    await tx.execute(
        insert(directory_event).values(
            event_id=uuid4(),
            municipality_id=municipality_id,
            at=now,
            actor_id=actor,
            kind=kind,
            account_id=account_id,
            organisation_id=organisation_id,
            detail=detail,
        )
    )


async def events(tx: Tx, municipality_id: str, account_id: UUID | None = None) -> list[Event]:
    """A municipality's lines, the newest first; ``account_id``: those about one person."""
    by, about = account.alias("by"), account.alias("about")
    log = directory_event
    query = (
        select(log.c.at, log.c.kind, by.c.name, about.c.name, organisation.c.name, log.c.detail)
        .outerjoin(by, by.c.account_id == log.c.actor_id)
        .outerjoin(about, about.c.account_id == log.c.account_id)
        .outerjoin(organisation, organisation.c.organisation_id == log.c.organisation_id)
        .where(log.c.municipality_id == municipality_id)
        .order_by(log.c.at.desc(), log.c.event_id)
        .limit(MOST)
    )
    if account_id is not None:
        query = query.where(log.c.account_id == account_id)
    return [Event(*row) for row in await tx.execute(query)]
