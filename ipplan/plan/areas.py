"""The areas of a plan's template: what its sections are made from, by the kind of space."""

from collections.abc import Mapping

from ipplan.language import N_

AREAS: Mapping[str, str] = {
    "about": N_("Om meg"),
    "needs": N_("Ressurser og behov"),
    "health": N_("Helse"),
    "home": N_("Hjemme"),
    "work": N_("Skole eller arbeid"),
    "leisure": N_("Fritid"),
    "economy": N_("Økonomi"),
    "network": N_("Nettverk"),
    "meetings": N_("Møter"),
    "messages": N_("Meldinger"),
}
"""The template that a plan's sections are made from."""
AREAS_OF: Mapping[str, Mapping[str, str]] = {
    "plan": AREAS,
    "coordination": {area: AREAS[area] for area in ("about", "needs", "network", "meetings", "messages")},
    "expecting": {
        "health": AREAS["health"],
        "preparations": N_("Forberedelser"),
        "home": N_("Bolig og økonomi"),
        "meetings": AREAS["meetings"],
        "messages": N_("Kontakt og beskjeder"),
    },
}
"""The template by the kind of space: without a plan there is less to coordinate, and before a birth other
things."""
ON_DEMAND: Mapping[str, str] = {
    "duties": N_("Barnekoordinatorens oppgaver"),
    "roles": N_("Rolleavtale"),
    "diary": N_("Dagbok"),
    "crisis": N_("Krisesiden"),
}
"""What a space has of these is made when somebody needs it (rooms.py); the first with a child's plan."""
AREA_NAMES: Mapping[str, str] = {**AREAS_OF["expecting"], **AREAS, **ON_DEMAND}
"""What sections are called where their own titles are not to be shown."""
OTHER_AREA = "other"
