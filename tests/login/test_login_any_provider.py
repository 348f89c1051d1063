"""Providers that are not ID-porten: other keys, other algorithms, less announced, claims found elsewhere."""

from typing import Any

import httpx2
import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OKPKey

from ipplan.idp.desk import Key
from ipplan.idp.misbehaviour import honest_signature
from ipplan.login.key import public_jwks
from ipplan.login.refusal import LoginRefused, ProviderDown
from tests.idp.stage import ANNE, CALLBACK, Stage, callback, rsa_key
from tests.login.forgery import by_public_key, unsigned

EC = ECKey.generate_key("P-256", {"kid": "ec"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})
ALL = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")


@pytest.mark.parametrize(
    ("key", "known", "algorithm"),
    [
        (rsa_key("ours"), ALL, "RS256"),
        (rsa_key("ours"), ("ES256", "PS256"), "PS256"),
        (EC, ALL, "ES256"),
        (ED, ALL, "Ed25519"),
        (ED, ("RS256", "EdDSA"), "EdDSA"),
    ],
    ids=["RS256", "PS256", "ES256", "Ed25519", "EdDSA"],
)
async def test_the_client_signs_by_what_its_key_and_the_provider_have_in_common(
    key: Key, known: tuple[str, ...], algorithm: str
) -> None:
    stage = Stage(client_key=key, client_algorithms=known)
    assert (await stage.log_in()).pid == ANNE.pid
    proof = next(body["client_assertion"] for path, body in stage.wire.bodies if path == "/token")
    assert jws.extract_compact(proof.encode()).headers()["alg"] == algorithm


async def test_a_key_says_itself_what_it_signs_by() -> None:
    document = {**rsa_key("ours").as_dict(private=True), "alg": "PS256"}
    stage = Stage(client_key=type(rsa_key("ours")).import_key(document), client_algorithms=ALL)
    await stage.log_in()
    proof = next(body["client_assertion"] for path, body in stage.wire.bodies if path == "/token")
    assert jws.extract_compact(proof.encode()).headers()["alg"] == "PS256"


async def test_a_provider_that_takes_no_signature_of_ours_is_told_before_anything_is_sent() -> None:
    stage = Stage(client_key=EC, client_algorithms=("RS256",))
    with pytest.raises(LoginRefused) as caught:
        await stage.log_in()
    assert caught.value.reason == "client"
    assert stage.wire.seen["/par"] == 0


async def test_a_provider_that_knows_only_its_token_address_can_be_configured_so() -> None:
    stage = Stage(config={"assertion_audience": "token_endpoint"})
    with pytest.raises(LoginRefused, match="request_refused"):  # ours is as strict as ID-porten
        await stage.log_in()
    proof = stage.wire.bodies[-1][1]["client_assertion"]
    claims = jwt.decode(proof, rsa_key("ours"), algorithms=["RS256"]).claims
    assert claims["aud"] == "https://idp.example/token"


@pytest.mark.parametrize("key", [EC, ED], ids=["EC", "Ed25519"])
async def test_tokens_may_be_signed_by_other_kinds_of_key(key: Key) -> None:
    assert (await Stage(key=key).log_in()).pid == ANNE.pid


async def test_an_algorithm_that_was_not_announced_is_refused() -> None:
    stage = Stage(key=EC)
    assert (await stage.log_in()).pid == ANNE.pid
    only = {"id_token_signing_alg_values_supported": ["RS256"]}
    stage.misbehaviour.alter_discovery = lambda document: document | only
    stage.provider = stage.client()
    with pytest.raises(LoginRefused, match="algorithm"):
        await stage.log_in()


@pytest.mark.parametrize("sign", [unsigned, by_public_key])
async def test_an_announcement_makes_no_bad_algorithm_good(sign: Any) -> None:
    stage = Stage()
    bad = {"id_token_signing_alg_values_supported": ["none", "HS256", "RS256"]}
    stage.misbehaviour.alter_discovery = lambda document: document | bad
    assert (await stage.log_in()).pid == ANNE.pid
    stage.misbehaviour.sign = sign
    with pytest.raises(LoginRefused, match="algorithm"):
        await stage.log_in()


async def test_keys_of_one_name_and_two_kinds_are_told_apart_by_the_algorithm() -> None:
    stage = Stage()
    twin = ECKey.generate_key("P-256", {"kid": "provider"})
    stage.misbehaviour.alter_jwks = lambda jwks: {"keys": public_jwks([twin])["keys"] + jwks["keys"]}
    assert (await stage.log_in()).pid == ANNE.pid
    stage.misbehaviour.sign = lambda h, c, k: honest_signature({**h, "alg": "ES256"}, c, twin)
    both = {"id_token_signing_alg_values_supported": ["RS256", "ES256"]}
    stage.misbehaviour.alter_discovery = lambda document: document | both
    stage.provider = stage.client()
    assert (await stage.log_in()).pid == ANNE.pid


