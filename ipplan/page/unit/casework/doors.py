"""The doors of casework."""

from ipplan.page.door import Door

DOORS: tuple[Door, ...] = ()
