"""Which item of a section holds what it has of a meeting: one for each of both, by its id."""

from uuid import UUID, uuid5

from ipplan.plan.outline import Node, Outline
from ipplan.store.items import Item

MEETING = "meeting"
"""Where an agenda's content says of which meeting it is."""


def agenda_id(meeting_id: UUID, section_id: UUID) -> UUID:
    """The id of the item under which a section's points and lines of a meeting stand."""
    return uuid5(meeting_id, str(section_id))


def meeting_of(agenda: Item) -> UUID:
    """Of which meeting an agenda is."""
    return UUID(agenda.content[MEETING])


def agenda_in(outline: Outline, meeting_id: UUID) -> Node | None:
    """What a section has of a meeting; ``None``: nothing that is open."""
    wanted = agenda_id(meeting_id, outline.section_id)
    return next((node for node in outline.agendas if node.item_id == wanted), None)
