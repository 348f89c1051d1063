"""Whose pen: a form's words are whose they were when it was opened, and nobody else's."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ipplan.gate.visit import Visit
from ipplan.page.respond import is_fragment, text, uuid_in
from ipplan.plan.kinds import KINDS


class AnotherPen(Exception):
    """A form that was begun as oneself is sent as the owner's words, or the other way round."""


def check_pen(visit: Visit, typed: Mapping[str, str]) -> None:
    """Raises `AnotherPen` where writing together was begun or ended since the form was opened."""
    if typed.get("together", "") != str(visit.standing.assistance_id or ""):
        raise AnotherPen


def over(request: Request, typed: Mapping[str, str]) -> Response:
    """Nothing was saved, and what was typed is shown; for begun drafts are kept where they belong."""
    return _shown(request, typed, "together")


def locked(request: Request, typed: Mapping[str, str]) -> Response:
    """The same where the minutes that it belongs to were locked meanwhile."""
    return _shown(request, typed, "locked")


def _shown(request: Request, typed: Mapping[str, str], folder: str) -> Response:
    kind = KINDS.get(typed.get("kind", ""))
    template = f"{folder}/_over.html" if is_fragment(request) else f"{folder}/over.html"
    values = {"kind": kind, "typed": typed, "space_id": uuid_in(request, "plan"), "slot": ""}
    slot = typed.get("slot", "")
    if is_fragment(request) and slot.startswith(("edit-", "new-")):
        values["slot"] = slot
    return HTMLResponse(text(request, template, **values), 409)
