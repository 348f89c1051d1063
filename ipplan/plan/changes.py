"""Changing items: create, save, close, reopen, restore, undo, order, move. Each is a new version."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from ipplan.permit import Access, Permit, Refused
from ipplan.plan.agendas import meeting_of
from ipplan.plan.arranged import group_of
from ipplan.plan.forms import Filled
from ipplan.plan.kinds import KINDS, Kind
from ipplan.plan.moved import origin
from ipplan.plan.origins import ORIGIN
from ipplan.store.database import Tx
from ipplan.store.drafts import drop_draft
from ipplan.store.files import bring_along
from ipplan.store.gatherings import is_locked
from ipplan.store.items import Item, lineage, one_item, section_items, versions
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear, Content, Version, Words, put_version


@dataclass(frozen=True)
class Conflict:
    """Somebody saved in between. Both texts are versions now; the editor decides."""

    theirs: Item
    mine: UUID | None
    """The version that keeps the later saver's words; ``None``: what she began from has been struck, and they
    stand in her editor alone."""


class MinutesLocked(Refused):
    """Who may write a line or a point cannot any more: the minutes were locked. Her words are kept."""

    def __init__(self) -> None:
        super().__init__("minutes_locked")


def check_kind(name: str) -> Kind:
    """The kind called ``name``, but for what has ways of its own; raises `Refused`."""
    kind = KINDS.get(name)
    if kind is None or not kind.made or kind.file or name in ("section", "agenda"):
        raise Refused("no_kind")
    return kind


def check_kind_here(name: str, area: str) -> Kind:
    """A kind that is made among what a section of that area holds; raises `Refused`."""
    kind = check_kind(name)
    check_area(kind, area)
    return kind


def check_area(kind: Kind, area: str) -> None:
    """Whether a kind stands among what sections of that area hold; raises `Refused`."""
    if kind.at_meetings:
        raise Refused("made_at_meetings")
    if kind.apart:
        raise Refused("made_in_its_room")
    if kind.areas and area not in kind.areas:
        raise Refused("not_in_this_area")


def check_may_write(permit: Permit, kind: Kind, item: Item | None = None) -> None:
    """Whether the permit's holder may write an item of ``kind`` (this one); raises `Refused`.

    With less than *write* access one writes comments and the like, and changes one's own.
    """
    check_may_tend(permit, kind, item)
    # What was brought in has its author elsewhere, whoever brought it.
    if kind.own and item is not None and (item.created_by != permit.account_id or ORIGIN in item.content):
        raise Refused("not_author")


def check_may_tend(permit: Permit, kind: Kind, item: Item | None = None) -> None:
    """The same but for the words: whether she may read its history, and close it; raises `Refused`."""
    if kind.private and item is not None and item.created_by != permit.account_id:
        raise Refused("not_author")
    if kind.name == "section":
        if not permit.view.decides:
            raise Refused("decides")
    elif kind.name == "agenda":
        raise Refused("agenda")
    elif permit.access < Access.WRITE:
        if permit.access < kind.least:
            raise Refused("write")
        if item is not None and item.created_by != permit.account_id:
            raise Refused("not_author")


async def check_not_locked(held: Writing, permit: Permit, item: Item) -> None:
    """Minutes that are locked are changed only by what is added to them; raises `Refused`."""
    if not KINDS[item.clear.kind].at_meetings:
        return
    top = (await lineage(held.tx, permit, item.item_id))[-1]
    if await is_locked(held.tx, held.space_id, meeting_of(top)):
        raise MinutesLocked


async def _check_may_change(held: Writing, permit: Permit, item: Item) -> None:
    check_may_write(permit, KINDS[item.clear.kind], item)
    await check_not_locked(held, permit, item)


async def _check_may_close(held: Writing, permit: Permit, item: Item) -> None:
    """What is one's own words, who decides may take out of sight, too. What came with its section stays."""
    kind = KINDS[item.clear.kind]
    check_may_tend(permit, kind, item)
    others = item.created_by != permit.account_id
    if (kind.own and others and not (kind.made and permit.view.decides)) or not (kind.made or kind.own):
        raise Refused("stays")
    await check_not_locked(held, permit, item)


async def history(tx: Tx, permit: Permit, item_id: UUID) -> tuple[Item, list[Version]]:
    """An item and all its versions, newest first, for who may change or close it; raises `Refused`."""
    item = await one_item(tx, permit, item_id)
    check_may_tend(permit, KINDS[item.clear.kind], item)
    return item, await versions(tx, permit, item_id)


