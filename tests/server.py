"""The real command that serves the app, as a process of its own that can be killed and started again."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from ipplan.config import ROOT, Settings


@dataclass
class Server:
    """``python -m MODULE serve`` with the settings' values in its environment."""

    settings: Settings
    module: str = "ipplan"
    said: Path | None = None
    """Where what it writes is added to; ``None``: to what the test itself writes."""
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def address(self) -> str:
        """Where this process itself answers, whatever the installation is called from outside."""
        return f"http://{self.settings.host}:{self.settings.port}"

    def spawn(self) -> subprocess.Popen[bytes]:
        with contextlib.ExitStack() as stack:
            return subprocess.Popen(
                [sys.executable, "-m", self.module, "serve"],
                cwd=ROOT,
                env={**os.environ, **_environment(self.settings)},
                stdout=stack.enter_context(self.said.open("ab")) if self.said else None,
            )

    async def start(self) -> None:
        self.process = self.spawn()
        async with httpx2.AsyncClient() as client:
            while not await self._ready(client):
                assert self.process.poll() is None, "the server stopped by itself"
                await asyncio.sleep(0.05)

    async def _ready(self, client: httpx2.AsyncClient) -> bool:
        try:
            return (await client.get(f"{self.address}/readyz")).status_code == 200
        except httpx2.HTTPError:
            return False

    def kill(self) -> None:
        """SIGKILL: no farewell, nothing written on the way out."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


def _environment(settings: Settings) -> Mapping[str, str]:
    return {
        "IPPLAN_ENV": "test",
        "IPPLAN_PORT": str(settings.port),
        "IPPLAN_IDP_PORT": str(settings.idp_port),
        "IPPLAN_BASE_URL": settings.base_url,
        # A race writes more in a minute than people do.
        "IPPLAN_RATE_LOGIN": "1000000/minute",
        "IPPLAN_RATE_WRITE": "1000000/minute",
        "IPPLAN_RATE_SIGN": "1000000/minute",
        "IPPLAN_RATE_CALENDAR": "1000000/minute",
        "IPPLAN_LIVE_PER_SESSION": "1000000",
        "IPPLAN_LIVE_PER_SPACE": "1000000",
        "IPPLAN_DATABASE_URL": settings.database_url,
        "IPPLAN_KEYS": str(settings.keys),
        "IPPLAN_METRICS_PORT": str(settings.metrics_port),
    }
