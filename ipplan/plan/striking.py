"""Striking: the words of an earlier version destroyed for good: they are about others, or plainly wrong.

All else in the house keeps what was written; this is the one exception, and who decides makes it on purpose.
That there was a version, whose and when, stays, with who struck it and why.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from uuid import UUID

from ipplan.language import N_
from ipplan.permit import Permit, Refused
from ipplan.plan.kinds import KINDS
from ipplan.plan.moved import CHAIN, LINKS
from ipplan.store.database import Tx
from ipplan.store.drafts import drop_drafts_on
from ipplan.store.files import destroy_file
from ipplan.store.items import Item, one_item, versions
from ipplan.store.spaces import Writing
from ipplan.store.versions import Content, Version, put_version, strike_version

WHY: Mapping[str, str] = {
    "others": N_("Den handler om noen andre"),
    "wrong": N_("Den er feil"),
}
"""Why a version is struck."""

Open = Callable[[UUID], Awaitable[Permit]]
"""Opens another section, to follow a text that was moved; raises `Refused`."""


class Stands(Exception):
    """The words are what stands there now: something else must be written first."""


async def strike(
    held: Writing, permit: Permit, item_id: UUID, version_id: UUID, why: str, open_section: Open
) -> int:
    """Destroy the words of a version, wherever they stand in its item's history, also before a move.

    Drafts that were begun from them go, too. Returns how many versions were struck. Raises `Refused` for all
    who do not decide, and `Stands` before anything is done.
    """
    if not permit.view.decides or why not in WHY:
        raise Refused("decides")
    every = {one.version_id: one for one in await versions(held.tx, permit, item_id)}
    if version_id not in every:
        raise Refused("no_version")
    if every[version_id].struck:
        return 0
    wanted, count = words_of(every[version_id]), 0
    places = await _places(held, permit, item_id, open_section)
    if any(words_of(item.head) == wanted and not _is_left(item) for _, item in places):
        raise Stands
    for there, item in places:
        count += await _strike_in(held, there, item, wanted, why)
        await _destroy_file(held, there, item, wanted.get("blob"))
    return count


async def check_not_struck(tx: Tx, permit: Permit, item_id: UUID, version_id: UUID) -> None:
    """Raises `Refused` where a version is struck: nothing is begun from it any more."""
    if any(one.struck for one in await versions(tx, permit, item_id) if one.version_id == version_id):
        raise Refused("struck")


def words_of(version: Version) -> Content:
    """What somebody wrote, without what the house put beside it."""
    return KINDS[version.clear.kind].content(version.content)


async def _strike_in(held: Writing, permit: Permit, item: Item, wanted: Content, why: str) -> int:
    if words_of(item.head) == wanted:
        # What is left where a text was moved from holds its words, too: now only where it went.
        links = {name: item.content[name] for name in (*LINKS, CHAIN) if name in item.content}
        content = {**KINDS[item.clear.kind].content({}), **links}
        head, clear = item.head, item.clear
        await put_version(held, permit, item.item_id, clear, content, cause="moved_away", base=head)
    alike = [
        one
        for one in await versions(held.tx, permit, item.item_id)
        if not one.struck and words_of(one) == wanted
    ]
    for one in alike:
        await strike_version(held, permit, one, why)
    await drop_drafts_on(held.tx, permit, item.item_id, [one.version_id for one in alike])
    return len(alike)


async def _destroy_file(held: Writing, permit: Permit, item: Item, blob: str | None) -> None:
    """Destroy the file that went with the words, unless another version of the item has it, too."""
    if blob and not any(
        one.content.get("blob") == blob
        for one in await versions(held.tx, permit, item.item_id)
        if not one.struck
    ):
        await destroy_file(held, permit, item.item_id, UUID(blob), "struck")


async def _places(
    held: Writing, permit: Permit, item_id: UUID, open_section: Open
) -> list[tuple[Permit, Item]]:
    """The item, and what it was before it was moved, and after: as far as she who strikes decides there."""
    found: dict[UUID, tuple[Permit, Item]] = {}
    waiting = [(permit, item_id)]
    while waiting:
        there, next_id = waiting.pop()
        if next_id in found:
            continue
        try:
            item = await one_item(held.tx, there, next_id)
        except Refused:
            continue  # Kept from her there: what she sees of it is struck all the same.
        found[next_id] = (there, item)
        for name in LINKS:
            section, _, other = item.content.get(name, "").partition("/")
            if other and UUID(other) not in found:
                with suppress(Refused):
                    waiting.append((await open_section(UUID(section)), UUID(other)))
    return list(found.values())


def _is_left(item: Item) -> bool:
    """Whether it is only what is left where something was moved from."""
    return item.clear.closed and "moved_to" in item.content