async def create(
    held: Writing, permit: Permit, item_id: UUID, kind: Kind, parent_id: UUID | None, filled: Filled
) -> Conflict | None:
    """A new item at the end of its siblings; raises `Refused` where it may not stand there."""
    check_may_write(permit, kind)
    items = await section_items(held.tx, permit, closed=True)
    made = next((item for item in items if item.item_id == item_id), None)
    if made is not None:
        return await create_again(held, permit, made, kind, filled)
    check_place(kind, parent_id, items)
    position = 1.0 + max((i.clear.position for i in items if i.clear.parent_id == parent_id), default=0.0)
    clear = replace(filled.clear, kind=kind.name, parent_id=parent_id, position=position)
    if not clear.status:
        clear = replace(clear, status=kind.first_status)
    await put_version(held, permit, item_id, clear, filled.content, cause="created", base=None)
    await drop_draft(held.tx, permit, item_id)
    return None


async def create_again(
    held: Writing, permit: Permit, item: Item, kind: Kind, filled: Filled
) -> Conflict | None:
    """The same form sent twice, since its sender got no answer: what she wrote meanwhile is kept, too."""
    if item.created_by != permit.account_id or item.clear.kind != kind.name:
        raise Refused("item_exists")
    first = (await versions(held.tx, permit, item.item_id))[-1]
    status = (filled.clear.status or kind.first_status) if "status" in kind.clear else first.clear.status
    clear = _in_place(replace(filled.clear, kind=kind.name, status=status), first.clear)
    content = {**first.content, **filled.content}
    if kind.at_meetings and content == dict(first.content):
        # Also where it is locked since: nothing is changed.
        await drop_draft(held.tx, permit, item.item_id)
        return None
    return await save(held, permit, item, first.version_id, replace(filled, clear=clear, content=content))


async def save(held: Writing, permit: Permit, item: Item, base: UUID, filled: Filled) -> Conflict | None:
    """Save a text made from version ``base``. Where somebody saved since, both are kept and shown."""
    await _check_may_change(held, permit, item)
    if item.head.version_id != base:
        known = {version.version_id: version for version in await versions(held.tx, permit, item.item_id)}
        if base not in known:
            raise Refused("no_base")
        if known[base].struck:
            return Conflict(item, None)
        # Sent twice, since its sender got no answer: what was kept the first time is not kept again.
        mine = next((one.version_id for one in known.values() if _is_kept(one, permit, base, filled)), None)
        if mine != item.head.version_id:
            return Conflict(item, mine or await _put_aside(held, permit, known[base], filled))
        await drop_draft(held.tx, permit, item.item_id)
        return None
    if (filled.clear, dict(filled.content)) != (item.clear, dict(item.content)):
        await put_version(
            held, permit, item.item_id, filled.clear, filled.content, cause="saved", base=item.head
        )
    await drop_draft(held.tx, permit, item.item_id)
    return None


def _is_kept(version: Version, permit: Permit, base: UUID, filled: Filled) -> bool:
    """Whether a version is what the permit's holder made from ``base``, to the letter."""
    made = (version.base, version.author_id) == (base, permit.account_id)
    clear = _in_place(filled.clear, version.clear)
    return made and (version.clear, dict(version.content)) == (clear, dict(filled.content))


def _in_place(clear: Clear, other: Clear) -> Clear:
    """What a form says, where another version stands: places are nothing that one types."""
    placed = replace(clear, parent_id=other.parent_id, position=other.position, closed=other.closed)
    return replace(placed, audience=other.audience)


async def _put_aside(held: Writing, permit: Permit, base: Version, filled: Filled) -> UUID:
    """Keep the later saver's words, beside what stands."""
    return await put_version(
        held, permit, base.item_id, filled.clear, filled.content, cause="conflict", base=base, aside=True
    )


async def set_closed(held: Writing, permit: Permit, item: Item, closed: bool) -> None:
    """Close an item, or open it again: removing is closing, and can be undone."""
    await _check_may_close(held, permit, item)
    if item.clear.closed != closed:
        cause = "closed" if closed else "reopened"
        await _put(held, permit, item, replace(item.clear, closed=closed), item.content, cause)


async def restore(held: Writing, permit: Permit, item: Item, version_id: UUID) -> None:
    """Make an earlier version the newest again; the one it replaces stays in the history."""
    await _check_may_change(held, permit, item)
    version = await _version(held, permit, item, version_id)
    clear = _for_the_same(version.clear, item.clear)
    await _put(held, permit, item, clear, version.content, "restored", words=version.words)