async def test_where_no_level_is_required_none_is_asked_for_and_any_is_noted() -> None:
    stage = Stage(par="none", config={"acr": ""})
    departed = await stage.depart(transaction := stage.begin())
    assert "acr_values" not in str(departed.request.url)
    assert (await stage.arrive(transaction, departed)).acr == "idporten-loa-high"
    stage.misbehaviour.alter_claims = lambda claims: {k: v for k, v in claims.items() if k != "acr"}
    assert (await stage.log_in()).acr == ""


async def test_a_session_without_a_name_at_the_provider_is_a_session() -> None:
    stage = Stage()
    stage.misbehaviour.alter_claims = lambda claims: {k: v for k, v in claims.items() if k != "sid"}
    assert (await stage.log_in()).sid is None


async def test_a_login_older_than_was_asked_for_is_refused() -> None:
    stage = Stage()
    long_ago = int(stage.clock.unix()) - 7200
    stage.misbehaviour.alter_claims = lambda claims: claims | {"auth_time": long_ago}
    assert (await stage.log_in()).auth_time.timestamp() == long_ago
    stage.misbehaviour.alter_claims = lambda claims: claims | {"auth_time": long_ago - 11}
    with pytest.raises(LoginRefused, match="auth_time"):
        await stage.log_in()


async def test_where_pushed_requests_are_required_a_provider_without_them_is_refused() -> None:
    assert (await Stage(config={"par": "required"}).log_in()).pid == ANNE.pid
    with pytest.raises(LoginRefused) as caught:
        await Stage(par="none", config={"par": "required"}).log_in()
    assert caught.value.reason == "discovery"
    stage = Stage(par="offered", config={"par": "never"})
    assert (await stage.log_in()).pid == ANNE.pid
    assert stage.wire.seen["/par"] == 0


async def test_one_of_several_providers_must_say_who_it_is() -> None:
    stage = Stage()
    stage.misbehaviour.alter_discovery = lambda d: (
        d | {"authorization_response_iss_parameter_supported": False}
    )
    stage.misbehaviour.alter_callback = lambda params: {k: v for k, v in params.items() if k != "iss"}
    assert (await stage.log_in()).pid == ANNE.pid
    stage.provider.alone = False
    with pytest.raises(LoginRefused) as caught:
        await stage.log_in()
    assert caught.value.reason == "mixed_up"


class Asked(httpx2.AsyncBaseTransport):
    """The provider, with a UserInfo endpoint beside it."""

    def __init__(self, stage: Stage, answer: httpx2.Response) -> None:
        self.inner, self.answer, self.tokens = stage.wire, answer, 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path != "/userinfo":
            return await self.inner.handle_async_request(request)
        self.tokens += request.headers["authorization"].startswith("Bearer ")
        return self.answer


def elsewhere(stage: Stage, answer: httpx2.Response) -> Asked:
    """A provider whose id_token has no number."""
    stage.misbehaviour.alter_discovery = lambda d: d | {"userinfo_endpoint": "https://idp.example/userinfo"}
    stage.misbehaviour.alter_claims = lambda claims: {k: v for k, v in claims.items() if k != "pid"}
    stage.provider = stage.client()
    asked = Asked(stage, answer)
    stage.provider.http = httpx2.AsyncClient(transport=asked)
    return asked


async def test_a_number_that_is_not_in_the_token_is_asked_for_once_and_by_the_same_subject() -> None:
    stage = Stage()
    sub = (await stage.log_in()).sub
    asked = elsewhere(stage, httpx2.Response(200, json={"sub": sub, "pid": ANNE.pid, "acr": "high"}))
    identity = await stage.log_in()
    assert (identity.pid, identity.acr, asked.tokens) == (ANNE.pid, "idporten-loa-high", 1)
    for wrong in ({"sub": "another", "pid": ANNE.pid}, {"pid": ANNE.pid}):
        elsewhere(stage, httpx2.Response(200, json=wrong))
        with pytest.raises(LoginRefused, match="subject"):
            await stage.log_in()
    elsewhere(stage, httpx2.Response(200, json={"sub": sub, "pid": "1"}))
    with pytest.raises(LoginRefused, match="pid"):
        await stage.log_in()


@pytest.mark.parametrize(
    "answer",
    [httpx2.Response(200, text="<html>"), httpx2.Response(403, json={}), httpx2.Response(200, json=[])],
    ids=["no JSON", "refused", "no object"],
)
async def test_an_answer_that_says_nothing_leaves_the_person_unknown(answer: httpx2.Response) -> None:
    stage = Stage()
    elsewhere(stage, answer)
    assert (await stage.log_in()).pid is None


async def test_silence_there_is_an_outage() -> None:
    stage = Stage()
    elsewhere(stage, httpx2.Response(503))
    transaction = stage.begin()
    params = callback(await stage.depart(transaction))
    with pytest.raises(ProviderDown):
        await stage.arrive(transaction, httpx2.Response(303, headers={"location": _back(params)}))


def _back(params: dict[str, str]) -> str:
    return str(httpx2.URL(CALLBACK).copy_merge_params(params))
