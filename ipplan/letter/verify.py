"""Verifying a receipt with public keys alone: what is signed, by which key, and whether it holds."""

import hashlib
import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ipplan.gate.claims import ended_by
from ipplan.gate.tokens import Invalid, claims_in
from ipplan.letter.fields import digest, event_of, moment, notice_of, purpose_of

KINDS = {"consent": "samtykke", "grant": "tilgang", "withdrawal": "tilbaketrekking", "mandate": "fullmakt"}
ENDINGS = {"grant": "Tilgangen", "consent": "Samtykket", "ended_mandate": "Fullmakten"}
LONGEST = 2_000_000
"""Characters of a receipt; the largest honest ones have a few thousand."""


class Unreadable(ValueError):
    """A file that is no receipt, or no key set; the message says why."""


@dataclass
class Finding:
    """What verifying found: lines on what is signed, and all that does not fit (none: the receipt holds)."""

    signed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.wrong


def verify(text: str, jwks: str) -> Finding:
    """Verify a receipt's JSON under a key set's JSON; raises `Unreadable`."""
    file, keys = read_strictly(text), keys_in(read_strictly(jwks))
    body, seal = file.get("receipt"), file.get("seal")
    if not isinstance(body, dict) or not isinstance(seal, str) or set(file) != {"receipt", "seal"}:
        raise Unreadable("Filen er ikke en kvittering fra ipplan.")
    finding = Finding()
    try:
        _check(body, seal, keys, finding)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        finding.wrong.append("Kvitteringen har ikke den formen den skal ha.")
    return finding


def _check(body: dict[str, Any], seal: str, keys: Mapping[str, KeySet], finding: Finding) -> None:
    issuer = peek(seal, 1)["iss"]
    claims = _claims("receipt", seal, keys, issuer)
    if isinstance(claims, Invalid):
        finding.wrong.append(f"Signaturen over hele kvitteringen holder ikke ({claims.reason}).")
    else:
        if claims["sha256"] != digest(body):
            finding.wrong.append("Kvitteringen er endret etter at den ble signert.")
        when, kid = moment(claims["iat"]), peek(seal, 0)["kid"]
        finding.signed.append(f"Hele kvitteringen, utstedt {when}, med nøkkelen {kid}.")
    if body["issuer"] != issuer:
        finding.wrong.append("Utstederen er ikke den som har signert.")
    statements = []
    for one in body["tokens"]:
        kind, token = one["kind"], one["token"]
        read = _claims(kind, token, keys, issuer) if kind in KINDS else Invalid("kind")
        if isinstance(read, Invalid):
            finding.wrong.append(
                f"Signaturen på {KINDS.get(kind, 'noe ukjent')} holder ikke ({read.reason})."
            )
            continue
        statements.append((kind, read))
        finding.signed.append(_in_words(kind, read, peek(token, 0)["kid"]))
    if not statements:
        finding.wrong.append("Kvitteringen har ingen signert opplysning som holder.")
    differing = dict.fromkeys(_differing(body, statements))
    finding.wrong += [f"«{name}» stemmer ikke med det som er signert." for name in differing]
    if not isinstance(claims, Invalid) and any(read["space"] != claims["space"] for _, read in statements):
        finding.wrong.append("Opplysningene gjelder ikke samme plan.")


def _differing(body: dict[str, Any], statements: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """Fields that do not say what the tokens say."""
    events = [event_of(kind, claims) for kind, claims in statements]
    if body["events"] != events:
        yield "events"
    ended = {ended_by(claims)[1] for kind, claims in statements if kind == "withdrawal"}
    grants = {claims["jti"]: claims for kind, claims in statements if kind == "grant"}
    told = {one["record_id"] for one in body["purposes"]}
    if len(told) != len(body["purposes"]) or not set(grants) - ended <= told or not told <= set(grants):
        yield "purposes"
    for one in body["purposes"]:
        claims = grants.get(one["record_id"])
        signed = purpose_of(claims) if claims else {}
        if any(one.get(name) != value for name, value in signed.items()):
            yield "purposes"
    yield from _notice(body, statements)
    owners = {claims["sub"] for kind, claims in statements if kind == "consent"}
    owners |= {claims["owner"] for kind, claims in statements if kind == "mandate"}
    if owners - {body["pii_principal_id"]}:
        yield "pii_principal_id"


def _notice(body: dict[str, Any], statements: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """The text that was shown: its hash is the signed one, and it has that hash."""
    consents = [claims for kind, claims in statements if kind == "consent"]
    notice = body["privacy_notice"]
    if notice is None:
        if consents:
            yield "privacy_notice"
        return
    text = notice["text"]
    fits = text is None or hashlib.sha256(text.encode()).hexdigest() == notice["sha256"]
    said = {name: notice[name] for name in ("id", "version", "sha256")}
    if not fits or not consents or any(notice_of(one) != said for one in consents):
        yield "privacy_notice"


def _in_words(kind: str, claims: dict[str, Any], kid: str) -> str:
    when = moment(claims["iat"])
    if kind == "grant":
        said = {"read": "lese", "comment": "kommentere", "write": "skrive"}[claims["access"]]
        section = "hele planen" if claims["section"] == "*" else f"delen {claims['section']}"
        what = f"Tilgang for {claims['sub']} til å {said} i {section} til {moment(claims['exp'])}"
    elif kind == "withdrawal":
        ended, record_id = ended_by(claims)
        what = f"{ENDINGS[ended]} {record_id} for {claims['sub']} er trukket tilbake"
    elif kind == "consent":
        text = claims["text"]
        what = f"Samtykke («{text['id']}», versjon {text['version']}) for {claims['sub']}"
    else:
        what = f"Fullmakt for {claims['sub']} til {moment(claims['exp'])}"
    return f"{what}. Signert {when}, med nøkkelen {kid}."


def _claims(kind: str, token: str, keys: Mapping[str, KeySet], issuer: str) -> dict[str, Any] | Invalid:
    found = keys.get(kind)
    return claims_in(token, kind, found, issuer) if found else Invalid("no_key")


def peek(token: str, part: int) -> dict[str, Any]:
    """A part of a token that is (to be) verified elsewhere."""
    text = token.split(".")[part]
    read: dict[str, Any] = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return read


def keys_in(jwks: dict[str, Any]) -> dict[str, KeySet]:
    """Public keys by the purpose they serve: a key of one purpose verifies nothing of another."""
    by_purpose: dict[str, list[dict[str, Any]]] = {}
    try:
        for key in jwks["keys"]:
            plain = {name: key[name] for name in ("kty", "crv", "x", "kid")}
            by_purpose.setdefault(key["purpose"], []).append(plain)
        made: Any = {purpose: KeySet.import_key_set({"keys": keys}) for purpose, keys in by_purpose.items()}
    except (KeyError, TypeError, ValueError, JoseError):
        raise Unreadable("Nøkkelfilen er ikke et nøkkelsett fra ipplan.") from None
    return dict(made)


def read_strictly(text: str, longest: int = LONGEST) -> dict[str, Any]:
    """Strict JSON: a name given twice, or a number that is not whole, is not what we wrote."""
    if len(text) > longest:
        raise Unreadable("Filen er for stor til å være en kvittering.")
    try:
        text.encode()
        read = json.loads(text, object_pairs_hook=_once, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Unreadable("Filen kan ikke leses som JSON.") from None
    if not isinstance(read, dict):
        raise Unreadable("Filen er ikke en kvittering fra ipplan.")
    return read


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a name given twice")
    return read


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)
