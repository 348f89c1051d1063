"""Catches the demo's mail: a real SMTP server on loopback that writes what it gets to files."""

import asyncio
import email
import email.policy
import itertools
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import typer
from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST_MESSAGE = 25_000_000  # bytes


class Mailbox:
    """The aiosmtpd handler: one file per message, one line per file."""

    def __init__(self, folder: Path, tell: Callable[[str], None] = typer.echo) -> None:
        self.folder = folder
        self._tell = tell
        self._numbers = itertools.count(1)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a message; the name is aiosmtpd's."""
        content = bytes(envelope.content)
        path = self._keep(content)
        self._tell(f"E-post til {', '.join(envelope.rcpt_tos)}: {_subject(content)} ({path})")
        return "250 Message accepted for delivery"

    def _keep(self, content: bytes) -> Path:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        path = self.folder / f"{stamp}-{next(self._numbers)}.eml"
        half = path.with_suffix(".new")
        half.touch(mode=0o600)
        half.write_bytes(content)
        half.rename(path)  # whoever watches the folder never sees half a message
        return path


async def serve_mailbox(folder: Path, host: str, port: int) -> None:
    """Receive mail until SIGTERM or SIGINT."""
    handler = Mailbox(folder)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(
        lambda: SMTP(handler, data_size_limit=LARGEST_MESSAGE, enable_SMTPUTF8=True, hostname="localhost"),
        host,
        port,
    )
    async with server:
        await stop.wait()


def _subject(content: bytes) -> str:
    message = email.message_from_bytes(content, policy=email.policy.default)
    # A subject is a stranger's text: it may not move the cursor or begin a line of its own.
    return "".join(c if c.isprintable() else " " for c in str(message["subject"] or "(uten emne)"))
