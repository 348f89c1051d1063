"""The doors of the week plan."""

from ipplan.page.door import PLAN, Door
from ipplan.page.week import week

DOORS: tuple[Door, ...] = (
    Door("GET", PLAN + "/week", week.show, "content"),
    Door("GET", PLAN + "/month", week.month, "content"),
)
