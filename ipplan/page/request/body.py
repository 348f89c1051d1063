"""What a request brings: not more than a form may have, and kept until it is answered."""

import re
from collections.abc import Iterator

from starlette.types import Message, Receive

from ipplan.plan.filetypes import LARGEST

LARGEST_BODY = 256 * 1024
"""Bytes of a form."""
LARGEST_FILE = 5 * 1024 * 1024
"""Bytes of a scanned sheet, at the one door that takes one."""
LARGEST_ARCHIVE = 60 * 1024 * 1024
"""Bytes of a plan that is brought in."""
SHEET_DOOR = re.compile(r"/plans/[^/]+/attestations/[^/]+/registration")
FILE_DOOR = re.compile(r"/plans/[^/]+/sections/[^/]+/(files|items/[^/]+/file)")
"""The doors that take files: read while they come in, and never kept whole."""
ARCHIVE_DOOR = re.compile(r"/plans/[^/]+/import")
"""The door that takes a plan: the same."""


def takes_file(method: str, path: str) -> bool:
    """Whether a file is sent there: it is not kept for who must send it again, from its form."""
    return method == "POST" and FILE_DOOR.fullmatch(path) is not None


class BodyTooLarge(Exception):
    """A request body larger than its door takes (`body_at`)."""


def body_at(path: str, media_type: str, receive: Receive) -> "Body":
    """The body that a door takes: some take a file besides their form."""
    if not media_type.startswith("multipart/form-data"):
        return Body(receive)
    if SHEET_DOOR.fullmatch(path):
        return Body(receive, LARGEST_BODY + LARGEST_FILE)
    if FILE_DOOR.fullmatch(path):
        return Body(receive, LARGEST_BODY + LARGEST, kept=False)
    if ARCHIVE_DOOR.fullmatch(path):
        return Body(receive, LARGEST_BODY + LARGEST_ARCHIVE, kept=False)
    return Body(receive)


class Body:
    """The body as it comes in; ``again`` gives all of it to whoever must answer for a handler that failed.

    One that is not ``kept`` is gone when it has been read: whoever asks again is given none.
    """

    def __init__(self, receive: Receive, largest: int = LARGEST_BODY, *, kept: bool = True) -> None:
        self._receive = receive
        self._kept = kept
        self._largest = largest
        self._came: list[Message] = []
        self._size = 0
        self._repeated: Iterator[Message] | None = None

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            if self._size > self._largest:
                raise BodyTooLarge
            if self._kept:
                self._came.append(message)
        return message

    async def again(self) -> Message:
        """What came already, once more; then what is still coming."""
        if not self._kept:
            return {"type": "http.request", "body": b"", "more_body": False}
        if self._repeated is None:
            self._repeated = iter(tuple(self._came))
        message = next(self._repeated, None)
        return message if message is not None else await self()
