"""Who sees how much of a plan now, for who decides over it."""

from dataclasses import dataclass

from ipplan.gate.visit import Visit
from ipplan.store.people import Participant


@dataclass(frozen=True)
class Seeing:
    """Somebody who takes part."""

    person: Participant
    count: int
    """How many of the sections that the visitor may open."""
    all: bool
    """Whether that is all of them."""


def seen_by(visit: Visit) -> list[Seeing]:
    """The others, by name: nothing of what stands there is opened for it."""
    company, sections = visit.company(), [row.section_id for row in visit.open_sections()]
    found = []
    for one in company.people:
        standing = company.standings.get(one.account_id)
        if one.account_id == visit.actor.account_id or one.account_id == visit.space.owner_id:
            continue
        count = sum(standing.may(section) for section in sections) if standing else 0
        found.append(Seeing(one, count, bool(sections) and count == len(sections)))
    return found
