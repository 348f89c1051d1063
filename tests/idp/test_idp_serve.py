"""The provider as the demo runs it: its people, its one client, and where it will not start."""

from pathlib import Path
from typing import Any

import pytest

from ipplan.config import Settings
from ipplan.idp.people import load_people
from ipplan.idp.serve import demo_provider
from ipplan.login.key import public_jwks
from tests.idp.stage import rsa_key

PEOPLE = """
[[person]]
id = "anne"
name = "Anne Berg"
pid = "11827098765"
about = "Har en plan"
login = true
age = 12

[[person]]
id = "per"
name = "Per Berg"
login = false
"""


def demo(folder: Path, **more: Any) -> Settings:
    key = folder / "oidc.jwk"
    key.write_bytes(rsa_key("ours").as_pem(private=True))
    (folder / "people.toml").write_text(PEOPLE, "utf-8")
    return Settings(oidc_key=key, **more)


async def test_the_demos_provider_knows_the_app_and_its_key(tmp_path: Path) -> None:
    settings = demo(tmp_path)
    desk = demo_provider(settings, tmp_path / "people.toml").state.desk
    (client,) = desk.clients
    assert client.redirect_uris == ("http://127.0.0.1:8000/login/callback",)
    assert client.jwks["keys"][0]["n"] == public_jwks([rsa_key("ours")])["keys"][0]["n"]
    assert not {"d", "p", "q"} & set(client.jwks["keys"][0])
    assert desk.issuer == "http://127.0.0.1:8001"


def test_production_does_not_start_it(tmp_path: Path) -> None:
    assert demo_provider(demo(tmp_path), tmp_path / "people.toml")
    with pytest.raises(SystemExit, match="does not start in production"):
        demo_provider(demo(tmp_path, env="production"), tmp_path / "people.toml")


def test_only_those_with_a_login_are_listed_and_only_with_synthetic_numbers(tmp_path: Path) -> None:
    file = tmp_path / "people.toml"
    file.write_text(PEOPLE, "utf-8")
    assert [person.id for person in load_people(file)] == ["anne"]
    file.write_text(PEOPLE.replace("11827098765", "11027098765"), "utf-8")
    with pytest.raises(ValueError, match="not synthetic"):
        load_people(file)
