"""Forged and misshapen tokens: each is refused, each for a reason of its own."""

import json
import string
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from joserfc.jwk import OKPKey

from ipplan.gate.claims import GrantClaims
from ipplan.gate.keys import Keyring, load, make
from ipplan.gate.tokens import Invalid, Signer
from tests.gate.forging import hmac_signed, opened, part, signed

ISSUER, NOW = "https://ipplan.example", 1_790_000_000
LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


@dataclass(frozen=True)
class Forge:
    """An installation's keys, a signer, and one honest grant."""

    keyring: Keyring
    signer: Signer
    token: str

    def key(self, purpose: str = "grant") -> OKPKey:
        return cast(OKPKey, self.keyring.signing[purpose].keys[0])

    @property
    def header(self) -> dict[str, Any]:
        return opened(self.token)[0]

    @property
    def claims(self) -> dict[str, Any]:
        return opened(self.token)[1]

    def again(self, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """The honest token signed anew with the honest key, with a header or claims of the forger's."""
        return signed({**self.header, **(header or {})}, {**self.claims, **claims}, self.key())

    def without(self, name: str) -> str:
        claims = {other: value for other, value in self.claims.items() if other != name}
        return signed(self.header, claims, self.key())


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Forge:
    folder: Path = tmp_path_factory.mktemp("keys")
    make(folder)
    keyring = load(folder)
    signer = Signer(keyring, ISSUER)
    return Forge(keyring, signer, signer.sign("grant", honest()))


def honest() -> dict[str, Any]:
    return {
        "jti": str(uuid4()),
        "iat": NOW,
        "nbf": NOW,
        "exp": NOW + 3600,
        "sub": str(uuid4()),
        "space": str(uuid4()),
        "section": str(uuid4()),
        "access": "read",
        "granted_by": str(uuid4()),
        "mandate": None,
        "consent": {"id": str(uuid4()), "text": {"id": "sharing", "version": 1, "sha256": "ab" * 32}},
        "acr": "idporten-loa-high",
        "auth_time": NOW,
    }


def test_the_honest_token_reads(forge: Forge) -> None:
    assert isinstance(forge.signer.grant(forge.token), GrantClaims)
    assert isinstance(forge.signer.grant(forge.again()), GrantClaims), "the forger's tools make good ones too"


def unsigned(forge: Forge) -> str:
    return f"{part({**forge.header, 'alg': 'none'})}.{part(forge.claims)}."


def hmac_with_the_public_key(forge: Forge, form: str) -> str:
    public = {
        "x": forge.key().get_op_key("verify").public_bytes_raw(),
        "pem": forge.key().as_pem(private=False),
    }[form]
    return hmac_signed({**forge.header, "alg": "HS256"}, forge.claims, public)


def of_another_kind(forge: Forge) -> str:
    """An honest access state where a grant should be."""
    state = {"sub": forge.claims["sub"], "space": forge.claims["space"], "serial": 1, "holds": []}
    return forge.signer.sign("state", state)


def grant_under_the_state_s_key(forge: Forge) -> str:
    key = forge.key("state")
    return signed({**forge.header, "kid": key.kid}, forge.claims, key)


def stranger_under_our_kid(forge: Forge) -> str:
    return signed(forge.header, forge.claims, OKPKey.generate_key("Ed25519"))


def stranger_who_brings_her_key(forge: Forge) -> str:
    key = OKPKey.generate_key("Ed25519")
    header = {**forge.header, "kid": key.thumbprint(), "jwk": key.as_dict(private=False)}
    return signed(header, forge.claims, key)


def two_signatures(forge: Forge) -> str:
    protected, payload, signature = forge.token.split(".")
    signatures = [{"protected": protected, "signature": signature}] * 2
    return json.dumps({"payload": payload, "signatures": signatures})


def flat_json(forge: Forge) -> str:
    protected, payload, signature = forge.token.split(".")
    return json.dumps({"payload": payload, "protected": protected, "signature": signature})


def no_kid(forge: Forge) -> str:
    header = {name: value for name, value in forge.header.items() if name != "kid"}
    return signed(header, forge.claims, forge.key())


def claims_changed(forge: Forge) -> str:
    protected, _, signature = forge.token.split(".")
    return f"{protected}.{part({**forge.claims, 'access': 'write'})}.{signature}"


FORGED: dict[str, tuple[Callable[[Forge], str], str]] = {
    "alg none": (unsigned, "signature:UnsupportedAlgorithmError"),
    "HS256 with the public key": (
        lambda f: hmac_with_the_public_key(f, "x"),
        "signature:UnsupportedAlgorithmError",
    ),
    "HS256 with the PEM": (
        lambda f: hmac_with_the_public_key(f, "pem"),
        "signature:UnsupportedAlgorithmError",
    ),
    "alg EdDSA": (lambda f: f.again({"alg": "EdDSA"}), "signature:UnsupportedAlgorithmError"),
    "a stranger under our kid": (stranger_under_our_kid, "signature:BadSignatureError"),
    "a stranger with her key in the header": (stranger_who_brings_her_key, "signature:InvalidKeyIdError"),
    "claims changed": (claims_changed, "signature:BadSignatureError"),
    "another purpose's key": (grant_under_the_state_s_key, "signature:InvalidKeyIdError"),
    "a token of another kind": (of_another_kind, "signature:InvalidKeyIdError"),
    "unknown kid": (lambda f: f.again({"kid": "unknown"}), "signature:InvalidKeyIdError"),
    "no kid": (no_kid, "kid"),
    "typ JWT": (lambda f: f.again({"typ": "JWT"}), "typ"),
    "another kind's typ": (lambda f: f.again({"typ": "plan-access+jwt"}), "typ"),
    "typ in capitals": (lambda f: f.again({"typ": "PLAN-GRANT+JWT"}), "typ"),
    "a critical header": (lambda f: f.again({"crit": ["exp"], "exp": NOW}), "signature:"),
    "aud of another": (lambda f: f.again(aud="another"), "aud"),
    "several aud": (lambda f: f.again(aud=["ipplan-gate"]), "aud"),
    "iss of another": (lambda f: f.again(iss="https://evil.example"), "iss"),
    "iss with a slash": (lambda f: f.again(iss=ISSUER + "/"), "iss"),
    "exp as text": (lambda f: f.again(exp=str(NOW + 9)), "shape"),
    "exp with decimals": (lambda f: f.again(exp=NOW + 0.5), "shape"),
    "exp true": (lambda f: f.again(exp=True), "shape"),
    "exp null": (lambda f: f.again(exp=None), "shape"),
    "sub no id": (lambda f: f.again(sub="marte"), "shape"),
    "access unknown": (lambda f: f.again(access="admin"), "shape"),
    "access in capitals": (lambda f: f.again(access="WRITE"), "shape"),
    "section null": (lambda f: f.again(section=None), "shape"),
    "sections": (lambda f: f.again(section=["*"]), "shape"),
    "claims no object": (lambda f: signed(f.header, b"[]", f.key()), "signature:InvalidPayloadError"),
    "claims no JSON": (lambda f: signed(f.header, b"{", f.key()), "signature:InvalidPayloadError"),
    "two signatures": (two_signatures, "signature:"),
    "JSON serialisation": (flat_json, "signature:"),
    "empty": (lambda f: "", "signature:"),
    "two parts": (lambda f: f.token.rpartition(".")[0], "signature:"),
    "four parts": (lambda f: f.token + ".", "signature:"),
    "five parts": (lambda f: "a.b.c.d.e", "signature:"),
    "not ASCII": (lambda f: f.token + "é", "signature:"),
}
FORGED |= {
    f"no {name}": (lambda f, name=name: f.without(name), f"missing_{name}")  # type: ignore[misc]
    for name in ("jti", "iat", "nbf", "exp", "sub", "space", "section", "access", "granted_by", "mandate")
}
FORGED |= {f"no {name}": (lambda f, name=name: f.without(name), name) for name in ("iss", "aud")}  # type: ignore[misc]


@pytest.mark.parametrize(("make_token", "reason"), FORGED.values(), ids=FORGED.keys())
def test_a_forged_grant_is_refused_for_its_own_reason(
    forge: Forge, make_token: Callable[[Forge], str], reason: str
) -> None:
    read = forge.signer.grant(make_token(forge))
    assert isinstance(read, Invalid)
    assert read.reason.startswith(reason)


def last_letter_moved(text: str) -> list[str]:
    """Every other last letter that leaves the decoded bytes as they are."""
    unused = {0: 0, 2: 4, 3: 2}[len(text) % 4]
    place = LETTERS.index(text[-1])
    return [text[:-1] + LETTERS[place ^ bits] for bits in range(1, 1 << unused)]


def spellings(text: str) -> list[str]:
    """Other ways to write the same bytes that a careless decoder takes."""
    middle = len(text) // 2
    loose = [
        text + "=" * (-len(text) % 4 or 4),
        text + "=",
        text + "\n",
        " " + text,
        text + "\x00",
        text + "~",
    ]
    loose += [text[:middle] + between + text[middle:] for between in ("\n", " ", "=", "!", ".")]
    loose += [text.replace("-", "+").replace("_", "/")] if "-" in text or "_" in text else []
    return loose + last_letter_moved(text)


@pytest.mark.parametrize("place", [0, 1, 2], ids=["header", "claims", "signature"])
def test_every_spelling_but_the_canonical_one_is_refused(forge: Forge, place: int) -> None:
    parts = forge.token.split(".")
    others = spellings(parts[place])
    assert len(others) >= 11
    for other in others:
        token = ".".join([*parts[:place], other, *parts[place + 1 :]])
        assert isinstance(forge.signer.grant(token), Invalid), repr(other)


def test_no_single_character_can_be_changed_or_left_out(forge: Forge) -> None:
    for place in range(len(forge.token)):
        head, tail = forge.token[:place], forge.token[place + 1 :]
        swapped = "A" if forge.token[place] != "A" else "B"
        assert isinstance(forge.signer.grant(head + tail), Invalid)
        assert isinstance(forge.signer.grant(head + swapped + tail), Invalid)


@pytest.mark.parametrize("kind", ["mandate", "state", "consent", "withholding"])
def test_a_grant_is_nothing_but_a_grant(forge: Forge, kind: str) -> None:
    read = getattr(forge.signer, kind)(forge.token)
    assert isinstance(read, Invalid)
    assert isinstance(forge.signer.grant(forge.token), GrantClaims), "one kind's reading is not another's"


def test_what_was_remembered_under_one_key_set_is_not_believed_under_another(
    forge: Forge, tmp_path: Path
) -> None:
    make(tmp_path)
    stranger = Signer(load(tmp_path), ISSUER)
    assert isinstance(forge.signer.grant(forge.token), GrantClaims)
    assert isinstance(stranger.grant(forge.token), Invalid)
    elsewhere = Signer(forge.keyring, "https://elsewhere.example")
    assert elsewhere.grant(forge.token) == Invalid("iss")
