"""Running the provider beside the demo, with the demo's app as its one client."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette

from ipplan.config import ROOT, Settings
from ipplan.idp.app import create_provider
from ipplan.idp.clients import Client
from ipplan.idp.people import load_people
from ipplan.logs import configure_logs

PEOPLE = ROOT / "ipplan" / "demo" / "people.toml"
PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth")


def serve(settings: Settings) -> None:
    """Run until stopped, on the configured host and ``idp_port``."""
    app = demo_provider(settings)
    configure_logs()
    # No access log: its lines would hold id tokens, from the addresses of logouts.
    uvicorn.run(app, host=settings.host, port=settings.idp_port, access_log=False, log_config=None)


def demo_provider(
    settings: Settings,
    people: Path = PEOPLE,
    now: Callable[[], float] = time.time,
    key: RSAKey | None = None,
) -> Starlette:
    """The provider that ``serve`` runs. Ends the program with one line where it must not run."""
    if settings.env == "production":
        raise SystemExit("The test provider lets anybody log in as anybody; it does not start in production.")
    return create_provider(
        issuer=settings.issuer,
        clients=[demo_client(settings)],
        people=load_people(people),
        web=settings.web,
        now=now,
        key=key,
    )


def demo_client(settings: Settings) -> Client:
    """The app's registration, with the public half of its key."""
    app = settings.address
    return Client(
        client_id=settings.oidc_client_id,
        jwks=_public_jwks(settings.oidc_key or settings.keys / "oidc.jwk"),
        redirect_uris=(f"{app}/login/callback",),
        post_logout_redirect_uris=(f"{app}/logout/callback",),
        frontchannel_logout_uri=f"{app}/logout/front",
        backchannel_logout_uri=f"{app}/logout/back",
    )


def _public_jwks(path: Path) -> dict[str, Any]:
    """From a private JWK, JWK set or PEM; without ``kid`` a key is named by its RFC 7638 thumbprint."""
    if not path.exists():
        raise SystemExit(f"The key {path.name} is missing; make the keys first.")
    text = path.read_bytes()
    if text.lstrip().startswith(b"{"):
        document = json.loads(text)
        keys = KeySet.import_key_set(
            {"keys": [_public(one) for one in document.get("keys", [document])]}
        ).keys
    else:
        keys = [RSAKey.import_key(text)]
    for key in keys:
        key.ensure_kid()
    return {"keys": [key.as_dict(private=False) for key in keys]}


def _public(item: dict[str, Any]) -> dict[str, Any]:
    """A JWK without its private half, of RSA, EC or OKP: the provider has no use for it."""
    return {name: value for name, value in item.items() if name not in PRIVATE}
