"""What a process counts while it works, in Prometheus' words; nothing here says who or what.

A count costs about a microsecond. What can be looked up (sockets, pools, queues) is looked up when asked for.
"""

from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

from prometheus_client import REGISTRY, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

DURATION = Histogram("ipplan_request_seconds", "Time to the end of an answer", ("door",), buckets=SECONDS)
REQUESTS = Counter("ipplan_requests", "Answers given", ("door", "method", "status"))
REFUSED = Counter("ipplan_refused", "Refusals, by their true reason", ("what", "reason"))
ERRORS = Counter("ipplan_errors", "Lines of the log that somebody ought to read", ("event",))
PUSHES = Counter("ipplan_pushes", "Frames handed to live sockets")
GATE = Histogram("ipplan_gate_query_seconds", "The gate's access query", buckets=SECONDS)
LINES = Counter("ipplan_log_lines", "Lines of the access log committed")

Gauge = tuple[str, str, dict[str, str], float]
"""Name, what it says, labels, value."""


def count_event(_: Any, level: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Count refusals and errors where they are logged anyway: none is forgotten."""
    name = str(event.get("event"))
    if name.endswith("refused"):
        # What stands behind a colon tells how, and would make a series of each.
        REFUSED.labels(name, str(event.get("reason")).partition(":")[0]).inc()
    elif level in ("error", "exception", "critical"):
        ERRORS.labels(name).inc()
    return event


def exposition(gauges: Sequence[Gauge]) -> bytes:
    """Everything counted in this process, and ``gauges``, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Looked(gauges))
    return generate_latest(REGISTRY) + generate_latest(registry)


class _Looked(Collector):
    """Values that were looked up for one answer."""

    def __init__(self, gauges: Sequence[Gauge]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        for name, says, labels, value in self._gauges:
            family = families.setdefault(name, GaugeMetricFamily(name, says, labels=list(labels)))
            family.add_metric(list(labels.values()), value)
        yield from families.values()
