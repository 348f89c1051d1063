"""What the provider says when it will not: an OAuth error for programs."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class OAuthError(Exception):
    """RFC 6749 section 5.2; ``description`` is for the developer who reads it."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status


async def as_json(request: Request, error: Exception) -> Response:
    """The exception handler of the endpoints that programs call."""
    assert isinstance(error, OAuthError)
    body = {"error": error.error, "error_description": error.description}
    return JSONResponse(body, error.status, headers={"cache-control": "no-store"})
