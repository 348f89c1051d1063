"""The provider is honest: what it offers, whom it lets in, what it turns away."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
import pytest
from joserfc import jwt

from ipplan.login.assertion import client_proof
from ipplan.login.metadata import read_metadata
from tests.idp.stage import ANNE, CALLBACK, HIGH, ISSUER, SUBSTANTIAL, Stage, callback, rsa_key

METADATA = read_metadata(
    dict.fromkeys(("authorization_endpoint", "token_endpoint", "jwks_uri"), f"{ISSUER}/x")
    | {"issuer": ISSUER},
    issuer=ISSUER,
)
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def request(**changes: str) -> dict[str, str]:
    known = {
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "openid",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "state": "s",
        "nonce": "n",
    }
    return {**known, **changes}


async def push(stage: Stage, proof: dict[str, str] | None = None, **changes: str) -> httpx2.Response:
    proof = client_proof(stage.client(), METADATA) if proof is None else proof
    return await stage.browser.post("/par", data=request(**changes) | proof)


Proof = dict[str, str]


def forged(stage: Stage, header: dict[str, Any] | None = None, key: str = "ours", **claims: Any) -> Proof:
    """A client's proof with something wrong in it."""
    proof = client_proof(stage.client(), METADATA)
    honest = jwt.decode(proof["client_assertion"], rsa_key("ours"), algorithms=["RS256"])
    changed = {name: value for name, value in {**honest.claims, **claims}.items() if value is not None}
    head = {name: value for name, value in {**honest.header, **(header or {})}.items() if value is not None}
    assertion = jwt.encode(head, changed, rsa_key(key), algorithms=["RS256", "RS384"])
    return {**proof, "client_assertion": assertion}


async def test_discovery_offers_idportens_profile() -> None:
    document = (await Stage().browser.get("/.well-known/openid-configuration")).json()
    assert document["issuer"] == ISSUER
    assert document["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert document["require_pushed_authorization_requests"] is True
    assert document["authorization_response_iss_parameter_supported"] is True


async def test_keys_are_public_only() -> None:
    (key,) = (await Stage().browser.get("/jwks")).json()["keys"]
    assert key["kid"] == "provider"
    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(key)


async def test_a_request_is_pushed_and_used_once() -> None:
    stage = Stage()
    answer = await push(stage, login_hint=HIGH)
    assert (answer.status_code, answer.json()["expires_in"]) == (201, 120)
    query = {"client_id": "ours", "request_uri": answer.json()["request_uri"]}
    first = await stage.browser.get("/authorize", params=query)
    assert callback(first)["iss"] == ISSUER
    again = await stage.browser.get("/authorize", params=query)
    assert again.status_code == 400
    assert "<h1>Det gikk ikke</h1>" in again.text


async def test_a_pushed_request_is_forgotten_after_two_minutes() -> None:
    stage = Stage()
    query = {"client_id": "ours", "request_uri": (await push(stage)).json()["request_uri"]}
    stage.clock.forward(121)
    assert (await stage.browser.get("/authorize", params=query)).status_code == 400


async def test_the_browser_may_carry_nothing_but_the_name_of_the_request() -> None:
    stage = Stage()
    query = {"client_id": "ours", "request_uri": (await push(stage)).json()["request_uri"]}
    assert (await stage.browser.get("/authorize", params={**query, "prompt": "none"})).status_code == 400
    classic = {**request(), "client_id": "ours"}
    assert (await stage.browser.get("/authorize", params=classic)).status_code == 400
    other = {**query, "client_id": "other"}
    assert (await stage.browser.get("/authorize", params=other)).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": CALLBACK + "/"},
        {"response_type": "code id_token"},
        {"scope": "profile"},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
        {"acr_values": "Level9"},
        {"prompt": "consent"},
        {"request": "x.y.z"},
    ],
)
async def test_a_faulty_request_is_turned_away(changes: dict[str, str]) -> None:
    stage = Stage()
    assert (await push(stage)).status_code == 201
    assert (await push(stage, None, **changes)).status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": [ISSUER]},
        {"aud": ISSUER + "/token"},
        {"aud": ISSUER + "/"},
        {"iss": "other"},
        {"sub": "other"},
        {"jti": None},
        {"exp": None},
        {"exp": 1},
        {"exp": 1_790_000_200},
        {"iat": 1_790_000_060},
        {"header": {"kid": None}},
        {"header": {"kid": "unknown"}},
        {"header": {"alg": "RS384"}},
        {"key": "other"},
    ],
)
async def test_a_client_that_cannot_prove_itself_is_turned_away(wrong: dict[str, Any]) -> None:
    stage = Stage()
    assert (await push(stage, forged(stage))).status_code == 201
    answer = await push(stage, forged(stage, **wrong))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_proof_is_good_once_and_tied_to_its_client() -> None:
    stage = Stage()
    proof = client_proof(stage.client(), METADATA)
    assert (await push(stage, proof)).status_code == 201
    assert (await push(stage, proof)).status_code == 401
    assert (await push(stage, forged(stage) | {"client_id": "other"})).status_code == 401
    assert (await push(stage, {"client_id": "ours"})).status_code == 401


