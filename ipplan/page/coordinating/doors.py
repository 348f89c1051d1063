"""The doors of coordinating: who can, who is asked to, who does, and who stands in for her."""

from ipplan.page.coordinating import asked, coordinator
from ipplan.page.door import ASKED, PLAN, REGISTER, UNIT, Door
from ipplan.page.unit.coordinators import appointing as unit_appointing
from ipplan.page.unit.coordinators import register as coordinators

ONE = UNIT + "/coordinator/{appointment}"
DOORS: tuple[Door, ...] = (
    Door("GET", REGISTER, coordinators.index, "unit"),
    Door("POST", REGISTER, coordinators.create, "unit"),
    Door("GET", REGISTER + "/new", coordinators.new, "unit"),
    Door("GET", REGISTER + "/{account}", coordinators.show, "unit"),
    Door("POST", REGISTER + "/{account}", coordinators.change, "unit"),
    Door("POST", REGISTER + "/{account}/ending", coordinators.ending, "unit"),
    Door("GET", UNIT + "/coordinator/new", unit_appointing.new, "unit"),
    Door("POST", UNIT + "/coordinator", unit_appointing.create, "unit"),
    Door("GET", ONE, unit_appointing.show, "unit"),
    Door("POST", ONE + "/agreement", unit_appointing.agreement, "unit"),
    Door("POST", ONE + "/appointment", unit_appointing.appointment, "unit"),
    Door("POST", ONE + "/taking_back", unit_appointing.taking_back, "unit"),
    Door("POST", UNIT + "/roles/{role}/ending", unit_appointing.ending, "unit"),
    Door("GET", ASKED, asked.show, "content"),
    Door("POST", ASKED + "/answer", asked.answer, "content"),
    Door("POST", ASKED + "/agreement", asked.agreement, "content"),
    Door("GET", PLAN + "/coordinator", coordinator.show, "content"),
    Door("POST", PLAN + "/coordinator/wish", coordinator.wish, "content"),
    Door("POST", PLAN + "/coordinator/telling", coordinator.telling, "content"),
    Door("POST", PLAN + "/coordinator/deputy", coordinator.deputy, "content"),
)
