"""The doors of inquiries and of one's own cases."""

from ipplan.page.door import Door

DOORS: tuple[Door, ...] = ()
