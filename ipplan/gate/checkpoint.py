"""The log's signed heads: C2SP tlog-checkpoint, which is a signed note, with an Ed25519 key of its own."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import OKPKey

ED25519 = b"\x01"
DASH = "— "


@dataclass(frozen=True, slots=True)
class Head:
    """So many leaves, with that root; ``note`` is the signed text."""

    size: int
    root: bytes
    note: str


def origin_of(issuer: str) -> str:
    """The log's name, and its key's: no scheme, and neither spaces nor plus signs, as the formats ask."""
    plain = issuer.removeprefix("https://").removeprefix("http://").rstrip("/")
    return "".join("-" if one.isspace() or one == "+" else one for one in plain) + "/log"


def sign_head(origin: str, size: int, root: bytes, key: OKPKey) -> Head:
    """A checkpoint of one signature."""
    body = f"{origin}\n{size}\n{b64encode(root).decode()}\n"
    private: Any = key.get_op_key("sign")
    signature = b64encode(_key_id(origin, key) + private.sign(body.encode())).decode()
    return Head(size, root, f"{body}\n{DASH}{origin} {signature}\n")


def read_head(note: str, origin: str, keys: Iterable[OKPKey]) -> Head | None:
    """The head that ``note`` says, where one of ``keys`` has signed it under that origin; else ``None``."""
    body, _, signatures = note.partition("\n\n")
    lines = body.split("\n")
    if len(lines) < 3 or lines[0] != origin or not lines[1].isascii() or not lines[1].isdecimal():
        return None
    try:
        size, root = int(lines[1]), b64decode(lines[2], validate=True)
    except (binascii.Error, ValueError):
        return None
    known = list(keys)
    if any(_is_signed(f"{body}\n".encode(), line, origin, known) for line in signatures.split("\n")):
        return Head(size, root, note)
    return None


def notes_in(text: str) -> Iterator[str]:
    """The notes of a file of heads, one after another with an empty line between."""
    blocks = [block for block in text.replace("\r\n", "\n").strip("\n").split("\n\n") if block]
    for body, signatures in zip(blocks[::2], blocks[1::2], strict=False):
        yield f"{body}\n\n{signatures}\n"
    if len(blocks) % 2:
        yield blocks[-1]


def verifier_key(origin: str, key: OKPKey) -> str:
    """The public key as C2SP writes it, for witnesses and other programs: ``name+id+key``."""
    return f"{origin}+{_key_id(origin, key).hex()}+{b64encode(ED25519 + _public(key)).decode()}"


def _is_signed(body: bytes, line: str, origin: str, keys: list[OKPKey]) -> bool:
    if not line.startswith(f"{DASH}{origin} "):
        return False
    try:
        given = b64decode(line.rpartition(" ")[2], validate=True)
    except (binascii.Error, ValueError):
        return False
    return any(given[:4] == _key_id(origin, key) and _verifies(key, given[4:], body) for key in keys)


def _verifies(key: OKPKey, signature: bytes, body: bytes) -> bool:
    public: Any = key.get_op_key("verify")
    try:
        public.verify(signature, body)
    except InvalidSignature:
        return False
    return True


def _key_id(name: str, key: OKPKey) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + _public(key)).digest()[:4]


def _public(key: OKPKey) -> bytes:
    public: Any = key.get_op_key("verify")
    raw: bytes = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return raw
