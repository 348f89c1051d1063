"""Pages are packed for a person who opens them, and for nobody who makes her browser do so."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from ipplan.page.request.packed import BLUR, packed
from tests.page.crisis_codes import crisis_page
from tests.site import Site

OPENS = {
    "accept-encoding": "gzip, deflate, br, zstd",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "navigate",
}
"""Headers of a browser in which somebody follows a link of ours."""


async def get(client: httpx2.AsyncClient, path: str, **headers: str) -> httpx2.Response:
    told = OPENS | {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.get(path, headers=told)


def is_packed(answer: httpx2.Response) -> bool:
    return answer.headers.get("content-encoding") == "gzip"


async def test_a_page_that_is_opened_comes_packed_and_says_what_it_says(shared: Site) -> None:
    client = await shared.client("marte")
    for path in ("/", shared.plan(), f"{shared.plan()}/week"):
        answer = await get(client, path)
        assert is_packed(answer), path
        assert "accept-encoding" in answer.headers["vary"]
        assert int(answer.headers["content-length"]) < len(answer.content) / 2
        assert "</html>" in answer.text
        assert is_packed(await get(client, path, sec_fetch_site="none"))
    missing = await get(client, f"/plans/{uuid4()}")
    assert (missing.status_code, is_packed(missing)) == (404, True), "a refusal is a page like others"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": ""},
        {"sec_fetch_mode": "cors"},
        {"sec_fetch_mode": "same-origin"},
        {"accept_encoding": "identity"},
    ],
)
async def test_nothing_is_packed_that_somebody_else_makes_a_browser_fetch(
    shared: Site, headers: dict[str, str]
) -> None:
    client = await shared.client("marte")
    assert is_packed(await get(client, shared.plan()))
    assert not is_packed(await get(client, shared.plan(), **headers))


async def test_a_page_with_a_secret_address_or_code_is_packed_by_nobody(site: Site) -> None:
    crisis = await crisis_page(site)
    marte, code = crisis.marte, await crisis.code()
    shown = [await get(marte, path) for path in (crisis.path, code, f"{site.plan()}/export")]
    taken = await get(await site.client(), f"/invitations/{'0' * 64}")
    made = await marte.post("/calendar", headers=OPENS)
    answers = [*shown, taken, made]
    for answer in answers:
        assert answer.status_code == 200, answer.url
        assert len(answer.content) > 1_000, "long enough to be packed"
        assert not is_packed(answer), answer.url
        assert answer.headers["cache-control"] == "no-store, no-transform", answer.url


async def test_a_public_page_packed_is_asked_for_by_the_same_mark(shared: Site) -> None:
    client = await shared.client()
    path = "/info/fjordvik/nb/plan"
    first = await get(client, path)
    assert is_packed(first)
    assert first.headers["etag"].startswith('W/"')
    assert (await get(client, path, if_none_match=first.headers["etag"])).status_code == 304


def test_the_same_page_is_not_always_as_long() -> None:
    lengths: set[Any] = {len(packed(b"<p>Hei</p>" * 200)) for _ in range(200)}
    assert len(lengths) > 20
    assert max(lengths) - min(lengths) <= BLUR + 1
