"""What a request brings: not more than a form may have, and kept until it is answered."""

from collections.abc import Iterator

from starlette.types import Message, Receive

LARGEST_BODY = 256 * 1024
"""Bytes of a form; files will have a door of their own."""


class BodyTooLarge(Exception):
    """A request body over `LARGEST_BODY`."""


class Body:
    """The body as it comes in; ``again`` gives all of it to whoever must answer for a handler that failed."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._came: list[Message] = []
        self._size = 0
        self._repeated: Iterator[Message] | None = None

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            if self._size > LARGEST_BODY:
                raise BodyTooLarge
            self._came.append(message)
        return message

    async def again(self) -> Message:
        """What came already, once more; then what is still coming."""
        if self._repeated is None:
            self._repeated = iter(tuple(self._came))
        message = next(self._repeated, None)
        return message if message is not None else await self()
