"""The doors of taking a plan along, and of bringing one in."""

from ipplan.page.door import PLAN, Door
from ipplan.page.taking import arrival, export

DOORS: tuple[Door, ...] = (
    Door("GET", PLAN + "/export", export.show, "content"),
    Door("GET", PLAN + "/export/plan.zip", export.as_zip, "content"),
    Door("GET", PLAN + "/import", arrival.new, "content"),
    Door("POST", PLAN + "/import", arrival.create, "content"),
    Door("GET", PLAN + "/import/review", arrival.review, "content"),
    Door("POST", PLAN + "/import/confirmation", arrival.confirmation, "content"),
)