async def test_the_page_lists_the_test_persons_as_buttons() -> None:
    stage = Stage()
    redirect = await stage.depart(stage.begin(), hint=None)
    page = await stage.browser.get(redirect.headers["location"])
    assert page.status_code == 200
    assert re.findall(r'name="person" value="(\w+)"', page.text) == ["anne", "bjarne", "carmen"]
    assert "Har en individuell plan" in page.text
    assert "<style" not in page.text
    assert "<script" not in page.text
    assert "form-action 'self' https://app.example;" in page.headers["content-security-policy"]
    assert (await stage.browser.get("/static/idp.css")).status_code == 200
    assert (await stage.browser.get("/static/..%2f..%2fpyproject.toml")).status_code == 404


async def test_pressing_a_button_logs_that_person_in_and_only_once() -> None:
    stage = Stage()
    transaction = stage.begin()
    redirect = await stage.depart(transaction, hint=None)
    form = dict(parse_qsl(urlsplit(redirect.headers["location"]).query)) | {"person": "carmen"}
    identity = await stage.arrive(transaction, await stage.browser.post("/choose", data=form))
    assert (identity.pid, identity.locale, identity.acr) == (None, "nn", "idporten-loa-high")
    again = await stage.browser.post("/choose", data=form)
    assert again.status_code == 400
    assert "kan ikke brukes mer" in again.text


async def test_an_unknown_person_is_nobody() -> None:
    stage = Stage()
    redirect = await stage.depart(stage.begin(), hint="testid:00000000000_idporten-loa-high")
    form = dict(parse_qsl(urlsplit(redirect.headers["location"]).query))
    assert (await stage.browser.post("/choose", data=form | {"person": ""})).status_code == 400
    assert (await stage.browser.post("/choose", data=form | {"person": "nobody"})).status_code == 400
    assert callback(await stage.browser.post("/choose", data=form | {"person": "anne"}))["code"]


async def test_a_second_login_within_half_an_hour_asks_for_nothing() -> None:
    stage = Stage()
    first = await stage.log_in()
    stage.clock.forward(29 * 60)
    second = await stage.log_in(hint=None)
    assert (second.pid, second.sid, second.auth_time) == (ANNE.pid, first.sid, first.auth_time)
    stage.clock.forward(30 * 60)
    asked = await stage.depart(stage.begin(), hint=None)
    assert urlsplit(asked.headers["location"]).path == "/choose"


async def test_the_providers_session_ends_after_two_hours_of_use() -> None:
    stage = Stage()
    await stage.log_in()
    for _ in range(5):
        stage.clock.forward(20 * 60)
        await stage.log_in(hint=None)
    stage.clock.forward(20 * 60)
    asked = await stage.depart(stage.begin(), hint=None)
    assert urlsplit(asked.headers["location"]).path == "/choose"


async def test_prompt_login_asks_anew_and_a_weak_session_does_not_do_for_a_strong_request() -> None:
    stage = Stage()
    await stage.log_in()
    asked = await stage.depart(stage.begin(), hint=None, prompt_login=True)
    assert urlsplit(asked.headers["location"]).path == "/choose"
    await stage.depart(stage.begin(), hint=SUBSTANTIAL)
    asked = await stage.depart(stage.begin(), hint=None)
    assert urlsplit(asked.headers["location"]).path == "/choose"


async def test_prompt_none_never_shows_a_page() -> None:
    stage = Stage()
    query = {"client_id": "ours", "request_uri": (await push(stage, prompt="none")).json()["request_uri"]}
    answer = callback(await stage.browser.get("/authorize", params=query))
    assert answer == {"error": "login_required", "state": "s", "iss": ISSUER}


async def test_short_names_of_levels_are_understood() -> None:
    assert (await Stage().log_in(f"testid:{ANNE.pid}_Level4")).acr == "idporten-loa-high"


async def test_a_code_needs_its_verifier_its_address_and_its_client() -> None:
    stage = Stage()

    async def redeem(client: str = "ours", **changes: str) -> httpx2.Response:
        verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        pushed = (await push(stage, login_hint=HIGH)).json()["request_uri"]
        query = {"client_id": "ours", "request_uri": pushed}
        code = callback(await stage.browser.get("/authorize", params=query))["code"]
        sender = stage.client(client_id=client, key=rsa_key(client))
        form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": verifier}
        form |= {"code": code} | changes
        return await stage.browser.post("/token", data=form | client_proof(sender, METADATA))

    good = await redeem()
    assert (good.status_code, good.json()["expires_in"]) == (200, 120)
    assert (await redeem(code_verifier="x" * 43)).json()["error"] == "invalid_grant"
    assert (await redeem(redirect_uri=CALLBACK + "?x")).json()["error"] == "invalid_grant"
    assert (await redeem(client="other")).json()["error"] == "invalid_grant"
    assert (await redeem(grant_type="password")).json()["error"] == "unsupported_grant_type"


async def test_a_code_lives_for_a_minute() -> None:
    stage = Stage()
    transaction = stage.begin()
    departed = await stage.depart(transaction)
    stage.clock.forward(59)
    assert await stage.arrive(transaction, departed)
    departed = await stage.depart(transaction)
    assert callback(departed)["code"] in {name for name, _ in stage.desk.codes}
    stage.clock.forward(61)
    assert stage.desk.codes.get(callback(departed)["code"]) is None


async def test_a_parameter_may_not_come_twice() -> None:
    stage = Stage()
    query = {"client_id": "ours", "request_uri": (await push(stage)).json()["request_uri"]}
    twice = urlencode([*query.items(), ("client_id", "other")])
    assert (await stage.browser.get(f"/authorize?{twice}")).status_code == 400
