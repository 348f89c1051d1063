"""Audiences: items that are for their author and a few others, by what is sealed with them.

Who is in an item's audience reads it with all that stands under it, and so does who acts for her where she is
the owner. Its author reads it herself, and nobody in her place. Whoever decides has no other right to it.
Of an item whose row was edited, neither row nor words open (store/versions.py); and none opens whose row says
something else than what was sealed (`without_withheld`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from ipplan.gate.facts import AudienceRow, Audiences, SpaceFacts
from ipplan.gate.standing import Standing


def without_others(standing: Standing, space: SpaceFacts, account_id: UUID) -> Standing:
    """The standing, without what is for others; also as it is while she writes the owner's own words."""
    if not space.audiences.rows:
        return standing
    readers = frozenset({account_id, standing.on_behalf_of or account_id})
    own = outside(space.audiences.rows, readers, account_id)
    together = standing.together
    if together is not None:
        # On that login there stands what is the owner's, and nothing that is either's alone.
        shared = outside(space.audiences.rows, frozenset({space.owner_id}), None)
        together = replace(together, standing=replace(together.standing, outside=shared))
    return replace(standing, outside=own, together=together)


def outside(
    rows: Iterable[AudienceRow], readers: frozenset[UUID], author: UUID | None
) -> Mapping[UUID, frozenset[UUID]]:
    """What is for others, by section; ``author``: who reads what she has written herself."""
    found: dict[UUID, set[UUID]] = {}
    for row in rows:
        if row.created_by != author and not readers.intersection(row.audience):
            found.setdefault(row.section_id, set()).add(row.item_id)
    return {section: frozenset(items) for section, items in found.items()}


def packed_audiences(rows: Iterable[Mapping[str, Any]]) -> Audiences:
    """Those of items as an archive holds them; one from before there were any has none."""
    return Audiences.of(
        AudienceRow(row["section_id"], row["item_id"], row["created_by"], tuple(row["audience"]))
        for row in rows
        if row.get("audience") is not None
    )
