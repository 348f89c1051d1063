"""Static files: kept for good under the address of their content, asked for anew under their plain names."""

import os
import re
from mimetypes import guess_type

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, PathLike, StaticFiles
from starlette.types import Scope

from ipplan.assets import asset

MARKED = re.compile(r"^([0-9a-f]{16})/")
FOR_GOOD = "public, max-age=31536000, immutable"
ASK = "no-cache"


class Static(StaticFiles):
    """Serves ``/name`` and ``/mark/name``: the latter for good, if the mark is that of the file we have."""

    def get_path(self, scope: Scope) -> str:
        """Without the mark."""
        return MARKED.sub("", super().get_path(scope), count=1)

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, packed for who can unpack it; 304 for who has it."""
        asked, found = Headers(scope=scope), asset(str(full_path), stat_result)
        packed = found.packed if "gzip" in asked.get("accept-encoding", "") else None
        headers = {
            "cache-control": self._kept(scope, found.mark),
            "etag": f'"{found.mark}-gzip"' if packed else f'"{found.mark}"',
            "vary": "accept-encoding",
        }
        if packed:
            headers["content-encoding"] = "gzip"
        media_type = guess_type(str(full_path))[0] or "application/octet-stream"
        answer = Response(packed or found.body, status_code, headers, media_type)
        return NotModifiedResponse(answer.headers) if self.is_not_modified(answer.headers, asked) else answer

    def _kept(self, scope: Scope, mark: str) -> str:
        # While a release is rolled out, one process is asked for what another has: it gives what it has
        # itself, and nobody keeps that as the other's.
        asked = MARKED.match(super().get_path(scope))
        return FOR_GOOD if asked and asked[1] == mark else ASK