async def undo(held: Writing, permit: Permit, item: Item, version_id: UUID) -> None:
    """Undo what one version did, any time: what stood before it stands again; a first version is closed."""
    await _check_may_change(held, permit, item)
    version = await _version(held, permit, item, version_id)
    if version.base is None:
        await _check_may_close(held, permit, item)
        await _put(held, permit, item, replace(item.clear, closed=True), item.content, "undone")
        return
    before = await _version(held, permit, item, version.base)
    clear = _for_the_same(before.clear, item.clear)
    await _put(held, permit, item, clear, before.content, "undone", words=before.words)


def _for_the_same(clear: Clear, now: Clear) -> Clear:
    """What stood before, for whom it is now: what was taken back is not shared anew by an older text."""
    return replace(clear, audience=now.audience)


async def shift(held: Writing, permit: Permit, item: Item, step: int) -> None:
    """Move an item one place up (-1) or down (1) among its open siblings that it is shown with."""
    await _check_may_change(held, permit, item)
    if KINDS[item.clear.kind].own:
        raise Refused("keeps_its_place")
    group = group_of(item.clear.kind, item.content)
    siblings = [
        other
        for other in await section_items(held.tx, permit)
        if other.clear.parent_id == item.clear.parent_id
        and other.clear.kind != "section"
        and group_of(other.clear.kind, other.content) == group
    ]
    place = next((n for n, other in enumerate(siblings) if other.item_id == item.item_id), None)
    if place is None or not 0 <= place + step < len(siblings):
        return
    past = siblings[place + step].clear.position
    beyond = place + 2 * step
    other_side = siblings[beyond].clear.position if 0 <= beyond < len(siblings) else past + step
    clear = replace(item.clear, position=(past + other_side) / 2)
    await _put(held, permit, item, clear, item.content, "moved")


async def move(held: Writing, here: Permit, there: Permit, item: Item) -> UUID:
    """Move an item, with all under it, to another section: closed here, made anew there, linked.

    Each section's key seals its own, so nothing is ever readable under two. Returns the new item's id.
    What is withheld from the mover goes along unseen; what is withheld from anybody stays so (``held.moved``
    tells the gate, at the end of the transaction).
    """
    kind = KINDS[item.clear.kind]
    await _check_may_change(held, here, item)
    check_may_write(there, kind)
    if not kind.moves or item.clear.closed:
        raise Refused("place")
    items = await section_items(held.tx, here, withheld=True)
    target = await section_items(held.tx, there, closed=True)
    last = max((i.clear.position for i in target if i.clear.parent_id is None), default=0.0)
    new_id = await move_under(held, here, there, item, None, last + 1.0, items)
    held.moved += [(above.item_id, new_id) for above in (await lineage(held.tx, here, item.item_id))[1:]]
    return new_id


async def move_under(
    held: Writing,
    here: Permit,
    there: Permit,
    item: Item,
    parent_id: UUID | None,
    position: float,
    items: list[Item],
) -> UUID:
    """Move an item under another, of another section, without asking whether it may stand there.

    ``items``: all of its section, with what is withheld from the mover. Returns the new item's id.
    """
    new_id = uuid4()
    held.moved.append((item.item_id, new_id))
    clear = replace(item.clear, parent_id=parent_id, position=position)
    content, words = {**item.content, **origin(item)}, item.head.words
    await put_version(held, there, new_id, clear, content, cause="moved", base=None, words=words)
    await bring_along((held.tx, here), (held.tx, there), content, held.now)
    goal = {"moved_to": f"{there.section_id}/{new_id}"}
    closed = replace(item.clear, closed=True)
    await _put(held, here, item, closed, {**item.content, **goal}, "moved_away", words=words)
    for child in items:
        if child.clear.parent_id == item.item_id:
            await move_under(held, here, there, child, new_id, child.clear.position, items)
    return new_id


async def _put(
    held: Writing,
    permit: Permit,
    item: Item,
    clear: Clear,
    content: Content,
    cause: str,
    *,
    words: Words | None = None,
) -> UUID:
    base = item.head
    return await put_version(held, permit, item.item_id, clear, content, cause=cause, base=base, words=words)


async def _version(held: Writing, permit: Permit, item: Item, version_id: UUID) -> Version:
    for version in await versions(held.tx, permit, item.item_id):
        if version.version_id == version_id:
            if version.struck:
                raise Refused("struck")
            return version
    raise Refused("no_version")


def check_place(kind: Kind, parent_id: UUID | None, items: list[Item]) -> None:
    """Whether an item of ``kind`` may stand there; raises `Refused`."""
    if parent_id is None:
        if not kind.alone:
            raise Refused("place")
        return
    parent = next((item for item in items if item.item_id == parent_id), None)
    if parent is None or parent.clear.kind not in kind.under:
        raise Refused("place")
