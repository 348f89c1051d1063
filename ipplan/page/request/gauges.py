"""What a web process tells when asked."""

import asyncio
from collections.abc import Sequence

from ipplan.metrics import Gauge
from ipplan.page.house import House


async def web_gauges(house: House) -> Sequence[Gauge]:
    """Looked up now, in memory alone: asking does not cost the database anything."""
    return [
        ("ipplan_sockets", "Live sockets open here", {}, len(house.hub.connections())),
        ("ipplan_spaces_watched", "Spaces that somebody here has open", {}, house.hub.watched),
        ("ipplan_log_lines_waiting", "Lines of the access log not yet committed", {}, house.gate.log.waiting),
        ("ipplan_tasks", "Tasks under way in this process", {}, len(asyncio.all_tasks())),
        *house.database.gauges(),
    ]
