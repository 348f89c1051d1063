"""The doors of the map."""

from ipplan.page.door import PLAN, Door
from ipplan.page.network import around, person

DOORS: tuple[Door, ...] = (
    Door("GET", PLAN + "/network", around.show, "content"),
    Door("GET", PLAN + "/network/{contact}", person.show, "content"),
)
