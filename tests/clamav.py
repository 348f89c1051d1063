"""A real clamd, run by hand, with one virus on its list: the test file that all scanners know."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.page.sending import EICAR

CONFIG = """\
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/lists
PidFile {folder}/clamd.pid
Foreground yes
StreamMaxLength 60M
MaxFileSize 60M
MaxScanSize 60M
"""


def clamd_path() -> str | None:
    """Where clamd is; the distribution puts it where only root looks."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    return shutil.which("clamd", path=path)


@asynccontextmanager
async def clamd(folder: Path) -> AsyncIterator[str]:
    """A clamd that answers on the socket it gives, until the block ends."""
    path = clamd_path()
    assert path, "there is no clamd: python -m tests.install_clamd"
    (folder / "lists").mkdir(exist_ok=True)
    (folder / "lists/test.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    (folder / "clamd.conf").write_text(CONFIG.format(folder=folder))
    log = (folder / "clamd.log").open("wb")
    config = f"--config-file={folder / 'clamd.conf'}"
    process = await asyncio.create_subprocess_exec(path, config, stdout=log, stderr=log)
    socket = str(folder / "clamd.sock")
    try:
        async with asyncio.timeout(60):
            while not await _answers(socket):
                assert process.returncode is None, (folder / "clamd.log").read_text()
                await asyncio.sleep(0.05)
        yield socket
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        log.close()


async def _answers(socket: str) -> bool:
    try:
        reader, writer = await asyncio.open_unix_connection(socket)
    except OSError:
        return False
    writer.write(b"zPING\0")
    answer = await reader.readuntil(b"\0")
    writer.close()
    return answer == b"PONG\0"
