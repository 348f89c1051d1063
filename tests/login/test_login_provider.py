"""Discovery and keys: what is believed, how long it is kept, and what happens when nobody answers."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest

from ipplan.idp.misbehaviour import honest_signature
from ipplan.login.answer import read_answer
from ipplan.login.config import ProviderConfig
from ipplan.login.key import public_jwks
from ipplan.login.provider import Provider
from ipplan.login.providers import Providers
from ipplan.login.refusal import LoginRefused, ProviderDown
from tests.idp.stage import ANNE, CALLBACK, ISSUER, Stage, callback, rsa_key

DISCOVERY = "/.well-known/openid-configuration"


async def test_discovery_and_keys_are_asked_for_anew_each_hour() -> None:
    stage = Stage()
    await stage.log_in()
    stage.clock.forward(3600 - 1)
    await stage.log_in()
    assert (stage.wire.seen[DISCOVERY], stage.wire.seen["/jwks"]) == (1, 1)
    stage.clock.forward(1)
    await stage.log_in()
    assert (stage.wire.seen[DISCOVERY], stage.wire.seen["/jwks"]) == (2, 2)


@pytest.mark.parametrize("issuer", [ISSUER + "/", "https://IDP.example", "https://evil.example", None, 7])
async def test_the_issuer_is_compared_character_by_character(issuer: Any) -> None:
    stage = Stage()
    assert (await stage.provider.metadata()).issuer == ISSUER
    stage.misbehaviour.alter_discovery = lambda document: document | {"issuer": issuer}
    with pytest.raises(LoginRefused) as caught:
        await stage.client().metadata()
    assert caught.value.reason == "discovery_issuer"


async def test_an_issuer_with_a_slash_at_the_end_is_found_and_kept_as_it_is() -> None:
    stage = Stage()
    stage.misbehaviour.alter_discovery = lambda document: document | {"issuer": ISSUER + "/"}
    provider = stage.client(issuer=ISSUER + "/")
    assert (await provider.metadata()).issuer == ISSUER + "/"
    with pytest.raises(LoginRefused, match="discovery_issuer"):
        await stage.client().metadata()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"token_endpoint": None}, "discovery"),
        ({"jwks_uri": "/jwks"}, "discovery"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "discovery"),
        ({"token_endpoint": 7}, "discovery"),
        ({"end_session_endpoint": "https://a;script-src *"}, "discovery"),
        ({"end_session_endpoint": "https://user@idp.example/"}, "discovery"),
        ({"token_endpoint": "http://idp.example/token"}, "insecure"),
        ({"jwks_uri": "http://idp.example/jwks"}, "insecure"),
    ],
)
async def test_addresses_are_addresses_and_as_safe_as_the_issuer(change: dict[str, Any], reason: str) -> None:
    stage = Stage()
    assert await stage.provider.metadata()
    stage.misbehaviour.alter_discovery = lambda document: document | change
    with pytest.raises(LoginRefused) as caught:
        await stage.client().metadata()
    assert caught.value.reason == reason


def test_production_refuses_a_plain_http_issuer() -> None:
    http = httpx2.AsyncClient()
    clock = Stage().clock.utc
    plain = ProviderConfig(name="x", issuer="http://127.0.0.1:8001", client_id="ours", key=rsa_key("ours"))
    safe = ProviderConfig(name="x", issuer=ISSUER, client_id="ours", key=rsa_key("ours"))
    assert Provider(plain, http, clock)
    with pytest.raises(LoginRefused, match="this machine alone"):
        Provider(replace(plain, issuer="http://idp.example"), http, clock)
    for elsewhere in ("ftp://idp.example", "idp.example", ""):
        with pytest.raises(LoginRefused, match="https"):
            Provider(replace(plain, issuer=elsewhere), http, clock)
    assert Provider(safe, http, clock, env="production")
    with pytest.raises(LoginRefused) as caught:
        Provider(plain, http, clock, env="production")
    assert caught.value.reason == "insecure"


async def test_a_new_key_is_fetched_when_it_is_first_seen() -> None:
    stage = Stage()
    await stage.log_in()
    stage.misbehaviour.sign = lambda h, c, k: honest_signature({**h, "kid": "next"}, c, rsa_key("next"))
    added = public_jwks([rsa_key("next")])["keys"]
    stage.misbehaviour.alter_jwks = lambda jwks: {"keys": jwks["keys"] + added}
    assert (await stage.log_in()).pid == ANNE.pid
    assert stage.wire.seen["/jwks"] == 2
    stage.misbehaviour.sign = honest_signature
    assert (await stage.log_in()).pid == ANNE.pid
    assert stage.wire.seen["/jwks"] == 2


async def test_invented_kids_do_not_make_us_hammer_the_provider() -> None:
    stage = Stage()
    await stage.log_in()
    stage.misbehaviour.alter_header = lambda header: header | {"kid": "invented"}
    for _ in range(5):
        with pytest.raises(LoginRefused, match="kid"):
            await stage.log_in()
    assert stage.wire.seen["/jwks"] == 2
    stage.clock.forward(60)
    with pytest.raises(LoginRefused, match="kid"):
        await stage.log_in()
    assert stage.wire.seen["/jwks"] == 3


async def test_weak_keys_and_keys_for_other_uses_are_not_used() -> None:
    for change in ({"use": "enc"}, {"alg": "PS256"}, {"kty": "oct"}):
        stage = Stage()
        stage.misbehaviour.alter_jwks = lambda jwks, change=change: {"keys": [jwks["keys"][0] | change]}  # type: ignore[misc]
        with pytest.raises(LoginRefused, match="kid"):
            await stage.log_in()


async def test_a_provider_that_is_down_is_asked_less_and_less_often() -> None:
    stage = Stage()
    stage.misbehaviour.unavailable = frozenset({DISCOVERY})
    waits = []
    for _ in range(7):
        with pytest.raises(ProviderDown) as caught:
            await stage.log_in()
        waits.append(caught.value.retry_after)
        with pytest.raises(ProviderDown):
            await stage.log_in()
        stage.clock.forward(caught.value.retry_after)
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert stage.wire.seen[DISCOVERY] == 7
    stage.misbehaviour.unavailable = frozenset()
    assert (await stage.log_in()).pid == ANNE.pid


async def test_a_provider_that_comes_up_later_than_we_keeps_nobody_waiting() -> None:
    stage = Stage()
    stage.misbehaviour.unavailable = frozenset({DISCOVERY})
    providers = Providers([stage.provider.config], stage.provider.http, stage.clock.utc, env="demo")
    await providers.ask_all()
    stage.misbehaviour.unavailable = frozenset()
    assert (await providers.all[0].metadata()).issuer == ISSUER


async def test_what_is_remembered_carries_through_an_outage_of_a_day_at_most() -> None:
    stage = Stage()
    await stage.log_in()
    stage.misbehaviour.unavailable = frozenset({DISCOVERY, "/jwks"})
    stage.clock.forward(24 * 3600 - 1)
    assert (await stage.log_in()).pid == ANNE.pid
    assert stage.wire.seen[DISCOVERY] == 2, "it was asked, and nobody answered"
    stage.clock.forward(60)
    with pytest.raises(ProviderDown):
        await stage.log_in()


async def test_an_answer_that_names_another_issuer_is_not_made_good_by_what_is_remembered() -> None:
    stage = Stage()
    await stage.log_in()
    stage.clock.forward(3600)
    stage.misbehaviour.alter_discovery = lambda document: document | {"issuer": "https://evil.example"}
    with pytest.raises(LoginRefused, match="discovery_issuer"):
        await stage.log_in()


async def test_a_request_that_never_arrived_is_made_again_and_one_that_may_have_is_not() -> None:
    tries: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        tries.append(request.url.path)
        if request.url.path == "/read":
            raise httpx2.ReadTimeout("silence", request=request)
        if len(tries) < 3:
            raise httpx2.ConnectError("nobody there", request=request)
        return httpx2.Response(200, json={})

    provider = Stage().client()
    provider.http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    assert (await provider.post(f"{ISSUER}/token", {"code": "c"})).status_code == 200
    assert tries == ["/token"] * 3
    tries.clear()
    with pytest.raises(ProviderDown):
        await provider.post(f"{ISSUER}/read", {"code": "c"})
    assert tries == ["/read"]


@pytest.mark.parametrize("answer", [[], 7, "text"])
async def test_settings_that_are_no_object_are_refused(answer: Any) -> None:
    provider = Stage().client()
    provider.http = httpx2.AsyncClient(
        transport=httpx2.MockTransport(lambda request: httpx2.Response(200, json=answer))
    )
    with pytest.raises(LoginRefused) as caught:
        await provider.metadata()
    assert caught.value.reason == "discovery"


async def test_settings_in_an_error_page_are_not_believed() -> None:
    stage = Stage()
    document = (await stage.provider.metadata()).document
    provider = stage.client()
    provider.http = httpx2.AsyncClient(
        transport=httpx2.MockTransport(lambda request: httpx2.Response(404, json=dict(document)))
    )
    with pytest.raises(ProviderDown):
        await provider.metadata()


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"{}", b'{"request_uri": ""}', b'{"request_uri": 7}'])
async def test_a_push_must_give_the_request_a_name(answer: bytes) -> None:
    stage = Stage()
    assert (await stage.depart(stage.begin())).status_code == 303
    stage.provider.http = httpx2.AsyncClient(
        transport=httpx2.MockTransport(lambda request: httpx2.Response(201, content=answer))
    )
    with pytest.raises(ProviderDown):
        await stage.depart(stage.begin())


async def test_a_token_answer_that_is_not_json_is_an_outage() -> None:
    stage = Stage()
    transaction = stage.begin()
    params = callback(await stage.depart(transaction))
    stage.provider.http = httpx2.AsyncClient(
        transport=httpx2.MockTransport(lambda request: httpx2.Response(200, content=b"<html>"))
    )
    with pytest.raises(ProviderDown):
        await read_answer(stage.provider, transaction, params, redirect_uri=CALLBACK)


@pytest.mark.parametrize("status", [200, 302, 404])
async def test_an_answer_that_is_none_is_an_outage(status: int) -> None:
    answer = httpx2.Response(status, text="<html>")
    stage = Stage()
    provider = stage.client()
    provider.http = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda request: answer))
    with pytest.raises(ProviderDown):
        await provider.metadata()


async def test_silence_is_an_outage_and_names_no_address() -> None:
    def silence(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError(f"no road to {request.url}", request=request)

    provider = Stage().client()
    provider.http = httpx2.AsyncClient(transport=httpx2.MockTransport(silence))
    with pytest.raises(ProviderDown) as caught:
        await provider.metadata()
    assert caught.value.reason == "provider_down"
    assert ISSUER not in str(caught.value)
