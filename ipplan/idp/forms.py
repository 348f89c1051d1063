"""Forms and queries in which no parameter may come twice (RFC 6749 section 3.1)."""

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

from ipplan.idp.faults import OAuthError


async def read_form(request: Request) -> dict[str, str]:
    """The body as a plain dictionary. Raises OAuthError."""
    return _once(await request.form(max_files=0, max_fields=100))


def read_query(request: Request) -> dict[str, str]:
    """The query as a plain dictionary. Raises OAuthError."""
    return _once(request.query_params)


def _once(values: ImmutableMultiDict[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in values.multi_items():
        if name in found or not isinstance(value, str):
            raise OAuthError("invalid_request", "a parameter came twice, or is not a text")
        found[name] = value
    return found
