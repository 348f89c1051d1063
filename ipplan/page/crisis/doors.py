"""The doors of the crisis page."""

from ipplan.page.crisis import code, crisis, opened, paper, picking
from ipplan.page.door import CRISIS, PLAN, Door

HERE = PLAN + "/crisis"
DOORS = (
    Door("GET", CRISIS, opened.show, "content"),
    Door("GET", CRISIS + "/standing", opened.standing_now, "content"),
    Door("GET", HERE, crisis.show, "content"),
    Door("POST", HERE, crisis.create, "content"),
    Door("POST", HERE + "/code", code.create, "content"),
    Door("POST", HERE + "/code/ending", code.ending, "content"),
    Door("GET", HERE + "/picks/new", picking.new, "content"),
    Door("POST", HERE + "/picks", picking.create, "content"),
    Door("GET", HERE + "/paper.pdf", paper.show, "content"),
)
