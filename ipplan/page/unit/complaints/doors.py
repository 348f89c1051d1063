"""The doors of the unit's work on complaints."""

from ipplan.page.door import Door

DOORS: tuple[Door, ...] = ()
