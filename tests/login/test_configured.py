"""Providers as data: one by environment variables, several by a file; what is wrong is said in a line."""

from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from ipplan.config import Settings
from ipplan.login.configured import LoginMisconfigured, configured, profiles
from ipplan.login.key import KeyFile, write_keys
from tests.idp.stage import rsa_key

SECURE = "https://idp.example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_keys(tmp_path / "oidc.jwk", [rsa_key("ours")])
    return tmp_path


def of_file(folder: Path, text: str, **more: Any) -> Any:
    path = folder / "providers.toml"
    path.write_text(text, encoding="utf-8")
    return configured(Settings(keys=folder, providers=path, **more))


def test_one_provider_by_three_settings(folder: Path) -> None:
    pem = folder / "key.pem"
    pem.write_bytes(ECKey.generate_key("P-256").as_pem(private=True))
    given = Settings(
        env="production", oidc_issuer=f"{SECURE}/", oidc_client_id="me", oidc_key=pem, keys=folder
    )
    (one,) = configured(given)
    assert (one.issuer, one.client_id, one.acr, one.pid_claim) == (
        f"{SECURE}/",
        "me",
        "idporten-loa-high",
        "pid",
    )
    assert one.signing_key().key_type == "EC"


def test_several_by_a_file_with_what_is_known_of_each(folder: Path) -> None:
    rows = "\n".join(
        f'[[provider]]\nprofile = "{name}"\nclient_id = "{name}-client"\nkey = "oidc.jwk"'
        for name in profiles()
    )
    found = {one.name: one for one in of_file(folder, rows, env="production")}
    assert list(found) == ["idporten", "ansattporten", "helseid"]
    assert found["idporten"].issuer == "https://idporten.no"
    assert found["helseid"].pid_claim == "helseid://claims/identity/pid"
    assert found["helseid"].satisfied_by("4")
    assert not found["helseid"].satisfied_by("3")
    assert not found["ansattporten"].satisfied_by("substantial")
    assert all(one.par == "required" for one in found.values())


ROW = f'[[provider]]\nname = "x"\nissuer = "{SECURE}"\nclient_id = "c"\nkey = "oidc.jwk"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "minst én"),
        ("provider = 7", "minst én"),
        ("[[provider", "kan ikke leses"),
        (ROW + 'colour = "red"', "ukjent felt 'colour'"),
        (ROW + 'par = "perhaps"', "par har feil verdi"),
        (ROW + "max_age = true", "max_age har feil verdi"),
        (ROW + "levels = [3]", "levels har feil verdi"),
        (ROW + ROW, "samme name"),
        (ROW + ROW.replace('"x"', '"y"'), "samme issuer"),
        (ROW.replace('"x"', '"X Y"'), "må ha et name"),
        (ROW.replace('client_id = "c"\n', ""), "client_id mangler"),
        (ROW.replace("oidc.jwk", "absent.jwk"), "mangler"),
        (ROW.replace("oidc.jwk", "providers.toml"), "kan ikke brukes"),
        (ROW.replace("https", "http"), "http on this machine alone"),
        ('[[provider]]\nprofile = "other"', "Ukjent profile"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, text: str, said: str) -> None:
    assert of_file(folder, ROW)
    with pytest.raises(LoginMisconfigured, match=said):
        of_file(folder, text)


def test_no_time_limit_is_a_zero(folder: Path) -> None:
    (one,) = of_file(folder, ROW + "max_age = 0")
    assert one.max_age is None


def test_a_running_process_sees_a_new_key_and_keeps_the_last_while_the_file_is_broken(folder: Path) -> None:
    path = folder / "oidc.jwk"
    file = KeyFile(path)
    assert [key.kid for key in file.keys] == ["ours"]
    write_keys(path, [rsa_key("other"), rsa_key("ours")])
    assert [key.kid for key in file.keys] == ["other", "ours"]
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("{")
    assert [key.kid for key in file.keys] == ["other", "ours"]
    path.unlink()
    assert [key.kid for key in file.keys] == ["other", "ours"]
