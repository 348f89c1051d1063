"""A plan as it stood in an edition beside as it stands, or as it stood in a later one; section by section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from ipplan.gate.editions import digest_of
from ipplan.permit import Access, Permit
from ipplan.plan.differences import Difference, Standing, differences, standing_in, standing_of
from ipplan.plan.outline import Outline
from ipplan.store.database import Tx
from ipplan.store.editions import Edition, versions_in

Opened = Mapping[UUID, tuple[Permit, Outline]]


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs in one section."""

    title: str
    differences: Sequence[Difference]


def may_compare(permit: Permit) -> bool:
    """Whether its reader may read how the section stood before: as its history, who writes there."""
    return permit.access >= Access.WRITE


def as_it_stands(opened: Opened) -> dict[UUID, list[Standing]]:
    """Every open section as it stands."""
    return {section_id: standing_in(outline) for section_id, (_, outline) in opened.items()}


async def compared(
    tx: Tx, permits: Sequence[Permit], opened: Opened, before: Edition | None, after: Edition | None
) -> list[Compared]:
    """What differs from ``before`` (nothing, before the first) to ``after`` (now), where she may compare."""
    now, found = as_it_stands(opened), []
    for permit in sorted(permits, key=lambda one: _place(one, opened)):
        if not may_compare(permit):
            continue
        old = await _stood(tx, permit, before) if before else []
        new = await _stood(tx, permit, after) if after else now.get(permit.section_id, [])
        told = [one for one in differences(old, new) if new or one.item.item_id == permit.section_id]
        if told:
            title = next((one.title for one in [*new, *old] if one.item_id == permit.section_id), "")
            found.append(Compared(title, told))
    return found


async def agrees(tx: Tx, permit: Permit, found: Edition) -> bool:
    """Whether what is kept of a section is what was approved: all of it, so that nobody is told of a gap."""
    whole = await versions_in(tx, permit, found.number, withheld=True)
    return digest_of(map(standing_of, whole)) == found.sections.get(permit.section_id)


async def _stood(tx: Tx, permit: Permit, found: Edition) -> list[Standing]:
    if permit.section_id not in found.sections:
        return []
    return [standing_of(one) for one in await versions_in(tx, permit, found.number)]


def _place(permit: Permit, opened: Opened) -> tuple[bool, float, UUID]:
    pair = opened.get(permit.section_id)
    return pair is None, pair[1].position if pair else 0.0, permit.section_id
