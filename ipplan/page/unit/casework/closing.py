"""A case is over: decided and done with, or withdrawn by the person it is about."""

from starlette.requests import Request

from ipplan.page.unit.casework.forms import Form, Read
from ipplan.page.unit.casework.opened import Opened, Work
from ipplan.unit.acts import OPEN, do


def _read(read: Read, case: Opened) -> None:
    read.text("words", needed=case.file.state in OPEN)


async def _close(request: Request, work: Work, read: Read) -> None:
    """While it is open, only because the person does not want it any more."""
    said = {"words": read.text("words", needed=False)}
    if work.file.state in OPEN:
        await do(work.held, work.papers, work.file, "withdrawn", said)
    else:
        await do(work.held, work.work, work.file, "closed", said, closed_at=work.held.now)


CLOSING = Form("closing", "unit/cases/closing.html", _read, _close)
