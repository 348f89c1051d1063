"""An honest provider: one logs in, by every road the client knows."""

import asyncio
import json
import socket
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey

from ipplan.idp.app import create_provider
from ipplan.login.answer import read_answer
from ipplan.login.config import ProviderConfig
from ipplan.login.key import public_jwks, read_keys
from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused
from ipplan.login.request import authorization_url
from ipplan.login.transaction import begin, check_browser, local_path
from tests.idp.stage import ANNE, CALLBACK, HIGH, ISSUER, SECRET, Stage, callback, registration, rsa_key


async def test_a_person_logs_in() -> None:
    stage = Stage()
    identity = await stage.log_in()
    assert (identity.provider, identity.pid, identity.acr) == ("idporten", ANNE.pid, "idporten-loa-high")
    assert identity.auth_time == stage.clock.utc()
    assert identity.sid


async def test_nothing_but_two_names_goes_by_way_of_the_browser() -> None:
    stage = Stage()
    url = await authorization_url(stage.provider, stage.begin(), redirect_uri=CALLBACK, ui_locales="nb")
    assert set(dict(parse_qsl(urlsplit(url).query))) == {"client_id", "request_uri"}


async def test_without_par_the_address_carries_the_request_and_its_challenge() -> None:
    stage = Stage(par="none")
    transaction = stage.begin()
    url = await authorization_url(stage.provider, transaction, redirect_uri=CALLBACK, ui_locales="nb")
    query = dict(parse_qsl(urlsplit(url).query))
    assert (query["code_challenge_method"], query["acr_values"]) == ("S256", "idporten-loa-high")
    assert transaction.verifier not in url
    assert (await stage.log_in()).pid == ANNE.pid
    assert stage.wire.seen["/par"] == 0


async def test_an_address_with_a_query_of_its_own_keeps_it() -> None:
    endpoint = f"{ISSUER}/authorize?tenant=1"
    for stage in (Stage(par="required"), Stage(par="none")):
        stage.misbehaviour.alter_discovery = lambda d: d | {"authorization_endpoint": endpoint}
        url = await authorization_url(stage.provider, stage.begin(), redirect_uri=CALLBACK, ui_locales="nb")
        query = dict(parse_qsl(urlsplit(url).query))
        assert (query["tenant"], query["client_id"]) == ("1", "ours")


async def test_auth_time_is_asked_for_in_the_ways_the_provider_knows() -> None:
    stage = Stage(par="none")
    stage.misbehaviour.alter_discovery = lambda d: d | {"claims_parameter_supported": True}
    url = await authorization_url(stage.provider, stage.begin(), redirect_uri=CALLBACK, ui_locales="nb")
    query = dict(parse_qsl(urlsplit(url).query))
    wanted = {"auth_time": {"essential": True}, "pid": {"essential": True}}
    assert json.loads(query["claims"]) == {"id_token": wanted}
    assert query["max_age"] == "7200"


async def test_every_proof_is_new_and_meant_for_the_issuer_alone() -> None:
    stage = Stage()
    await stage.log_in()
    proofs = [body["client_assertion"] for path, body in stage.wire.bodies if path in ("/par", "/token")]
    claims = [jwt.decode(proof, rsa_key("ours"), algorithms=["RS256"]).claims for proof in proofs]
    assert len({one["jti"] for one in claims}) == len(proofs) == 2
    assert all(one["aud"] == ISSUER and one["exp"] - one["iat"] == 60 for one in claims)
    assert all(body["client_id"] == "ours" for path, body in stage.wire.bodies if path in ("/par", "/token"))


async def test_two_tabs_log_in_at_once() -> None:
    stage = Stage()
    one, two = stage.begin(), stage.begin()
    first, second = await asyncio.gather(stage.depart(one), stage.depart(two))
    assert (await stage.arrive(two, second)).pid == (await stage.arrive(one, first)).pid == ANNE.pid


async def test_a_fresh_login_is_asked_for_and_made() -> None:
    stage = Stage()
    await stage.log_in()
    stage.clock.forward(20 * 60)
    identity = await stage.log_in(fresh=True)
    assert identity.auth_time == stage.clock.utc()


async def test_high_satisfies_substantial() -> None:
    stage = Stage(config={"acr": "idporten-loa-substantial"})
    assert (await stage.log_in(HIGH)).acr == "idporten-loa-high"


async def test_a_person_without_a_number_has_none() -> None:
    assert (await Stage().log_in("testid:carmen_Level4")).pid is None


async def test_claims_of_another_name_as_helseid_has_them() -> None:
    pid = "helseid://claims/identity/pid"
    level = "helseid://claims/identity/security_level"
    hpr = "helseid://claims/hpr/hpr_number"
    names = {"pid_claim": pid, "acr_claim": level, "hpr_claim": hpr}
    levels = {"acr": "4", "levels": ("3", "4"), "acr_values": "idporten-loa-high"}
    stage = Stage(config={**names, **levels})
    there = {level: "4", hpr: "9144900"}
    stage.misbehaviour.alter_claims = lambda claims: claims | {pid: claims.pop("pid")} | there
    identity = await stage.log_in()
    assert (identity.pid, identity.acr, identity.hpr) == (ANNE.pid, "4", "9144900")
    stage.misbehaviour.alter_claims = lambda claims: claims | {level: "3"}
    with pytest.raises(LoginRefused, match="acr"):
        await stage.log_in()


