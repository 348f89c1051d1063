"""Static files: kept for good under the address of their content, and only that content under it."""

import gzip
import os
import re
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from ipplan.assets import address, asset
from ipplan.config import ROOT
from ipplan.page.request.static import FOR_GOOD, Static

NAMED = re.compile(r"static\('([^']+)'\)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "look.css").write_text("a { color: red }\n" * 100)
    (tmp_path / "small.js").write_text("1")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> httpx2.AsyncClient:
    app = Starlette(routes=[Mount("/static", Static(directory=folder))])
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://here")


async def test_an_address_of_the_content_is_kept_for_good_and_packed(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    there = address(folder, "vendor/look.css")
    assert re.fullmatch(r"/static/[0-9a-f]{16}/vendor/look\.css", there)
    answer = await client.get(there, headers={"accept-encoding": "br, gzip"})
    assert answer.headers["cache-control"] == FOR_GOOD
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert int(answer.headers["content-length"]) < 200 < len(answer.content) == 1_700
    plain = await client.get(there, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content
    assert plain.headers["etag"] != answer.headers["etag"]


async def test_a_plain_name_is_asked_for_anew_and_is_not_sent_twice(client: httpx2.AsyncClient) -> None:
    first = await client.get("/static/vendor/look.css")
    assert first.headers["cache-control"] == "no-cache"
    known = {"if-none-match": first.headers["etag"]}
    again = await client.get("/static/vendor/look.css", headers=known)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert again.headers["cache-control"] == "no-cache"
    other = await client.get("/static/small.js", headers=known)
    assert (other.status_code, other.content) == (200, b"1")
    assert "content-encoding" not in other.headers, "packed, it would be larger"


async def test_what_has_changed_has_another_address_and_is_kept_under_no_old_one(
    client: httpx2.AsyncClient, folder: Path
) -> None:
    file = folder / "vendor" / "look.css"
    old = address(folder, "vendor/look.css")
    file.write_text("a { color: blue }")
    os.utime(file, (1, 1))
    new = address(folder, "vendor/look.css")
    assert new != old
    late = await client.get(old)
    assert (late.text, late.headers["cache-control"]) == ("a { color: blue }", "no-cache")
    assert (await client.get(new)).headers["cache-control"] == FOR_GOOD


@pytest.mark.parametrize(
    "name",
    [
        "none.css",
        "vendor",
        "0123456789abcdef/none.css",
        "vendor/0123456789abcdef/look.css",
        "..%2fsecret",
        "0123456789abcdef/..%2f..%2fsecret",
    ],
)
async def test_there_is_nothing_else(client: httpx2.AsyncClient, folder: Path, name: str) -> None:
    (folder.parent / "secret").write_text("x")
    assert (await client.get(f"/static/{name}")).status_code == 404


def test_every_file_that_templates_name_is_there_and_none_is_named_without_its_content() -> None:
    named: set[str] = set()
    for path in (ROOT / "web" / "templates").rglob("*.html"):
        if path.parent.name == "idp":
            continue
        text = path.read_text()
        assert "/static/" not in text, path
        named |= set(NAMED.findall(text))
    assert {"colours.css", "ipplan.js", "vendor/htmx.js"} <= named
    for name in named:
        assert address(ROOT / "web" / "static", name)


def test_no_page_uses_a_component_whose_styles_are_left_out() -> None:
    pages = "".join(path.read_text() for path in (ROOT / "web" / "templates").rglob("*.html"))
    used = set(re.findall(r"(?<![\w-])ds-[a-z-]+", pages))
    styles = "".join(path.read_text() for path in (ROOT / "web" / "static").rglob("*.css"))
    known = set(re.findall(r"\.(ds-[a-z-]+)", styles))
    assert {"ds-button", "ds-card"} <= used
    assert used <= known, "see UNUSED in web/lighten.py"
    asked = set(re.findall(r"var\((--dsc-[\w-]+)\)", styles))
    halves = asked - set(re.findall(r"(--dsc-[\w-]+)\s*:", styles))
    assert halves == set(), "a component begins in the block of one that is left out"


def test_packed_is_the_file() -> None:
    path = ROOT / "web" / "static" / "colours.css"
    found = asset(path, path.stat())
    assert found.packed is not None
    assert gzip.decompress(found.packed) == found.body == path.read_bytes()
