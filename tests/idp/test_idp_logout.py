"""The provider ends a session: with a hint, by a button, and telling every client."""

from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from ipplan.login.logout import end_session_url, read_logout_token
from tests.idp.stage import AFTER_LOGOUT, BACK, FRONT, Stage


async def leave(stage: Stage, id_token: str, back: str = AFTER_LOGOUT) -> httpx2.Response:
    url = await end_session_url(stage.provider, id_token=id_token, post_logout_redirect_uri=back, state="st")
    assert url is not None
    return await stage.browser.get(url)


async def test_leaving_ends_the_session_tells_the_client_and_goes_back() -> None:
    stage = Stage()
    identity = await stage.log_in()
    stage.clock.forward(600)  # a hint is good long after its token's end
    page = await leave(stage, identity.id_token)
    assert f'href="{AFTER_LOGOUT}?state=st"' in page.text
    assert f'src="{FRONT}?iss=https%3A%2F%2Fidp.example&amp;sid={identity.sid}"' in page.text
    assert "frame-src https://app.example" in page.headers["content-security-policy"]
    ((address, token),) = stage.told
    assert address == BACK
    assert (await read_logout_token(stage.provider, token)).sid == identity.sid
    asked = await stage.depart(stage.begin(), hint=None)
    assert urlsplit(asked.headers["location"]).path == "/choose"


async def test_leaving_twice_goes_straight_back() -> None:
    stage = Stage()
    identity = await stage.log_in()
    await leave(stage, identity.id_token)
    again = await leave(stage, identity.id_token)
    assert (again.status_code, again.headers["location"]) == (303, f"{AFTER_LOGOUT}?state=st")
    assert len(stage.told) == 1


async def test_without_a_hint_the_person_is_asked_first() -> None:
    stage = Stage()
    await stage.log_in()
    asked = await stage.browser.get("/endsession")
    assert "Vil du logge ut?" in asked.text
    assert "Anne Berg" in asked.text
    assert stage.told == []
    done = await stage.browser.post("/endsession", data={"confirm": "1"})
    assert "Du er logget ut" in done.text
    assert len(stage.told) == 1
    assert "Du kan lukke siden." in (await stage.browser.get("/endsession")).text


async def test_nobody_is_sent_to_an_address_that_is_not_registered() -> None:
    stage = Stage()
    identity = await stage.log_in()
    assert (await leave(stage, identity.id_token, "https://evil.example/")).status_code == 400
    assert stage.told == []
    body, _, signature = identity.id_token.rpartition(".")
    assert (await leave(stage, f"{body}.{signature[::-1]}")).status_code == 400
    assert stage.told == []
    assert (await leave(stage, identity.id_token)).status_code == 200
    assert len(stage.told) == 1


async def test_a_client_that_does_not_answer_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    identity = await stage.log_in()

    def silence(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectTimeout("nobody there", request=request)

    monkeypatch.setattr(stage.desk, "http", httpx2.AsyncClient(transport=httpx2.MockTransport(silence)))
    assert "Du er logget ut" in (await leave(stage, identity.id_token)).text


async def test_a_fresh_login_keeps_the_session_and_another_person_gets_another() -> None:
    stage = Stage()
    first = await stage.log_in()
    stage.clock.forward(60)
    second = await stage.log_in(fresh=True)
    assert second.sid == first.sid
    assert second.auth_time > first.auth_time
    other = await stage.log_in("testid:bjarne_Level4")
    assert other.sid != first.sid


async def test_sub_is_pairwise_and_steady() -> None:
    stage = Stage()
    first, second = await stage.log_in(), await Stage().log_in()
    assert first.sub == second.sub
    assert dict(parse_qsl(f"sub={first.sub}"))["sub"] not in ("anne", first.pid)
