"""Versions: each change of an item is a new sealed one, bound to who wrote it, when and where."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.permit import Permit, Refused
from ipplan.store import tables as t
from ipplan.store.seal import SealBroken
from ipplan.store.spaces import Writing

log = structlog.get_logger()
Content = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Clear:
    """The columns that scheduling needs in clear; every seal is bound to them."""

    kind: str
    parent_id: UUID | None = None
    status: str = ""
    closed: bool = False
    position: float = 0.0
    due_on: date | None = None
    starts_at: datetime | None = None
    responsible_id: UUID | None = None
    audience: tuple[UUID, ...] | None = None
    """Who alone may read it, and what stands under it, beside its author; ``None``: whoever may read its
    section."""


@dataclass(frozen=True, slots=True)
class Words:
    """Whose own words a text is, and who wrote them down."""

    owner_id: UUID
    written_by: UUID


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an item, opened."""

    item_id: UUID
    section_id: UUID
    version_id: UUID
    number: int
    base: UUID | None
    cause: str
    author_id: UUID
    on_behalf_of: UUID | None
    created_by: UUID
    """Who made the item."""
    at: datetime
    clear: Clear
    content: Content
    words: Words | None = None
    """Set where the text is somebody's own words, written by another who sat with her."""
    assisted: bool = False
    """Whether this very change was made so: by the author, with whom it is for, and not in her place."""

    @property
    def struck(self) -> str:
        """Why its words were destroyed; empty: they were not."""
        return self.content.get(STRUCK, "")

    @property
    def struck_by(self) -> UUID:
        return UUID(self.content["struck_by"])

    @property
    def struck_at(self) -> datetime:
        return datetime.fromisoformat(self.content["struck_at"])


STRUCK = "struck"
"""Where a version's content says that its words were destroyed, and why; no kind has such a field."""

CLEAR_NAMES = tuple(f.name for f in fields(Clear))


async def put_version(
    held: Writing,
    permit: Permit,
    item_id: UUID,
    clear: Clear,
    content: Content,
    *,
    cause: str,
    base: Version | None,
    aside: bool = False,
    words: Words | None = None,
) -> UUID:
    """Write a version and its change record; it becomes the head unless it is kept ``aside``.

    ``base`` is the version it was made from; ``None`` makes a new item. ``words``: whose the text is, where
    it is taken from elsewhere as it stood; one that stays as it was stays hers. Returns the version's id.
    """
    if permit.road == "see-as":
        raise Refused("see_as")
    version_id = uuid4()
    account_id, on_behalf_of = permit.actor
    number = await _next_number(held, item_id) if base else 1
    seq = await held.record(
        "aside" if aside else cause,
        actor=account_id,
        section_id=permit.section_id,
        item_id=item_id,
        version_id=version_id,
    )
    created_by = base.created_by if base else account_id
    place = {"space_id": permit.space_id, "section_id": permit.section_id, "item_id": item_id}
    head = {"head": version_id, "number": number, "seq": seq, **asdict(clear)}
    if base is None:
        await _make_item(held, **place, **head, created_by=created_by)
    elif not aside:
        same = (t.item.c.space_id == permit.space_id, t.item.c.item_id == item_id)
        await held.tx.execute(update(t.item).where(*same).values(**head))
    if words is None:
        words = _whose(permit, content, base)
    plain = json.dumps(_with_words(content, words, permit.assisted), ensure_ascii=False).encode()
    bound = bound_to(permit, item_id, version_id, permit.actor, created_by, held.now, clear)
    await held.tx.execute(
        insert(t.version).values(
            **place,
            **asdict(clear),
            version_id=version_id,
            number=number,
            base=base.version_id if base else None,
            cause=cause,
            author_id=account_id,
            on_behalf_of=on_behalf_of,
            at=held.now,
            key_id=permit.box.key_id,
            sealed=permit.box.seal(plain, bound),
        )
    )
    return version_id


OWNER, WRITER, ASSISTED = "_words_of", "_words_by", "_assisted"
"""Beside a text, under the same seal: whose own words it is. No question of a form has such a name."""


def _whose(permit: Permit, content: Content, base: Version | None) -> Words | None:
    if base is not None and dict(content) == dict(base.content):
        return base.words
    return Words(permit.words_of, permit.account_id) if permit.assisted else None


