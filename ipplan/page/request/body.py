"""What a request brings: not more than a form may have, and kept until it is answered."""

import re
from collections.abc import Iterator

from starlette.types import Message, Receive

LARGEST_BODY = 256 * 1024
"""Bytes of a form."""
LARGEST_FILE = 5 * 1024 * 1024
"""Bytes of a sheet that was signed."""
LARGEST_ARCHIVE = 60 * 1024 * 1024
"""Bytes of a plan that is brought in."""
FILE_DOORS = (
    (re.compile(r"/plans/[^/]+/attestations/[^/]+/registration"), LARGEST_FILE),
    (re.compile(r"/plans/[^/]+/import"), LARGEST_ARCHIVE),
)
"""The doors that take a file besides their form, and how large it may be."""


class BodyTooLarge(Exception):
    """A request body larger than its door takes (`largest_at`)."""


def largest_at(path: str, media_type: str) -> int:
    """How many bytes a door takes: some take a file besides their form."""
    if not media_type.startswith("multipart/form-data"):
        return LARGEST_BODY
    return LARGEST_BODY + next((size for door, size in FILE_DOORS if door.fullmatch(path)), 0)


class Body:
    """The body as it comes in; ``again`` gives all of it to whoever must answer for a handler that failed."""

    def __init__(self, receive: Receive, largest: int = LARGEST_BODY) -> None:
        self._receive = receive
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
            self._came.append(message)
        return message

    async def again(self) -> Message:
        """What came already, once more; then what is still coming."""
        if self._repeated is None:
            self._repeated = iter(tuple(self._came))
        message = next(self._repeated, None)
        return message if message is not None else await self()
