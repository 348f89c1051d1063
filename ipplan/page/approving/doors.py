"""The doors of a plan's approval."""

from ipplan.page.approving import approval
from ipplan.page.door import PLAN, Door

APPROVAL = PLAN + "/approval"
DOORS: tuple[Door, ...] = (
    Door("GET", APPROVAL, approval.show, "content"),
    Door("POST", APPROVAL, approval.create, "content"),
    Door("GET", APPROVAL + "/{edition}", approval.edition, "content"),
    Door("POST", APPROVAL + "/{edition}/answer", approval.answer, "content"),
)
