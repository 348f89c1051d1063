"""The doors of the unit's own pages: its plans, its people, its letters, its numbers."""

from ipplan.page import training
from ipplan.page.door import CLOSED, COLLEAGUE, SERVICE, UNIT, Door
from ipplan.page.unit import post, services, unit
from ipplan.page.unit.figures import oversight
from ipplan.page.unit.figures import pulse as unit_pulse
from ipplan.page.unit.plans import child as unit_child
from ipplan.page.unit.plans import closed as unit_closed
from ipplan.page.unit.plans import closing as unit_closing
from ipplan.page.unit.plans import mandates as unit_mandates
from ipplan.page.unit.plans import paper as unit_paper
from ipplan.page.unit.plans import protection as unit_protection
from ipplan.page.unit.staff import people as colleagues

DOORS: tuple[Door, ...] = (
    Door("GET", "/unit/training", training.unit, "unit"),
    Door("GET", "/unit", unit.index, "unit"),
    Door("GET", "/unit/oversight", oversight.show, "unit"),
    Door("GET", "/unit/oversight.csv", oversight.as_csv, "unit"),
    Door("GET", "/unit/pulse", unit_pulse.index, "unit"),
    Door("GET", "/unit/closed", unit_closed.index, "unit"),
    Door("GET", CLOSED, unit_closed.show, "unit"),
    Door("POST", CLOSED + "/openings", unit_closed.opening, "unit"),
    Door("POST", CLOSED + "/openings/{opening}/ending", unit_closed.ending, "unit"),
    Door("GET", UNIT + "/closing", unit_closing.new, "unit"),
    Door("POST", UNIT + "/closing", unit_closing.create, "unit"),
    Door("GET", "/unit/post", post.index, "unit"),
    Door("POST", "/unit/post/{letter}/printing", post.printing, "unit"),
    Door("POST", "/unit/post/{letter}/sending", post.sending, "unit"),
    Door("GET", "/unit/services", services.index, "unit"),
    Door("GET", "/unit/services/new", services.new, "unit"),
    Door("POST", "/unit/services", services.create, "unit"),
    Door("GET", SERVICE, services.show, "unit"),
    Door("POST", SERVICE, services.change, "unit"),
    Door("POST", SERVICE + "/closure", services.closure, "unit"),
    Door("POST", SERVICE + "/reopening", services.reopening, "unit"),
    Door("GET", "/unit/protection", unit_protection.show, "unit"),
    Door("POST", "/unit/protection", unit_protection.change, "unit"),
    Door("GET", "/unit/people", colleagues.show, "unit"),
    Door("POST", "/unit/people", colleagues.appointing, "unit"),
    Door("POST", COLLEAGUE + "/prolonging", colleagues.prolonging, "unit"),
    Door("POST", COLLEAGUE + "/ending", colleagues.ending, "unit"),
    Door("GET", UNIT, unit.show, "unit"),
    Door("GET", UNIT + "/child/new", unit_child.new, "unit"),
    Door("POST", UNIT + "/child", unit_child.create, "unit"),
    Door("GET", UNIT + "/mandates/new", unit_mandates.new, "unit"),
    Door("POST", UNIT + "/mandates", unit_mandates.create, "unit"),
    Door("POST", UNIT + "/mandates/{mandate}/ending", unit.ending, "unit"),
    Door("POST", UNIT + "/paper", unit_paper.record, "unit"),
    Door("POST", UNIT + "/paper/ending", unit_paper.ending, "unit"),
    Door("POST", UNIT + "/attestations/{attestation}/confirmation", unit_paper.confirmation, "unit"),
    Door("POST", UNIT + "/attestations/{attestation}/declining", unit_paper.declining, "unit"),
)
