"""The provider's few pages: Jinja2, escaped, without a line of inline script or style."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from ipplan.idp.desk import Desk


def templates(web: Path) -> Environment:
    """The environment of ``web/templates/idp``; texts are in Bokmål and go through ``_()``."""
    pages = Environment(
        loader=FileSystemLoader(web / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    pages.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return pages


def page(
    desk: Desk,
    name: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    form_action: str = "",
    frames: tuple[str, ...] = (),
) -> Response:
    """One page with a policy that allows what it needs: its own files, these forms, these frames."""
    framed = " ".join(frames) or "'none'"
    policy = (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action 'self' {form_action}; frame-src {framed}"
    )
    headers = {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return HTMLResponse(desk.pages.get_template(f"idp/{name}").render(context), status, headers)


def message(desk: Desk, kind: str, *, detail: str = "", status: int = 200) -> Response:
    """A page that only says something: ``used``, ``refused``, ``ended``."""
    return page(desk, "message.html", {"kind": kind, "detail": detail}, status=status)
