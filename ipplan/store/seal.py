"""Sealing content: AES-256-GCM with a random nonce per write (NIST SP 800-38D), keys wrapped level by level.

A section's data key is wrapped by its space's key, and that by a master key; each wrap is bound to what
it is for, so that a key moved to another row does not open there.
"""

import os
from collections.abc import Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class SealBroken(Exception):
    """What was sealed does not open: wrong key, or a row that somebody has edited."""


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return AESGCM.generate_key(bit_length=256)


def seal(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """``nonce || ciphertext || tag``, bound to ``bound_to``."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The plain text; raises `SealBroken`."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error


def wrap_space_key(master: bytes, space_id: UUID, key: bytes) -> bytes:
    return seal(master, key, b"space" + space_id.bytes)


def unwrap_space_key(master: bytes, space_id: UUID, wrapped: bytes) -> bytes:
    return unseal(master, wrapped, b"space" + space_id.bytes)


def wrap_archive_key(master: bytes, space_id: UUID, key: bytes) -> bytes:
    return seal(master, key, b"archive key" + space_id.bytes)


def unwrap_archive_key(master: bytes, space_id: UUID, wrapped: bytes) -> bytes:
    return unseal(master, wrapped, b"archive key" + space_id.bytes)


def wrap_section_key(space_key: bytes, space_id: UUID, section_id: UUID, key_id: UUID, key: bytes) -> bytes:
    return seal(space_key, key, b"section" + space_id.bytes + section_id.bytes + key_id.bytes)


def unwrap_section_key(
    space_key: bytes, space_id: UUID, section_id: UUID, key_id: UUID, wrapped: bytes
) -> bytes:
    return unseal(space_key, wrapped, b"section" + space_id.bytes + section_id.bytes + key_id.bytes)


class SectionBox:
    """Seals and opens one section's content under its data key."""

    def __init__(self, key_id: UUID, keys: Mapping[UUID, bytes]) -> None:
        self._key_id = key_id
        self._keys = keys

    @property
    def key_id(self) -> UUID:
        return self._key_id

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        return seal(self._keys[self._key_id], plain, bound_to)

    def open(self, key_id: UUID, sealed: bytes, bound_to: bytes) -> bytes:
        """The plain text; raises `SealBroken`, also for a key this section does not have."""
        key = self._keys.get(key_id)
        if key is None:
            raise SealBroken
        return unseal(key, sealed, bound_to)
