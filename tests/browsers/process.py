"""A program of another's that runs beside the test, and ends with it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path


@asynccontextmanager
async def running(
    command: list[str], environment: Mapping[str, str], says: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program until the block ends; what it says goes to a file."""
    with says.open("ab") as file:
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=file, stderr=file)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()