def _with_words(content: Content, words: Words | None, assisted: bool) -> dict[str, str]:
    marked = dict(content)
    if words is not None:
        marked |= {OWNER: str(words.owner_id), WRITER: str(words.written_by)}
    return marked | {ASSISTED: "yes"} if assisted else marked


def bound_to(
    permit: Permit,
    item_id: UUID,
    version_id: UUID,
    actor: tuple[UUID, UUID | None],
    created_by: UUID,
    at: datetime,
    clear: Clear,
) -> bytes:
    """The associated data of a seal: an edited column, or a row moved elsewhere, does not open."""
    parts = [
        permit.space_id,
        permit.section_id,
        item_id,
        version_id,
        *actor,
        created_by,
        int(at.timestamp() * 1_000_000),
        clear.kind,
        clear.parent_id,
        clear.status,
        clear.closed,
        repr(float(clear.position)),
        clear.due_on,
        int(clear.starts_at.timestamp() * 1_000_000) if clear.starts_at else None,
        clear.responsible_id,
    ]
    if clear.audience is not None:
        # Only where it says something: what was sealed before there was such a column opens as it did.
        parts.append(" ".join(map(str, clear.audience)))
    return json.dumps([None if part is None else str(part) for part in parts]).encode()


def open_version(permit: Permit, row: Mapping[Any, Any]) -> Version | None:
    """The opened version, or ``None`` where the row was edited: told to the log, shown to nobody."""
    # An archive from before there were audiences has no such column.
    named: dict[str, Any] = {name: row.get(name) for name in CLEAR_NAMES}
    named["audience"] = None if named["audience"] is None else tuple(named["audience"])
    clear = Clear(**named)
    actor = (row["author_id"], row["on_behalf_of"])
    bound = bound_to(permit, row["item_id"], row["version_id"], actor, row["created_by"], row["at"], clear)
    try:
        plain = permit.box.open(row["key_id"], row["sealed"], bound)
    except SealBroken:
        log.error("seal_broken", space=str(permit.space_id), item=str(row["item_id"]))
        return None
    content = json.loads(plain)
    owner, writer, assisted = (content.pop(name, None) for name in (OWNER, WRITER, ASSISTED))
    return Version(
        item_id=row["item_id"],
        section_id=permit.section_id,
        version_id=row["version_id"],
        number=row["number"],
        base=row["base"],
        cause=row["cause"],
        author_id=row["author_id"],
        on_behalf_of=row["on_behalf_of"],
        created_by=row["created_by"],
        at=row["at"],
        clear=clear,
        content=content,
        words=Words(UUID(owner), UUID(writer)) if owner and writer else None,
        assisted=assisted is not None,
    )


async def strike_version(held: Writing, permit: Permit, version: Version, why: str) -> None:
    """Destroy a version's words for good, with a change record; its place, author and time stay.

    What is sealed over them says why, by whom and when, bound as they were: nobody without the section's key
    makes such a mark. Raises ``DBAPIError`` for the version that stands: the database strikes no head.
    """
    if permit.road == "see-as":
        raise Refused("see_as")
    place = {"section_id": version.section_id, "item_id": version.item_id, "version_id": version.version_id}
    await held.record(f"struck_{why}", actor=permit.account_id, **place)
    said = {STRUCK: why, "struck_by": str(permit.account_id), "struck_at": held.now.isoformat()}
    actor, ids = (version.author_id, version.on_behalf_of), (version.item_id, version.version_id)
    bound = bound_to(permit, *ids, actor, version.created_by, version.at, version.clear)
    sealed = permit.box.seal(json.dumps(said).encode(), bound)
    await held.tx.execute(select(func.strike_version(held.space_id, *ids, sealed)))


async def _make_item(held: Writing, **values: object) -> None:
    """A new item; raises `Refused` where its id is taken."""
    new = upsert(t.item).values(**values, created_at=held.now).on_conflict_do_nothing()
    if (await held.tx.execute(new.returning(t.item.c.item_id))).first() is None:
        # The id is the browser's choice: one that stands elsewhere is no id for a new item.
        raise Refused("item_exists")


async def _next_number(held: Writing, item_id: UUID) -> int:
    query = select(func.max(t.version.c.number)).where(
        t.version.c.space_id == held.space_id, t.version.c.item_id == item_id
    )
    return int((await held.tx.execute(query)).scalar_one()) + 1
