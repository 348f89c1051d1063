"""Pages are packed for a person who opens them, and seldom for who makes her browser do so."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest
from limits import parse_many

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
        {"sec_fetch_site": ""},
        {"sec_fetch_mode": "cors"},
        {"sec_fetch_mode": "same-origin"},
        {"accept_encoding": "identity"},
    ],
)
async def test_nothing_is_packed_that_a_script_fetches_or_that_says_not_who_asks(
    shared: Site, headers: dict[str, str]
) -> None:
    client = await shared.client("marte")
    assert is_packed(await get(client, shared.plan()))
    assert not is_packed(await get(client, shared.plan(), **headers))


@pytest.mark.parametrize("site_said", ["cross-site", "same-site"])
async def test_of_what_another_site_leads_to_some_is_packed_in_an_hour(
    shared: Site, monkeypatch: pytest.MonkeyPatch, site_said: str
) -> None:
    monkeypatch.setattr(shared.world.house.limits, "_items", {"arrival": parse_many("3/hour")})
    marte, leila, nobody = [await shared.client(name) for name in ("marte", "leila", None)]
    came = [is_packed(await get(marte, shared.plan(), sec_fetch_site=site_said)) for _ in range(5)]
    assert came == [True, True, True, False, False]
    assert is_packed(await get(marte, shared.plan())), "what she opens from here is not counted"
    assert is_packed(await get(leila, shared.plan(), sec_fetch_site=site_said)), "nor is another's"
    for _ in range(5):
        assert is_packed(await get(nobody, "/info?page=plan&language=nb", sec_fetch_site=site_said)), (
            "of nobody nothing is told"
        )


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
