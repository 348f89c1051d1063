"""Logout tokens and front-channel calls: only the provider's own, only new ones, only for us."""

from typing import Any

import pytest

from ipplan.idp.misbehaviour import Misbehaviour
from ipplan.idp.tokens import LOGOUT_EVENT, logout_token
from ipplan.login.logout import end_session_url, frame_ancestor, read_front_logout, read_logout_token
from ipplan.login.refusal import LoginRefused
from tests.idp.stage import AFTER_LOGOUT, ISSUER, Stage, rsa_key
from tests.login.forgery import by_public_key, by_stranger, unsigned


def claims(**changes: Any) -> Misbehaviour:
    return Misbehaviour(
        alter_logout_claims=lambda honest: {k: v for k, v in {**honest, **changes}.items() if v is not None}
    )


def header(typ: str | None) -> Misbehaviour:
    changed = {} if typ is None else {"typ": typ}
    return Misbehaviour(alter_logout_header=lambda honest: {"alg": "RS256", "kid": honest["kid"], **changed})


NOW = 1_790_000_000

HOSTILE = [
    ("typ", header("JWT")),
    ("typ", header(None)),
    ("typ", header("at+jwt")),
    ("sid", claims(sid=None, sub="somebody")),
    ("sid", claims(sid="")),
    ("sid", claims(sid=7)),
    ("nonce", claims(nonce="n")),
    ("events", claims(events=None)),
    ("events", claims(events={})),
    ("events", claims(events={LOGOUT_EVENT: True})),
    ("events", claims(events=[LOGOUT_EVENT])),
    ("issuer", claims(iss="https://evil.example")),
    ("audience", claims(aud="other")),
    ("audience", claims(aud=None)),
    ("jti", claims(jti=None)),
    ("iat", claims(iat=None)),
    ("iat", claims(iat=NOW + 60)),
    ("iat", claims(iat=NOW - 601)),
    ("iat", claims(exp=NOW + 1_000_000)),
    ("expired", claims(exp=NOW - 10)),
    ("expired", claims(exp=None)),
    ("algorithm", Misbehaviour(sign=unsigned)),
    ("algorithm", Misbehaviour(sign=by_public_key)),
    ("signature", Misbehaviour(sign=by_stranger)),
]


@pytest.mark.parametrize(("reason", "bad"), HOSTILE)
async def test_each_wrong_thing_has_its_own_refusal(reason: str, bad: Misbehaviour) -> None:
    stage = Stage()
    assert (await read_logout_token(stage.provider, logout_token(stage.desk, "ours", "s1"))).sid == "s1"
    stage.desk.misbehaviour = bad
    with pytest.raises(LoginRefused) as caught:
        await read_logout_token(stage.provider, logout_token(stage.desk, "ours", "s1"))
    assert caught.value.reason == reason


async def test_a_logout_token_names_the_session_and_how_long_to_remember_it() -> None:
    stage = Stage()
    token = logout_token(stage.desk, "ours", "s1")
    first = await read_logout_token(stage.provider, token)
    again = await read_logout_token(stage.provider, token)
    assert first.jti == again.jti  # by which the caller knows a replay
    assert (first.iss, first.expires_at.timestamp()) == (ISSUER, NOW + 120)


async def test_an_id_token_is_no_logout_token_nor_the_other_way() -> None:
    stage = Stage()
    identity = await stage.log_in()
    with pytest.raises(LoginRefused) as caught:
        await read_logout_token(stage.provider, identity.id_token)
    assert caught.value.reason == "typ"
    stage.misbehaviour.alter_token_answer = lambda a: a | {"id_token": logout_token(stage.desk, "ours", "s1")}
    with pytest.raises(LoginRefused) as caught:
        await stage.log_in()
    assert caught.value.reason == "typ"


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"iss": "https://evil.example", "sid": "s1"}, "issuer"),
        ({"sid": "s1"}, "issuer"),
        ({"iss": ISSUER}, "sid"),
        ({"iss": ISSUER, "sid": ""}, "sid"),
    ],
)
def test_a_front_channel_call_needs_both_names(params: dict[str, str], reason: str) -> None:
    provider = Stage().provider
    assert read_front_logout(provider, {"iss": ISSUER, "sid": "s1"}) == "s1"
    with pytest.raises(LoginRefused) as caught:
        read_front_logout(provider, params)
    assert caught.value.reason == reason


async def test_only_the_providers_own_page_may_frame_us() -> None:
    stage = Stage()
    assert await frame_ancestor(stage.provider) == ISSUER
    login = "https://login.idp.example/logout"
    stage.misbehaviour.alter_discovery = lambda document: document | {"end_session_endpoint": login}
    assert await frame_ancestor(stage.client()) == "https://login.idp.example"


async def test_a_provider_without_logout_has_no_address_for_it() -> None:
    stage = Stage()
    stage.misbehaviour.alter_discovery = lambda document: document | {"end_session_endpoint": None}
    leaving = end_session_url(stage.provider, id_token="t", post_logout_redirect_uri=AFTER_LOGOUT, state="s")
    assert await leaving is None
    assert await frame_ancestor(stage.provider) is None


async def test_the_clients_own_key_signs_no_logout() -> None:
    stage = Stage()
    stage.misbehaviour.sign = lambda h, c, k: by_stranger({**h, "kid": "ours"}, c, rsa_key("ours"))
    with pytest.raises(LoginRefused) as caught:
        await read_logout_token(stage.provider, logout_token(stage.desk, "ours", "s1"))
    assert caught.value.reason == "kid"
