"""What a process tells of itself."""

import re
from collections import Counter

import httpx2

from tests.server import Server


async def told(server: Server) -> Counter[str]:
    """What a process tells of itself, summed over labels."""
    async with httpx2.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{server.settings.metrics_port}/metrics")
    found: Counter[str] = Counter()
    for name, value in re.findall(r"^(\w+)(?:\{.*\})? (\S+)$", answer.text, re.M):
        found[name] += float(value)  # type: ignore[assignment]
    return found
