"""The only place where permits are made, and where the keys of a section are unwrapped for one."""

from datetime import datetime
from uuid import UUID

from ipplan.gate.facts import SectionRow, SpaceFacts
from ipplan.gate.keys import Keyring
from ipplan.gate.tokens import Memory
from ipplan.gate.verdict import Allowed
from ipplan.permit import Permit, ViewClass, claim_mint
from ipplan.store import seal

_mint = claim_mint("ipplan.gate.mint")


class Mint:
    """Makes permits of verdicts."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._unwrapped: Memory[bytes] = Memory(20_000)

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
    ) -> Permit:
        """The permit for one allowed section; raises `SealBroken` where a wrapped key was edited."""
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
        )

    def space_key(self, space: SpaceFacts) -> bytes:
        """The space's own key; raises `SealBroken`."""
        known = self._unwrapped.get((space.space_id, space.wrapped))
        if known is None:
            master = self._keyring.masters.get(space.master_id)
            if master is None:
                raise seal.SealBroken
            known = seal.unwrap_space_key(master, space.space_id, space.wrapped)
            self._unwrapped.put((space.space_id, space.wrapped), known)
        return known

    def _section_key(self, space: SpaceFacts, section: SectionRow) -> bytes:
        # The memory's key holds everything that the wrap is bound to: an edited row is a miss, and fails.
        name = (space.space_id, space.wrapped, section.section_id, section.key_id, section.wrapped)
        known = self._unwrapped.get(name)
        if known is None:
            known = seal.unwrap_section_key(
                self.space_key(space), space.space_id, section.section_id, section.key_id, section.wrapped
            )
            self._unwrapped.put(name, known)
        return known
