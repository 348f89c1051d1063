"""The doors of files."""

from ipplan.page.door import ITEM, PLAN, SECTION, Door
from ipplan.page.files import adding, fetching, index

DOORS: tuple[Door, ...] = (
    Door("GET", PLAN + "/files", index.show, "content"),
    Door("GET", SECTION + "/files/new", adding.new, "content"),
    Door("POST", SECTION + "/files", adding.create, "content"),
    Door("GET", ITEM + "/file/new", adding.another, "content"),
    Door("POST", ITEM + "/file", adding.replace, "content"),
    Door("GET", ITEM + "/file", fetching.file, "content"),
    Door("GET", ITEM + "/picture", fetching.picture, "content"),
)
