"""The doors of the week plan."""

from ipplan.page.door import PLAN, Door
from ipplan.page.week import on_paper, week

DOORS: tuple[Door, ...] = (
    Door("GET", PLAN + "/week", week.show, "content"),
    Door("GET", PLAN + "/week.pdf", on_paper.show, "content"),
    Door("GET", PLAN + "/month", week.month, "content"),
)
