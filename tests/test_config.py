"""Settings: from the environment, from files of the same names, and what production demands of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ipplan.config import ROOT, Settings, SettingsTrouble

GOOD = {
    "env": "production",
    "base_url": "https://plan.kommune.example",
    "oidc_issuer": "https://idporten.example",
    "database_url": "postgresql://ipplan_app@db/ipplan",
    "grant_issuer": "https://plan.kommune.example",
    "smtp_url": "smtp://post.kommune.example:25",
    "mail_from": "ipplan@kommune.example",
}


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of secrets that the settings are told of."""
    monkeypatch.setenv("IPPLAN_SECRETS", str(tmp_path))
    return tmp_path


def test_a_secret_is_read_from_a_file_of_the_variables_name(secrets: Path) -> None:
    assert Settings().database_url == ""
    (secrets / "ipplan_database_url").write_text("postgresql://from/file\n")
    (secrets / "ipplan_smtp_url").write_text("smtp://user:secret@post:25")
    assert Settings().database_url == "postgresql://from/file"
    assert Settings().smtp_url == "smtp://user:secret@post:25"


def test_the_environment_comes_before_a_file(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (secrets / "ipplan_database_url").write_text("postgresql://from/file")
    monkeypatch.setenv("IPPLAN_DATABASE_URL", "postgresql://from/environment")
    assert Settings().database_url == "postgresql://from/environment"
    assert Settings(database_url="postgresql://passed/in").database_url == "postgresql://passed/in"


def test_a_folder_of_secrets_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPPLAN_SECRETS", "/no/such/folder")
    with pytest.raises(SettingsTrouble, match="/no/such/folder"):
        Settings()


def test_production_starts_with_settings_of_its_own() -> None:
    Settings.model_validate(GOOD).check()
    Settings.model_validate(GOOD | {"oidc_issuer": "", "providers": "/etc/providers.toml"}).check()


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("base_url", "", "IPPLAN_BASE_URL"),
        ("base_url", "http://plan.kommune.example", "IPPLAN_BASE_URL"),
        ("oidc_issuer", "", "IPPLAN_OIDC_ISSUER"),
        ("oidc_issuer", "http://idporten.example", "IPPLAN_OIDC_ISSUER"),
        ("database_url", "", "IPPLAN_DATABASE_URL"),
        ("grant_issuer", "urn:ipplan:demo", "IPPLAN_GRANT_ISSUER"),
        ("smtp_url", "", "IPPLAN_SMTP_URL"),
        ("mail_from", "ipplan@localhost", "IPPLAN_MAIL_FROM"),
    ],
)
def test_production_refuses_what_is_the_demos(field: str, value: str, named: str) -> None:
    with pytest.raises(SettingsTrouble, match=named):
        Settings.model_validate(GOOD | {field: value}).check()
    Settings.model_validate(GOOD | {field: value, "env": "demo"}).check()


def run(command: str, **variables: str) -> tuple[int, str]:
    """A command's exit code, and what it says on standard error."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IPPLAN_")}
    done = subprocess.run(
        [sys.executable, "-m", "ipplan", command],
        cwd=ROOT,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_process_refuses_the_demos_settings_in_production_in_one_line(command: str) -> None:
    code, said = run(command, IPPLAN_ENV="production", IPPLAN_BASE_URL="http://127.0.0.1")
    assert code == 2
    assert len(said.splitlines()) == 1
    for name in ("IPPLAN_BASE_URL", "IPPLAN_OIDC_ISSUER", "IPPLAN_DATABASE_URL", "IPPLAN_GRANT_ISSUER"):
        assert name in said


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_process_says_which_keys_are_missing(command: str, tmp_path: Path) -> None:
    variables = {f"IPPLAN_{name.upper()}": value for name, value in GOOD.items()}
    code, said = run(command, IPPLAN_KEYS=str(tmp_path), **variables)
    assert code == 2
    assert "grant.jwks" in said
    assert "master" in said


def test_the_demos_provider_does_not_start_in_production() -> None:
    code, said = run("idp", IPPLAN_ENV="production")
    assert code == 1
    assert "production" in said


def test_a_value_that_cannot_be_understood_is_not_shown() -> None:
    code, said = run("serve", IPPLAN_PORT="hemmelig")
    assert code == 2
    assert said == "Ikke til å forstå: IPPLAN_PORT\n"


def test_migrating_needs_the_owners_address() -> None:
    code, said = run("migrate")
    assert code == 2
    assert "IPPLAN_OWNER_DATABASE_URL" in said


def test_every_setting_stands_in_the_readme_or_in_the_book_of_logging_in() -> None:
    said = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/login.md"))
    assert [name for name in Settings.model_fields if f"IPPLAN_{name.upper()}`" not in said] == ["web"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("value = 90", "value = -1", "grants_outlast_mandate"),
        ("value = 90", "value = ", "IPPLAN_RULES"),
        ("[basis.guardian]", "[basis.guardian]\nwhim = 1", "whim"),
        ("[heard_from]", "[herd_from]", "heard_from"),
    ],
)
def test_rules_that_do_not_read_stop_the_start_and_say_where(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    file = tmp_path / "rules.toml"
    text = (ROOT / "ipplan/rules.toml").read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SettingsTrouble, match=said):
        Settings(env="test", rules=file).law  # noqa: B018 (reading it is what fails)


def test_the_rules_that_come_with_ipplan_have_a_source_each_and_stand_in_their_book() -> None:
    rules, book = Settings(env="test").law, (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    for name in type(rules).model_fields:
        assert f"`{name}" in book, name
    assert all(one.source for one in rules.basis.values())
    assert rules.grants_outlast_mandate.value == 90
