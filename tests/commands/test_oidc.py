"""``ipplan oidc``: what to register, a hand-over with two keys valid at once, and what fits."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ipplan.commands.oidc import oidc
from ipplan.gate.keys import make
from ipplan.login.configured import LoginMisconfigured
from ipplan.login.fits import findings
from ipplan.login.key import read_keys, write_keys
from tests.idp.stage import Stage, rsa_key
from tests.site import Site


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make(tmp_path)
    monkeypatch.setenv("IPPLAN_KEYS", str(tmp_path))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(oidc, list(words), catch_exceptions=False)


def kids(result: Result) -> list[str]:
    return [key["kid"] for key in json.loads(result.output)["keys"]]


def test_only_public_halves_are_printed(folder: Path) -> None:
    result = run("jwks")
    (key,) = json.loads(result.output)["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}
    assert (key["use"], key["alg"]) == ("sig", "RS256")


def test_a_hand_over_has_two_keys_valid_at_once(folder: Path) -> None:
    (old,) = kids(run("jwks"))
    run("new-key", "--kind", "EC")
    first, new = kids(run("jwks"))
    path = folder / "oidc.jwk"
    assert (first, read_keys(path)[0].kid) == (old, old), "the new one signs nothing yet"
    run("use-key", new)
    assert kids(run("jwks")) == [new, old], "both stay registered"
    with pytest.raises(LoginMisconfigured, match="i bruk"):
        run("retire-key", new)
    with pytest.raises(LoginMisconfigured, match="ingen nøkkel"):
        run("retire-key", "absent")
    run("retire-key", old)
    assert kids(run("jwks")) == [new]


def test_a_key_is_named_whatever_its_thumbprint_begins_with(folder: Path) -> None:
    path = folder / "oidc.jwk"
    write_keys(path, [rsa_key("ours"), rsa_key("--other")])
    assert run("use-key", "--other").exit_code == 0
    assert kids(run("jwks")) == ["--other", "ours"]
    write_keys(path, [rsa_key("ours"), rsa_key("-p")])
    assert run("retire-key", "-p").exit_code == 0
    assert kids(run("jwks")) == ["ours"]


async def test_the_test_provider_takes_either_key_of_a_hand_over(tmp_path: Path) -> None:
    stage = Stage(client_key=rsa_key("ours"))
    assert (await stage.log_in()).sid
    path = tmp_path / "oidc.jwk"
    write_keys(path, [rsa_key("ours"), rsa_key("other")])
    registered = json.loads(path.read_text())["keys"]
    (client, *_) = stage.desk.clients  # type: ignore[misc]
    client.jwks["keys"][:] = [{k: key[k] for k in ("kty", "n", "e", "kid")} for key in registered]
    for name in ("ours", "other"):
        stage.provider = stage.client(key=rsa_key(name))
        assert (await stage.log_in()).sid


async def test_check_says_that_the_running_provider_fits(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = site.world.house.settings
    monkeypatch.setenv("IPPLAN_KEYS", str(settings.keys))
    monkeypatch.setenv("IPPLAN_OIDC_ISSUER", settings.issuer)
    result = await asyncio.to_thread(run, "check")
    assert result.exit_code == 0, result.output
    assert "Alt passer." in result.output
    monkeypatch.setenv("IPPLAN_OIDC_ACR", "something-else")
    result = await asyncio.to_thread(run, "check")
    assert result.exit_code == 1
    assert "PASSER IKKE  Sikkerhetsgraden som kreves: something-else" in result.output
    monkeypatch.setenv("IPPLAN_OIDC_ISSUER", f"{settings.issuer}/")
    result = await asyncio.to_thread(run, "check")
    assert result.exit_code == 1
    assert "another issuer" in result.output


@pytest.mark.parametrize(
    ("change", "config", "said"),
    [
        ({"pushed_authorization_request_endpoint": None}, {"par": "required"}, "PAR er ikke i bruk"),
        ({"token_endpoint_auth_methods_supported": ["client_secret_basic"]}, {}, "private_key_jwt"),
        ({"token_endpoint_auth_signing_alg_values_supported": ["ES256"]}, {}, "signerer med –"),
        ({"id_token_signing_alg_values_supported": ["HS256"]}, {}, "ingenting vi godtar"),
        ({"response_types_supported": ["id_token"]}, {}, "response_type code"),
        ({"code_challenge_methods_supported": ["plain"]}, {}, "PKCE"),
    ],
)
async def test_each_thing_that_does_not_fit_is_said(change: Any, config: Any, said: str) -> None:
    stage = Stage(config=config)
    assert not [one async for one in _wrong(stage)]
    stage.misbehaviour.alter_discovery = lambda document: document | change
    stage.provider = stage.client()
    assert said in " ".join([words async for words in _wrong(stage)])


async def test_a_provider_that_is_down_is_said_to_be() -> None:
    stage = Stage()
    stage.misbehaviour.unavailable = frozenset({"/.well-known/openid-configuration"})
    assert [words async for words in _wrong(stage)] == ["Oppslaget lyktes ikke: answered 503."]


async def _wrong(stage: Stage) -> AsyncIterator[str]:
    async for one in findings(stage.provider):
        if not one.fits:
            yield one.words
