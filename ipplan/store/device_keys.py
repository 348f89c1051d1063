"""Keys of what a person's device keeps of hers: the device has the sealed words, we have the key.

Nothing is stored here either: a key is made from a secret of ours and the session, each time it is asked for.
"""

from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ipplan.store.sessions import Session

NAME = 8


class DeviceKey(NamedTuple):
    """``name`` stands on the device beside what is sealed; ``key`` (256 bits) never does."""

    name: str
    key: bytes


def device_key(secret: bytes, found: Session) -> DeviceKey:
    """The key of a session with an account; no other account has it, whatever its row says."""
    assert found.account_id is not None
    info = b"device" + found.account_id.bytes + lineage(found)
    made = HKDF(algorithm=SHA256(), length=NAME + 32, salt=None, info=info).derive(secret)
    return DeviceKey(made[:NAME].hex(), made[NAME:])


def lineage(found: Session) -> bytes:
    """What a session that follows in the same browser, of the same person, goes on with."""
    return found.kept_as or found.session_id
