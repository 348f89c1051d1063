"""``make bench``: measures, prints a table, and writes bench.json. Names after the command choose files."""

import json
import resource
import sys
from collections.abc import Callable, Iterator

from ipplan.config import ROOT
from ipplan.logs import configure_logs
from tests.bench import fanout, gate, pages, start
from tests.bench.ground import Ground, open_ground
from tests.bench.measure import Figure, say

PARTS: dict[str, tuple[int, Callable[[Ground], Iterator[Figure]]]] = {
    "gate": (1, gate.measure),
    "pages": (60, pages.measure),
    "fanout": (1, fanout.measure),
    "start": (1, start.measure),
}
"""Plans in the town, and what is measured there."""


def main() -> None:
    configure_logs()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    figures: list[Figure] = []
    for name in sys.argv[1:] or PARTS:
        plans, measure = PARTS[name]
        with open_ground(plans) as ground:
            for figure in measure(ground):
                figures.append(figure)
                say(_line(figure))
    path = ROOT / "bench.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(known | {one.name: one.as_json() for one in figures}, indent=1) + "\n")
    sys.stdout.write("\n".join(["", *map(_line, figures), ""]))


def _line(one: Figure) -> str:
    sign = "≤" if one.better == "lower" else "≥"
    mark = "" if one.meets else "  MISSED"
    return f"{one.name:28} {one.value:8.4f}   must {sign} {one.must:<6} aim {one.aim:<6}{mark}"


if __name__ == "__main__":
    main()
