"""A walk: what one person looks at in a scene, line by line.

A line is an address with its ids by name (``{meeting}``: that of the scene), and before it the status that
the page has if it is not 200. ``POST`` sends a form with nothing in it but what the query says: 422.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from ipplan.page.door import Door
from ipplan.page.routes import DOORS
from tests.journeys.sweep.ids import Ids
from tests.site import Site

Scene = Callable[[Site], Awaitable[Ids]]


@dataclass(frozen=True)
class Step:
    """One line: where, how, and with which status it is answered."""

    method: str
    address: str
    status: int

    @property
    def door(self) -> Door:
        """The first door that this address leads to."""
        path = re.sub(r"\{\w+\}", "x", self.address.partition("?")[0])
        for one in DOORS:
            if one.method == self.method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one.path), path):
                return one
        raise LookupError(f"no door at {self.method} {self.address}")


@dataclass(frozen=True)
class Walk:
    """What one person looks at in a scene; nobody's name: without a login."""

    scene: Scene
    who: str
    lines: str

    def steps(self) -> Iterator[Step]:
        for line in self.lines.split("\n"):
            found = re.fullmatch(r"\s*(?:(\d{3}) )?(POST )?(/\S*)\s*", line)
            if found:
                method = "POST" if found[2] else "GET"
                yield Step(method, found[3], int(found[1] or (422 if found[2] else 200)))
            else:
                assert not line.strip(), line
