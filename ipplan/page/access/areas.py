"""Sections by the template's areas: what pages name that may not know the owner's own titles."""

from uuid import UUID

from ipplan.gate.visit import Visit
from ipplan.plan.areas import AREA_NAMES


def areas_of(visit: Visit) -> dict[str, UUID]:
    """The space's sections that come from the template, in its order."""
    there = {row.area: row.section_id for row in visit.space.sections}
    return {area: there[area] for area in AREA_NAMES if area in there}
