"""The process's own log: one JSON line per event, with the request's id and without personal data.

What an exception says may be what somebody wrote (a database error quotes the row), so only its kind and the
places in the code are told. Of what a library says, only the sentence is told, without what was filled in.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

from ipplan.metrics import count_event

FRAMES = 12
"""The innermost places of an exception that are told."""

log = structlog.get_logger()


def configure_logs() -> None:
    """Say everything in this process's output by the rules above, libraries included; may be called again."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            without_words,
            count_event,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if not isinstance(one, Forward)] + [Forward()]
    root.setLevel(logging.WARNING)


def without_words(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception by its kind and the places it came through."""
    given = event.pop("exc_info", None)
    error = _exception(given)
    if error is not None:
        event["error"] = " < ".join(_kind(one) for one in _chain(error))
        event["places"] = _places(error.__traceback__)
    return event


class Forward(logging.Handler):
    """Lets what libraries log come out as ours does."""

    def emit(self, record: logging.LogRecord) -> None:
        said = (str(record.msg).splitlines() or [""])[0]
        log.log(record.levelno, "library", logger=record.name, said=said, exc_info=record.exc_info)


def _exception(given: Any) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    found = sys.exc_info() if given is True else given
    return found[1] if isinstance(found, tuple) else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and those that led to it, the last first."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _kind(error: BaseException) -> str:
    """The type; of a database error also PostgreSQL's code, which says what was wrong and not with whom."""
    code = getattr(error, "sqlstate", None)
    return f"{type(error).__name__}({code})" if code else type(error).__name__


def _places(trace: TracebackType | None) -> list[str]:
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(trace)]
    return [f"{_short(code.co_filename)}:{line} {code.co_name}" for code, line in frames[-FRAMES:]]


def _short(name: str) -> str:
    return "/".join(Path(name).parts[-3:])
