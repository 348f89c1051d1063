"""The short overview: what who decides lets busy people see first."""

from dataclasses import dataclass

from ipplan.language import N_
from ipplan.plan.kinds.about import ABOUT
from ipplan.plan.kinds.kind import Kind


@dataclass(frozen=True)
class Highlight:
    """That what it stands under is shown in the short overview; it has no words of its own."""


KINDS = (
    Kind(
        "highlight",
        N_("Vises i den korte oversikten"),
        N_("Vis i den korte oversikten"),
        Highlight,
        under=("goal", "action", "text", *ABOUT, "need", "service", "contact", "appointment", "document"),
        alone=False,
        own=True,
        made=False,
    ),
)
