"""Fields of a receipt that follow from its signed tokens alone: written by one rule, verified by the same.

The names are those of ISO/IEC TS 27560:2023, clause 6.3, as W3C's guide to it lists them.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ipplan.gate.claims import ended_by

SCHEMA = "ISO/IEC TS 27560:2023"
EVENTS = {
    "consent": ("consent_given", "active"),
    "grant": ("access_given", "active"),
    "mandate": ("mandate_given", "active"),
}
"""Event type and the state it leads to, by kind of token."""
ENDINGS = {
    "grant": ("access_withdrawn", "withdrawn"),
    "consent": ("consent_withdrawn", "withdrawn"),
    "ended_mandate": ("mandate_ended", "withdrawn"),
}
"""The same for withdrawals, by what they end."""
ACTORS = {
    "consent": "given_by",
    "grant": "granted_by",
    "withdrawal": "withdrawn_by",
    "mandate": "signed_by",
}

Claims = Mapping[str, Any]


def purpose_of(claims: Claims) -> dict[str, Any]:
    """What a grant opens, for whom and until when."""
    return {
        "record_id": claims["jti"],
        "section": claims["section"],
        "processing_method": claims["access"],
        "recipient_third_parties": [claims["sub"]],
        "valid_from": moment(claims["nbf"]),
        "valid_until": moment(claims["exp"]),
        "consent": claims["consent"],
    }


def event_of(kind: str, claims: Claims) -> dict[str, Any]:
    """Who did what, when, on which login."""
    ended = ended_by(claims) if kind == "withdrawal" else None
    event_type, state = ENDINGS[ended[0]] if ended else EVENTS[kind]
    login = claims["auth_time"]
    return {
        "record_id": claims["jti"],
        "event_type": event_type,
        "event_state": state,
        "event_time": moment(claims["iat"]),
        "validity_duration": validity_of(claims),
        "entity_id": claims[ACTORS[kind]],
        "mandate": claims["mandate"],
        "authentication": {
            "level": claims["acr"],
            "time": moment(login) if login is not None else None,
        },
        **({"ends": ended[1]} if ended else {}),
        **{name: claims[name] for name in ("attested", "registered_by") if claims.get(name)},
    }


def validity_of(claims: Claims) -> str:
    """From when until when, as an ISO 8601 interval; ``..`` (ISO 8601-2): until it is withdrawn."""
    start = moment(claims.get("nbf", claims["iat"]))
    return f"{start}/{moment(claims['exp']) if 'exp' in claims else '..'}"


def notice_of(claims: Claims) -> dict[str, Any]:
    """Which text was shown, from a consent."""
    return {key: claims["text"][key] for key in ("id", "version", "sha256")}


def canonical(receipt: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed (RFC 8785 for what receipts hold: texts, whole numbers, true, null)."""
    return json.dumps(receipt, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(receipt: Mapping[str, Any]) -> str:
    """Hex SHA-256 of a receipt's canonical bytes."""
    return hashlib.sha256(canonical(receipt)).hexdigest()


def moment(seconds: int) -> str:
    """ISO 8601, UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
