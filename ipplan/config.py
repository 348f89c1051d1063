"""Settings, read from the environment with the prefix ``IPPLAN_``, and from files of the same names."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

from ipplan.rules import FILE as RULES
from ipplan.rules import Rules, read_rules

ROOT = Path(__file__).resolve().parent.parent
SECRETS = Path("/run/secrets")
"""Where an orchestrator puts secrets, a file each; ``IPPLAN_SECRETS`` names another folder."""

DEMO_ISSUER = "urn:ipplan:demo"


class SettingsTrouble(Exception):
    """The settings stand in the way; the message is one line and shows no value that may be secret."""


class Lifetime(NamedTuple):
    """How long a session stands without being used, and in all."""

    idle: timedelta
    whole: timedelta

    def ends_at(self, created_at: datetime, seen_at: datetime) -> datetime:
        return min(created_at + self.whole, seen_at + self.idle)


class Settings(BaseSettings):
    """One value per environment variable; the defaults are those of the demo on one machine."""

    model_config = SettingsConfigDict(env_prefix="IPPLAN_", frozen=True)

    env: Literal["demo", "test", "production"] = "demo"
    host: str = "127.0.0.1"
    port: int = 8000
    idp_port: int = 8001
    base_url: str = ""
    """Public address of the app, without a trailing slash; empty: http://host:port."""

    database_url: str = ""
    """libpq URL (``postgresql://user:password@host/name``); empty: the embedded PostgreSQL."""
    owner_database_url: str = ""
    """The same for the role that owns the tables: for `migrate` and `keys destroy`, never for the app."""
    var: Path = ROOT / "var"
    """Folder of the demo's data: database, caught mail."""
    keys: Path = ROOT / "keys"
    web: Path = ROOT / "web"
    trusted: Path = ROOT / "keys" / "trusted"
    """Whose archives of plans are taken in: a file for each installation (`ipplan trust`)."""

    oidc_issuer: str = ""
    oidc_client_id: str = "ipplan"
    oidc_key: Path | None = None
    """Private JWK or PEM with which the app proves itself to the provider; empty: keys/oidc.jwk."""
    oidc_acr: str = "idporten-loa-high"
    """Level of login required, in the provider's words; empty: none."""
    oidc_name: str = "idporten"
    """What sessions remember the provider by; never changed later."""
    oidc_title: str = "ID-porten"
    """What people know the provider by."""
    oidc_pid_claim: str = "pid"
    oidc_scope: str = "openid profile"
    oidc_par: Literal["offered", "required", "never"] = "offered"
    oidc_audience: Literal["issuer", "token_endpoint"] = "issuer"
    """To whom the app's proof of itself is addressed."""
    providers: Path | None = None
    """File of several providers side by side (TOML); then the settings above are not used."""

    rate_login: str = "120/minute"
    """Logins begun or finished from one network address, in the words of the library ``limits``."""
    rate_write: str = "240/minute"
    """Forms posted in one session."""
    rate_sign: str = "30/minute"
    """Signings, and invitations and accounts made, in one session; taking access away is not among them."""
    rate_calendar: str = "240/minute"
    """Calendars fetched from one network address: a provider of calendars fetches for many."""

    rate_code: str = "120/minute"
    """Crisis pages asked for by their codes, from one network address."""
    rate_arrival: str = "60/hour"
    """Pages to which other sites have led one session, and that are packed (page/request/packed.py)."""

    live_per_session: int = 30
    """Screens that one session may have open on one process at a time."""
    live_per_space: int = 1_000
    """Screens that may be open on one plan on one process at a time."""

    smtp_url: str = ""
    """``smtp://[user:password@]host:port`` (``smtps`` for TLS from the start); empty: mail waits."""
    smtp_port: int = 8025
    """Where the demo catches its own mail when smtp_url is empty."""
    mail_from: str = "ipplan@localhost"

    notify_by: str = "email"
    """How people are told; sms needs a gateway, and none is built in."""

    session_idle_minutes: int = 30
    session_hours: int = 8

    grant_issuer: str = DEMO_ISSUER
    """Under which name grants are signed; in production the installation's address. Never changed later."""

    proxies: str = "127.0.0.1"
    """Whose word is taken on where a request comes from: addresses and networks, or ``*`` where only the
    proxy can reach us. Limits on logins go by that address."""

    metrics_port: int = 0
    """Where web process and worker tell what they measure, and the worker that it is well; 0: nowhere."""
    metrics_host: str = "127.0.0.1"
    """Never an address that strangers reach."""

    rules: Path = RULES
    """The law in numbers: ages, periods, on what somebody may act for somebody else (docs/rules.md)."""

    templates: Path | None = None
    """Folder of the municipalities' own plan templates (docs/templates.md); empty: those that come along."""

    spool: Path | None = None
    """Folder of files that are being sent in, sealed, and without a name there; empty: the system's own."""
    clamd: str = ""
    """``host:port`` or the path of a socket where ClamAV answers; empty: files are not looked through."""

    storage_country: str = "NO"
    """Where the database and its backups stand, ISO 3166-1; receipts say so."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is passed in, then the environment, then the files: ``ipplan_database_url`` and so on."""
        named = os.environ.get("IPPLAN_SECRETS")
        folder = Path(named) if named else SECRETS
        if named and not folder.is_dir():
            raise SettingsTrouble(f"IPPLAN_SECRETS: mappen {folder} finnes ikke.")
        files = (SecretsSettingsSource(settings_cls, secrets_dir=folder),) if folder.is_dir() else ()
        return (init_settings, env_settings, *files)

    def check(self) -> None:
        """Raises `SettingsTrouble` naming everything that must not be so in production, or anywhere."""
        if self.notify_by != "email":
            raise SettingsTrouble(
                f"IPPLAN_NOTIFY_BY: {self.notify_by!r} kan ikke velges: bare email er bygd inn, og"
                " sms krever en gateway."
            )
        if self.env != "production":
            return
        wrong = [f"{name} {why}" for name, holds, why in self._demands() if not holds]
        if wrong:
            raise SettingsTrouble(f"Kan ikke starte med IPPLAN_ENV=production: {'; '.join(wrong)}.")

    def _demands(self) -> list[tuple[str, bool, str]]:
        """What production demands: variable, whether it holds, what is wrong if not."""
        sender = self.mail_from.rpartition("@")[2]
        own = self.providers is not None
        return [
            ("IPPLAN_BASE_URL", self.secure, "må være adressen folk bruker, og begynne med https://"),
            (
                "IPPLAN_OIDC_ISSUER",
                own or bool(self.oidc_issuer),
                "mangler: demoens innlogging er for demoen",
            ),
            ("IPPLAN_OIDC_ISSUER", own or self.issuer.startswith("https://"), "må begynne med https://"),
            ("IPPLAN_DATABASE_URL", bool(self.database_url), "mangler: demoens database er ikke for drift"),
            ("IPPLAN_GRANT_ISSUER", self.grant_issuer != DEMO_ISSUER, "må være installasjonens eget navn"),
            ("IPPLAN_SMTP_URL", bool(self.smtp_url), "mangler: invitasjoner og varsler blir aldri sendt"),
            ("IPPLAN_MAIL_FROM", "." in sender, "må være en adresse som finnes"),
        ]

    @property
    def session_lifetime(self) -> Lifetime:
        """How long a session stands: ID-porten allows 30 minutes idle."""
        return Lifetime(timedelta(minutes=self.session_idle_minutes), timedelta(hours=self.session_hours))

    @property
    def address(self) -> str:
        """The app's public address, without a trailing slash."""
        return self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def issuer(self) -> str:
        """The provider's issuer, character by character as configured; the demo's own when none is set."""
        return self.oidc_issuer or f"http://{self.host}:{self.idp_port}"

    @property
    def law(self) -> Rules:
        """The rules of this installation. Raises `SettingsTrouble` where the file does not read."""
        try:
            return read_rules(self.rules)
        except (OSError, ValueError) as error:
            first = " ".join(str(error).split("\n")[:3])
            raise SettingsTrouble(f"IPPLAN_RULES: {self.rules} kan ikke leses: {first}") from None

    @property
    def secure(self) -> bool:
        """Whether cookies are sent over TLS only."""
        return self.address.startswith("https://")
