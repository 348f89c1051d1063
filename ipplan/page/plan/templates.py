"""What a plan may begin from, as it is offered to who founds one or consents to one."""

from collections.abc import Mapping
from dataclasses import dataclass

from ipplan.page.house import House
from ipplan.permit import Refused
from ipplan.plan.plan_templates import PlanTemplate


@dataclass(frozen=True)
class Offered:
    """A template in the reader's language."""

    template_id: str
    name: str
    about: str
    titles: tuple[str, ...]


def offered(house: House, municipality_id: str, language: str) -> list[Offered]:
    """Those of the municipality, with the names of their sections."""
    return [
        Offered(
            one.id,
            one.name.said(language),
            one.about.said(language),
            tuple(room.title.said(language) for room in one.room),
        )
        for one in house.templates.of(municipality_id).values()
    ]


def chosen(house: House, municipality_id: str, typed: Mapping[str, str]) -> PlanTemplate | None:
    """The one that was chosen; ``None``: none, and the rooms are the ordinary ones. Raises `Refused`."""
    template_id = typed.get("template", "")
    if not template_id:
        return None
    known = house.templates.of(municipality_id)
    if template_id not in known:
        raise Refused("no_template")
    return known[template_id]