async def test_nothing_personal_shows_when_things_are_printed() -> None:
    stage = Stage()
    transaction = stage.begin()
    identity = await stage.arrive(transaction, await stage.depart(transaction))
    shown = repr(identity) + repr(transaction) + repr(stage.provider.config)
    for secret in (identity.pid, identity.id_token, identity.sub, transaction.verifier, transaction.nonce):
        assert secret
        assert secret not in shown
    assert str(rsa_key("ours").as_dict(private=True)["d"]) not in shown


async def test_a_token_without_kid_is_taken_only_where_one_key_can_have_made_it() -> None:
    stage = Stage()
    stage.misbehaviour.alter_header = lambda header: {k: v for k, v in header.items() if k != "kid"}
    assert (await stage.log_in()).pid == ANNE.pid
    other = public_jwks([rsa_key("other")])["keys"]
    stage.misbehaviour.alter_jwks = lambda jwks: {"keys": jwks["keys"] + other}
    stage.provider = stage.client()
    with pytest.raises(LoginRefused, match="kid"):
        await stage.log_in()


async def test_keys_of_other_kinds_beside_ours_do_no_harm() -> None:
    stage = Stage()
    broken = {"kty": "RSA", "kid": "provider", "n": "!", "e": "AQAB"}
    odd: list[Any] = [{"kty": "EC", "crv": "P-256"}, broken, {"kty": "ML"}, 7]
    stage.misbehaviour.alter_jwks = lambda jwks: {"keys": odd + jwks["keys"]}
    assert (await stage.log_in()).pid == ANNE.pid


async def test_headers_a_provider_may_add_do_no_harm() -> None:
    stage = Stage()
    stage.misbehaviour.alter_header = lambda header: header | {"x5t": "a" * 27, "x-note": "b" * 800}
    assert (await stage.log_in()).pid == ANNE.pid


def test_the_browser_that_began_is_the_one_that_ends() -> None:
    transaction = Stage().begin()
    check_browser(transaction, SECRET)
    with pytest.raises(LoginRefused, match="browser"):
        check_browser(transaction, "another browser's secret")
    assert SECRET not in repr(replace(transaction))


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/plan/1?tab=2#mål", "/plan/1?tab=2#mål"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_one_returns_to_this_site_only(address: str, kept: str) -> None:
    assert local_path(address) == kept


def test_a_key_is_read_as_jwk_as_set_and_as_pem(tmp_path: Path) -> None:
    old, new = rsa_key("ours"), rsa_key("other")
    file = tmp_path / "key"
    file.write_text(json.dumps(old.as_dict(private=True)))
    assert [key.kid for key in read_keys(file)] == ["ours"]
    file.write_text(json.dumps({"keys": [new.as_dict(private=True), old.as_dict(private=True)]}))
    assert [key.kid for key in read_keys(file)] == ["other", "ours"]
    file.write_bytes(old.as_pem(private=True))
    (key,) = read_keys(file)
    assert key.kid == key.thumbprint()
    assert set(public_jwks([key])["keys"][0]) == {"kty", "n", "e", "kid", "use", "alg"}


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_key_that_is_too_short_or_not_there_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(rsa_key("ours").as_pem(private=True))
    assert read_keys(file)
    file.write_bytes(RSAKey.generate_key(1024).as_pem(private=True))
    with pytest.raises(ValueError, match="fewer than 2048 bits"):
        read_keys(file)
    file.write_text('{"keys": []}')
    with pytest.raises(ValueError, match="no key"):
        read_keys(file)


def test_a_key_that_cannot_sign_is_refused_without_being_shown(tmp_path: Path) -> None:
    file = tmp_path / "key"
    public = json.dumps(rsa_key("ours").as_dict(private=False))
    for text in (public, "-----BEGIN SECRET", '{"kty":"oct","k":"c2VjcmV0"}'):
        file.write_text(text)
        with pytest.raises(ValueError, match="key") as caught:
            read_keys(file)
        assert text not in str(caught.value)


async def test_over_a_real_socket() -> None:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = create_provider(issuer=issuer, clients=[registration("ours")], people=[ANNE])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    config = ProviderConfig(name="idporten", issuer=issuer, client_id="ours", key=rsa_key("ours"))

    def now() -> datetime:
        return datetime.now(UTC)

    async with httpx2.AsyncClient(trust_env=False) as http:
        provider = Provider(config, http, now)
        transaction = begin("idporten", return_to="/", browser_secret=SECRET, now=now())
        url = await authorization_url(
            provider, transaction, redirect_uri=CALLBACK, ui_locales="nb", login_hint=HIGH
        )
        params = callback(await http.get(url))
        identity = await read_answer(provider, transaction, params, redirect_uri=CALLBACK)
    server.should_exit = True
    await serving
    assert identity.pid == ANNE.pid
