"""The doors of searching."""

from ipplan.page.door import PLAN, Door
from ipplan.page.search import search

DOORS: tuple[Door, ...] = (
    Door("GET", PLAN + "/search", search.show, "content"),
    Door("POST", PLAN + "/search", search.find, "content"),
)
