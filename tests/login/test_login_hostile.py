"""A hostile provider, or somebody between: each wrong thing is refused, with its own reason."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from ipplan.idp.misbehaviour import Document, Misbehaviour
from ipplan.login.answer import read_answer
from ipplan.login.refusal import REASONS, LoginRefused
from ipplan.login.transaction import begin
from tests.idp.stage import ANNE, CALLBACK, HIGH, ISSUER, SECRET, SUBSTANTIAL, Stage, callback, rsa_key
from tests.login.forgery import (
    by_client_key,
    by_hand,
    by_key_it_brings,
    by_other_algorithm,
    by_public_key,
    by_stranger,
    unsigned,
    with_other_claims,
)

NOW = 1_790_000_000


def claims(**changes: Any) -> Misbehaviour:
    """The id_token says something else; ``None`` leaves a claim out."""

    def alter(honest: Document) -> Document:
        return {name: value for name, value in {**honest, **changes}.items() if value is not None}

    return Misbehaviour(alter_claims=alter)


def header(**changes: Any) -> Misbehaviour:
    return Misbehaviour(alter_header=lambda honest: {**honest, **changes})


def sent_back(**changes: Any) -> Misbehaviour:
    """The callback says something else."""

    def alter(honest: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in {**honest, **changes}.items() if value is not None}

    return Misbehaviour(alter_callback=alter)


def answered(change: Callable[[Document], Document]) -> Misbehaviour:
    return Misbehaviour(alter_token_answer=change)


HOSTILE = [
    ("issuer", claims(iss="https://evil.example")),
    ("issuer", claims(iss=ISSUER + "/")),
    ("issuer", claims(iss=None)),
    ("audience", claims(aud="other")),
    ("audience", claims(aud=["other"])),
    ("audience", claims(aud="other", azp="ours")),
    ("audience", claims(aud=None)),
    ("audience", claims(aud={"ours": 1})),
    ("azp", claims(aud=["ours", "other"])),
    ("azp", claims(aud=["ours", "other"], azp="other")),
    ("azp", claims(azp="other")),
    ("nonce", claims(nonce="another")),
    ("nonce", claims(nonce=None)),
    ("nonce", claims(nonce=7)),
    ("acr", claims(acr="idporten-loa-substantial")),
    ("acr", claims(acr="idporten-loa-highest")),
    ("acr", claims(acr="IDPORTEN-LOA-HIGH")),
    ("acr", claims(acr=["idporten-loa-high"])),
    ("acr", claims(acr=None)),
    ("auth_time", claims(auth_time=None)),
    ("auth_time", claims(auth_time=NOW + 60)),
    ("auth_time", claims(auth_time=str(NOW))),
    ("auth_time", claims(auth_time=True)),
    ("expired", claims(exp=NOW - 10)),
    ("expired", claims(exp=None)),
    ("expired", claims(exp=str(NOW + 60))),
    ("expired", claims(exp=float("nan"))),
    ("expired", claims(exp=float("inf"))),
    ("iat", claims(iat=NOW + 11)),
    ("iat", claims(iat=NOW - 601)),
    ("iat", claims(iat=None)),
    ("not_yet", claims(nbf=NOW + 60)),
    ("pid", claims(pid="1182709876")),
    ("pid", claims(pid="1182709876٣")),
    ("pid", claims(pid=11827098765)),
    ("subject", claims(sub=None)),
    ("subject", claims(sub="")),
    ("typ", header(typ="logout+jwt")),
    ("typ", header(typ="at+jwt")),
    ("kid", header(kid="unknown")),
    ("kid", Misbehaviour(sign=lambda h, c, k: by_hand({**h, "kid": 7}, c, k))),
    ("algorithm", Misbehaviour(sign=unsigned)),
    ("algorithm", Misbehaviour(sign=by_public_key)),
    ("algorithm", Misbehaviour(sign=by_other_algorithm)),
    ("signature", Misbehaviour(sign=by_stranger)),
    ("signature", Misbehaviour(sign=by_key_it_brings)),
    ("signature", Misbehaviour(sign=with_other_claims)),
    ("kid", Misbehaviour(sign=by_client_key)),
    ("malformed", Misbehaviour(sign=lambda h, c, k: by_hand({**h, "crit": ["x"], "x": 1}, c, k))),
    ("malformed", Misbehaviour(sign=lambda h, c, k: by_hand({**h, "crit": ["b64"], "b64": True}, c, k))),
    ("malformed", Misbehaviour(sign=lambda h, c, k: by_hand(h, [c], k))),  # type: ignore[arg-type]
    ("malformed", Misbehaviour(sign=lambda h, c, k: "not.a.token")),
    ("malformed", Misbehaviour(sign=lambda h, c, k: "æ.ø.å")),
    ("no_id_token", answered(lambda answer: {k: v for k, v in answer.items() if k != "id_token"})),
    ("no_id_token", answered(lambda answer: answer | {"id_token": ""})),
    ("no_id_token", answered(lambda answer: answer | {"id_token": {"pid": ANNE.pid}})),
    ("provider_down", answered(lambda answer: [])),  # type: ignore[arg-type, return-value]
    ("callback_iss", sent_back(iss="https://evil.example")),
    ("callback_iss", sent_back(iss=ISSUER + "/")),
    ("callback_iss", sent_back(iss=None)),
    ("state", sent_back(state="another")),
    ("state", sent_back(state=None)),
    ("state", sent_back(state="å")),
    ("no_code", sent_back(code=None)),
    ("code", sent_back(code="invented")),
    ("access_denied", sent_back(code=None, error="access_denied")),
    ("provider_error", sent_back(code=None, error="server_error")),
    ("callback_iss", sent_back(code=None, error="access_denied", iss="https://evil.example")),
    ("provider_down", Misbehaviour(unavailable=frozenset({"/token"}))),
    ("provider_down", Misbehaviour(unavailable=frozenset({"/par"}))),
]


@pytest.mark.parametrize(("reason", "bad"), HOSTILE)
async def test_each_wrong_thing_has_its_own_refusal(reason: str, bad: Misbehaviour) -> None:
    stage = Stage()
    assert (await stage.log_in()).pid == ANNE.pid  # the same login, honestly made, works
    stage.desk.misbehaviour = bad
    with pytest.raises(LoginRefused) as caught:
        await stage.log_in()
    assert caught.value.reason == reason
    assert caught.value.reason in REASONS
    assert str(ANNE.pid) not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_iss_in_the_callback_is_compared_even_where_it_was_not_promised() -> None:
    stage = Stage()
    unpromised = {"authorization_response_iss_parameter_supported": False}
    stage.misbehaviour.alter_discovery = lambda document: document | unpromised
    stage.misbehaviour.alter_callback = lambda params: {k: v for k, v in params.items() if k != "iss"}
    assert (await stage.log_in()).pid == ANNE.pid
    stage.misbehaviour.alter_callback = lambda params: params | {"iss": "https://evil.example"}
    with pytest.raises(LoginRefused, match="callback_iss"):
        await stage.log_in()


async def test_a_lower_level_is_refused_though_the_provider_is_honest_about_it() -> None:
    stage = Stage()
    assert (await stage.log_in(HIGH)).acr == "idporten-loa-high"
    with pytest.raises(LoginRefused) as caught:
        await stage.log_in(SUBSTANTIAL)
    assert caught.value.reason == "acr"


async def test_a_provider_that_ignores_prompt_login_is_found_out() -> None:
    stage = Stage()
    await stage.log_in()
    stage.clock.forward(20 * 60)
    assert (await stage.log_in(hint=None)).auth_time < stage.clock.utc()  # an old login does otherwise
    stage.misbehaviour.ignore_prompt_login = True
    with pytest.raises(LoginRefused) as caught:
        await stage.log_in(hint=None, fresh=True)
    assert caught.value.reason == "auth_time"


async def test_a_code_counts_once() -> None:
    stage = Stage()
    transaction = stage.begin()
    departed = await stage.depart(transaction)
    assert await stage.arrive(transaction, departed)
    with pytest.raises(LoginRefused) as caught:
        await stage.arrive(transaction, departed)
    assert caught.value.reason == "code"


async def test_a_code_of_another_login_does_not_fit_this_one() -> None:
    """Code injection: the victim's code in the attacker's browser, or the other way round."""
    stage = Stage()
    mine, theirs = stage.begin(), stage.begin()
    stolen = callback(await stage.depart(theirs, "testid:bjarne_Level4"))
    params = callback(await stage.depart(mine)) | {"code": stolen["code"]}
    with pytest.raises(LoginRefused) as caught:
        await read_answer(stage.provider, mine, params, redirect_uri=CALLBACK)
    assert caught.value.reason == "code"


async def test_an_id_token_of_another_login_does_not_fit_this_one() -> None:
    stage = Stage()
    old = await stage.log_in()
    stage.misbehaviour.alter_token_answer = lambda answer: answer | {"id_token": old.id_token}
    with pytest.raises(LoginRefused) as caught:
        await stage.log_in()
    assert caught.value.reason == "nonce"


async def test_a_state_of_another_tab_does_not_fit_this_one() -> None:
    stage = Stage()
    mine, theirs = stage.begin(), stage.begin()
    departed = await stage.depart(theirs)
    with pytest.raises(LoginRefused) as caught:
        await stage.arrive(mine, departed)
    assert caught.value.reason == "state"
    assert (await stage.arrive(theirs, departed)).pid == ANNE.pid


async def test_a_login_takes_ten_minutes_at_most() -> None:
    stage = Stage()
    transaction = stage.begin()
    stage.clock.forward(600)
    departed = await stage.depart(transaction)
    assert await stage.arrive(transaction, departed)
    stage.clock.forward(1)
    with pytest.raises(LoginRefused) as caught:
        await stage.arrive(transaction, departed)
    assert caught.value.reason == "transaction_expired"


async def test_a_login_begun_at_one_provider_does_not_end_at_another() -> None:
    stage = Stage()
    elsewhere = begin("helseid", return_to="/", browser_secret=SECRET, now=stage.clock.utc())
    params = callback(await stage.depart(stage.begin())) | {"state": elsewhere.state}
    with pytest.raises(LoginRefused, match="mixed_up"):
        await stage.depart(elsewhere)
    with pytest.raises(LoginRefused, match="mixed_up"):
        await read_answer(stage.provider, elsewhere, params, redirect_uri=CALLBACK)


async def test_a_provider_that_does_not_know_us_is_told_apart_from_a_bad_code() -> None:
    stage = Stage()
    stage.provider = stage.client(key=rsa_key("stranger"))
    with pytest.raises(LoginRefused) as caught:
        await stage.log_in()
    assert caught.value.reason == "request_refused"


async def test_a_redirect_from_the_token_endpoint_is_not_followed() -> None:
    def elsewhere(request: httpx2.Request) -> httpx2.Response:
        assert request.url.host == "idp.example"
        return httpx2.Response(307, headers={"location": "https://evil.example/token"}, json={})

    stage = Stage()
    transaction = stage.begin()
    params = callback(await stage.depart(transaction))
    await stage.provider.metadata()
    stage.provider.http = httpx2.AsyncClient(transport=httpx2.MockTransport(elsewhere), follow_redirects=True)
    with pytest.raises(LoginRefused) as caught:
        await read_answer(stage.provider, transaction, params, redirect_uri=CALLBACK)
    assert caught.value.reason == "code"
