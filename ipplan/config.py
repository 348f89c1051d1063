"""Settings, all read from the environment with the prefix ``IPPLAN_``."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


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
    var: Path = ROOT / "var"
    """Folder of the demo's data: database, caught mail."""
    keys: Path = ROOT / "keys"
    web: Path = ROOT / "web"

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

    smtp_url: str = ""
    """``smtp://[user:password@]host:port`` (``smtps`` for TLS from the start); empty: mail waits."""
    smtp_port: int = 8025
    """Where the demo catches its own mail when smtp_url is empty."""
    mail_from: str = "ipplan@localhost"

    session_idle_minutes: int = 30
    session_hours: int = 8

    grant_issuer: str = "urn:ipplan:demo"
    """Under which name grants are signed; in production the installation's address. Never changed later."""

    storage_country: str = "NO"
    """Where the database and its backups stand, ISO 3166-1; receipts say so."""

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
    def secure(self) -> bool:
        """Whether cookies are sent over TLS only."""
        return self.address.startswith("https://")
