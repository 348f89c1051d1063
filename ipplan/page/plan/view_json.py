"""view.json: what somebody may see, as data. Its schema stands in view.schema.json."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from ipplan.gate.visit import Visit
from ipplan.permit import Permit
from ipplan.plan.agendas import MEETING
from ipplan.plan.kinds import KINDS
from ipplan.plan.origins import origin_of
from ipplan.plan.outline import Node, Outline

SCHEMA = Path(__file__).parent / "view.schema.json"


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads which plan, and when."""

    space_id: UUID
    kind: str
    owner_id: UUID
    reader_id: UUID
    on_behalf_of: UUID | None
    at: datetime
    together: bool = False
    """Whether she writes the owner's own words with her."""


def reading_of(visit: Visit) -> Reading:
    """Who reads on a visit."""
    space, standing = visit.space, visit.standing
    reader_id = visit.actor.account_id
    behalf, together = standing.on_behalf_of, visit.assisting
    return Reading(space.space_id, visit.kind, space.owner_id, reader_id, behalf, visit.at, together)


def as_json(reading: Reading, opened: Mapping[UUID, tuple[Permit, Outline]]) -> dict[str, Any]:
    """The document; keys as the schema names them, times in ISO 8601, UTC."""
    return {
        "space": str(reading.space_id),
        "kind": reading.kind,
        "owner": str(reading.owner_id),
        "reader": str(reading.reader_id),
        "on_behalf_of": _id(reading.on_behalf_of),
        "together": reading.together,
        "at": reading.at.isoformat(),
        "sections": [_section(permit, outline) for permit, outline in opened.values()],
    }


def _section(permit: Permit, outline: Outline) -> dict[str, Any]:
    return {
        "section": str(outline.section_id),
        "title": outline.title,
        "access": permit.access.word,
        "until": permit.expires_at.isoformat(),
        "items": [_item(node) for node in outline.whole],
    }


def _item(node: Node) -> dict[str, Any]:
    head, clear = node.item.head, node.clear
    return {
        "item": str(node.item_id),
        "kind": clear.kind,
        "version": str(head.version_id),
        "number": head.number,
        "author": str(head.author_id),
        "on_behalf_of": _id(head.on_behalf_of),
        "own_words": {"of": str(head.words.owner_id), "written_by": str(head.words.written_by)}
        if head.words
        else None,
        "at": head.at.isoformat(),
        "status": clear.status or None,
        "starts_on": clear.starts_at.date().isoformat() if clear.starts_at else None,
        "due_on": clear.due_on.isoformat() if clear.due_on else None,
        "responsible": _id(clear.responsible_id),
        "audience": None if clear.audience is None else [str(one) for one in clear.audience],
        "origin": asdict(origin) if (origin := origin_of(node.content)) else None,
        "meeting": node.content.get(MEETING) if clear.kind == "agenda" else None,
        "content": KINDS[clear.kind].content(node.content),
        "items": [_item(below) for below in node.below],
    }


def _id(value: UUID | None) -> str | None:
    return str(value) if value else None
