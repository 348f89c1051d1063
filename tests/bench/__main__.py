"""``make bench``: measures, prints a table, and writes bench.json. Names after the command choose files."""

import json
import resource
import sys
from collections.abc import Callable, Iterator

from ipplan.config import ROOT
from ipplan.logs import configure_logs
from tests.bench import fanout, gate, grow, pages, paint, processes, push, search, spread, start, wake
from tests.bench.ground import Ground, open_ground
from tests.bench.measure import Figure, say

PARTS: dict[str, tuple[int, int, Callable[[Ground], Iterator[Figure]]]] = {
    "gate": (1, 60, gate.measure),
    "pages": (60, 60, pages.measure),
    "paint": (1, 60, paint.measure),
    "push": (50, 60, push.measure),
    "fanout": (1, 60, fanout.measure),
    "spread": (500, 10, spread.measure),
    "start": (1, 60, start.measure),
    "grow": (100, 10, grow.measure),
    "search": (1, 10, search.measure),
    "processes": (2, 60, processes.measure),
    "wake": (1, 1, wake.measure),
}
"""Plans in the town, items in each, and what is measured there."""


def main() -> None:
    configure_logs()
    _allow_files()
    figures: list[Figure] = []
    for name in sys.argv[1:] or PARTS:
        plans, items, measure = PARTS[name]
        with open_ground(plans, items) as ground:
            for figure in measure(ground):
                figures.append(figure)
                say(_line(figure))
    path = ROOT / "bench.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(known | {one.name: one.as_json() for one in figures}, indent=1) + "\n")
    sys.stdout.write("\n".join(["", *map(_line, figures), ""]))


def _allow_files() -> None:
    """As many sockets as the system lets a process have; ten thousand are needed."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _line(one: Figure) -> str:
    sign = "≤" if one.better == "lower" else "≥"
    mark = "" if one.meets else "  MISSED"
    return f"{one.name:28} {one.value:8.4f}   must {sign} {one.must:<6} aim {one.aim:<6}{mark}"


if __name__ == "__main__":
    main()
