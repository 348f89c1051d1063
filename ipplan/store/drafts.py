"""Drafts: what is being typed, overwritten in place, private to its author."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.dialects.postgresql import insert

from ipplan.permit import Permit
from ipplan.store import tables as t
from ipplan.store.database import Tx
from ipplan.store.items import hidden_items
from ipplan.store.seal import SealBroken


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsaved text: of an existing item (``base`` is the version it started from) or of a new one."""

    item_id: UUID
    kind: str
    parent_id: UUID | None
    base: UUID | None
    at: datetime
    content: Mapping[str, str]


async def put_draft(
    tx: Tx,
    permit: Permit,
    *,
    item_id: UUID,
    kind: str,
    parent_id: UUID | None,
    base: UUID | None,
    content: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep what ``permit``'s holder has typed so far."""
    plain = json.dumps(dict(content), ensure_ascii=False).encode()
    values = {
        "section_id": permit.section_id,
        "kind": kind,
        "parent_id": parent_id,
        "base": base,
        "at": now,
        "key_id": permit.box.key_id,
        "sealed": permit.box.seal(plain, _bound_to(permit, item_id, kind, parent_id, base)),
    }
    statement = insert(t.draft).values(
        space_id=permit.space_id, item_id=item_id, author_id=_pen(permit), seq=1, **values
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["space_id", "item_id", "author_id"], set_=values | {"seq": t.draft.c.seq + 1}
        )
    )


async def my_drafts(tx: Tx, permit: Permit) -> dict[UUID, Draft]:
    """The drafts of ``permit``'s holder in the section, by item; none of what was withheld since."""
    rows = (await tx.execute(select(t.draft).where(*_mine(permit)))).mappings()
    drafts = [draft for row in rows if (draft := _open(permit, row))]
    hidden = await hidden_items(tx, permit) if drafts else frozenset[UUID]()
    return {one.item_id: one for one in drafts if not _is_hidden(one, hidden)}


def _is_hidden(draft: Draft, hidden: frozenset[UUID]) -> bool:
    # A draft of something new, under an id that happens to be taken, is hers like any other.
    return draft.parent_id in hidden or (draft.base is not None and draft.item_id in hidden)


async def drop_draft(tx: Tx, permit: Permit, item_id: UUID) -> None:
    """Forget the draft: it was saved, or thrown away on purpose."""
    await tx.execute(delete(t.draft).where(*_mine(permit), t.draft.c.item_id == item_id))


async def drop_drafts_on(tx: Tx, permit: Permit, item_id: UUID, bases: Collection[UUID]) -> None:
    """Forget everybody's drafts that were begun from some versions: they hold the words of these."""
    here = (t.draft.c.space_id == permit.space_id, t.draft.c.section_id == permit.section_id)
    await tx.execute(delete(t.draft).where(*here, t.draft.c.item_id == item_id, t.draft.c.base.in_(bases)))


def _mine(permit: Permit) -> tuple[Any, ...]:
    return (
        t.draft.c.space_id == permit.space_id,
        t.draft.c.section_id == permit.section_id,
        t.draft.c.author_id == _pen(permit),
    )


def _pen(permit: Permit) -> UUID:
    """Who types. Two who write together have a pen of their own: what either began alone stays private."""
    return uuid5(permit.words_of, str(permit.account_id)) if permit.assisted else permit.account_id


def _open(permit: Permit, row: RowMapping) -> Draft | None:
    bound = _bound_to(permit, row["item_id"], row["kind"], row["parent_id"], row["base"])
    try:
        content = json.loads(permit.box.open(row["key_id"], row["sealed"], bound))
    except SealBroken:
        return None
    return Draft(row["item_id"], row["kind"], row["parent_id"], row["base"], row["at"], content)


def _bound_to(permit: Permit, item_id: UUID, kind: str, parent_id: UUID | None, base: UUID | None) -> bytes:
    parts = ["draft", permit.space_id, permit.section_id, item_id, _pen(permit), kind, parent_id, base]
    return json.dumps([None if part is None else str(part) for part in parts]).encode()
