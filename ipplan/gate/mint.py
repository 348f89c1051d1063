"""The only place where permits are made, and where the keys of a section are unwrapped for one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ipplan.gate.facts import SectionRow, SpaceFacts
from ipplan.gate.keys import Keyring
from ipplan.gate.standing import Allowed
from ipplan.gate.unit_claims import OpeningClaims
from ipplan.memory import Memory
from ipplan.permit import (
    APPOINTMENTS,
    DECISIONS,
    INQUIRY,
    KEPT,
    MEETINGS,
    PAPERS,
    PROPOSALS,
    SHEETS,
    WORK,
    Audience,
    Permit,
    Refused,
    ViewClass,
    claim_mint,
)
from ipplan.store import seal
from ipplan.store.archives import Package

log = structlog.get_logger()
_mint = claim_mint("ipplan.gate.mint")
APART = {
    PROPOSALS: b"ipplan proposal",
    DECISIONS: b"ipplan decision",
    SHEETS: b"ipplan sheet",
    KEPT: b"ipplan keeping",
    MEETINGS: b"ipplan meeting",
    INQUIRY: b"ipplan inquiry",
    PAPERS: b"ipplan case papers",
    WORK: b"ipplan casework",
    APPOINTMENTS: b"ipplan coordination",
}
"""What lies beside a space's sections, each under a key of its own: no section's opens it."""


class Mint:
    """Makes permits of verdicts."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._unwrapped: Memory[tuple[object, ...], bytes] = Memory(20_000)

    def permit(
        self,
        allowed: Allowed,
        space: SpaceFacts,
        section: SectionRow,
        *,
        account_id: UUID,
        on_behalf_of: UUID | None,
        view: ViewClass,
        road: str,
        at: datetime,
        assisted: bool = False,
        audiences: Mapping[UUID, Audience],
    ) -> Permit:
        """The permit for one allowed section; raises `Refused` where a wrapped key was edited."""
        return _mint(
            space_id=space.space_id,
            section_id=section.section_id,
            account_id=account_id,
            on_behalf_of=on_behalf_of,
            view=view,
            grant_id=allowed.grant_id,
            expires_at=allowed.expires_at,
            checked_at=at,
            road=road,
            head_seq=section.head_seq,
            box=seal.SectionBox(section.key_id, {section.key_id: self._section_key(space, section)}),
            assisted=assisted,
            audiences=audiences,
        )

    def apart(
        self,
        space: SpaceFacts,
        what: UUID,
        *,
        account_id: UUID,
        on_behalf_of: UUID | None,
        view: ViewClass,
        grant_id: UUID,
        road: str,
        at: datetime,
    ) -> Permit:
        """The permit for what lies apart: ``what`` is one of `APART`; raises `Refused`."""
        made = HKDF(algorithm=SHA256(), length=32, salt=None, info=APART[what])
        key = made.derive(self.space_key(space))
        return _mint(
            space_id=space.space_id,
            section_id=what,
            account_id=account_id,
            on_behalf_of=on_behalf_of,
            view=view,
            grant_id=grant_id,
            expires_at=at,
            checked_at=at,
            road=road,
            head_seq=0,
            box=seal.SectionBox(what, {what: key}),
        )

    def archived(
        self,
        package: Package,
        section: Mapping[str, Any],
        *,
        account_id: UUID,
        view: ViewClass,
        audiences: Mapping[UUID, Audience],
        opening: OpeningClaims,
        road: str,
        at: datetime,
    ) -> Permit:
        """The permit for one section of an archive, on a signed opening; raises `Refused`."""
        section_id, key_id = section["section_id"], section["key_id"]
        bound = (package.space_id, section_id, key_id, section["wrapped"])
        try:
            key = seal.unwrap_section_key(package.space_key, *bound)
        except seal.SealBroken:
            log.error("key_broken", reason="archived_section", space=str(package.space_id))
            raise Refused("archived_section") from None
        return _mint(
            space_id=package.space_id,
            section_id=section_id,
            account_id=account_id,
            on_behalf_of=None,
            view=view,
            grant_id=opening.jti,
            expires_at=datetime.fromtimestamp(opening.exp, UTC),
            checked_at=at,
            road=road,
            head_seq=section["head_seq"],
            box=seal.SectionBox(key_id, {key_id: key}),
            audiences=audiences,
        )

    def space_key(self, space: SpaceFacts) -> bytes:
        """The space's own key; raises `Refused`."""
        master = self._master(space)
        name = (space.space_id, master, space.wrapped)
        known = self._unwrapped.get(name)
        if known is None:
            try:
                known = seal.unwrap_space_key(master, space.space_id, space.wrapped)
            except seal.SealBroken:
                raise _refused(space, "space_key") from None
            self._unwrapped.put(name, known)
        return known

    def _master(self, space: SpaceFacts) -> bytes:
        # Asked for each time, also where the space's key is remembered: a retired master opens nothing more.
        if space.master_id not in self._keyring.masters:
            self._keyring.look()  # another process may just have begun to use a new one
        master = self._keyring.masters.get(space.master_id)
        if master is None:
            raise _refused(space, "no_master")
        return master

    def _section_key(self, space: SpaceFacts, section: SectionRow) -> bytes:
        # The memory's key holds everything that the wrap is bound to: an edited row is a miss, and fails.
        bound = (space.space_id, section.section_id, section.key_id, section.wrapped)
        name = (self._master(space), space.wrapped, *bound)
        known = self._unwrapped.get(name)
        if known is None:
            space_key = self.space_key(space)
            try:
                known = seal.unwrap_section_key(space_key, *bound)
            except seal.SealBroken:
                raise _refused(space, "section_key", section=str(section.section_id)) from None
            self._unwrapped.put(name, known)
        return known


def _refused(space: SpaceFacts, reason: str, **more: str) -> Refused:
    """Somebody has edited a key, or keys are missing: the log is told aloud, who asks only hears no."""
    log.error("key_broken", reason=reason, space=str(space.space_id), **more)
    return Refused(reason)
