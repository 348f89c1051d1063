"""Mandates judged: who acts for the owner now, and how long what she signed bears.

Pure functions of facts, signatures and the time, as the verdict that they are part of.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from ipplan.gate.claims import (
    ClosingClaims,
    CrisisClaims,
    GrantClaims,
    MandateClaims,
    StateClaims,
    WithdrawalClaims,
)
from ipplan.gate.facts import GrantRow, MandateRow, SpaceFacts, StateRow
from ipplan.gate.standing import Denied
from ipplan.gate.tokens import Invalid, Signer
from ipplan.plan.periods import birthday_after
from ipplan.rules import Age, Rules

LEEWAY = 10
"""Seconds that another process's clock may be ahead when it signs."""
FAR = 1 << 40


@dataclass(frozen=True, slots=True)
class Mandated:
    """A mandate as it was signed, and the second at which it ends or has ended."""

    claims: MandateClaims
    ends_at: int

    def stands(self, at: int) -> bool:
        return self.claims.iat <= at + LEEWAY and self.claims.nbf <= at < self.ends_at

    def covers(self, section_id: UUID | None) -> bool:
        return self.claims.scope is None or section_id in self.claims.scope


def mandate_of(row: MandateRow, space: SpaceFacts, signer: Signer) -> Mandated | None:
    """What a row says if it is what was signed, and so is its end; else nothing."""
    claims = signer.mandate(row.token)
    # Nobody lets herself in: neither who works in the unit, nor anybody else.
    if isinstance(claims, Invalid) or claims.signed_by == claims.sub:
        return None
    columns = (row.mandate_id, row.representative_id, row.owner_id, row.not_before, row.expires_at)
    signed = (claims.jti, claims.sub, claims.owner, claims.nbf, claims.exp)
    if columns != signed or claims.space != space.space_id or claims.owner != space.owner_id:
        return None
    if row.withdrawn_at is None:
        person = space.people.get(claims.sub)
        state = state_of(person.state if person else None, space.space_id, claims.sub, signer)
        # Not in force by her signed state, and no mark: somebody has deleted it.
        held = not isinstance(state, str) and claims.jti in state.holds
        return Mandated(claims, claims.exp) if held else None
    ended = signer.withdrawal(row.withdrawal or "")
    if not isinstance(ended, WithdrawalClaims) or ended.space != space.space_id:
        return None
    if ended.ended != ("ended_mandate", claims.jti):
        return None
    return Mandated(claims, min(claims.exp, ended.iat))


def mandate_in_force(space: SpaceFacts, account_id: UUID, at: int, signer: Signer) -> Mandated | None:
    """The mandate on which somebody acts for the owner now; of several the one that ends last.

    None where the owner's address is protected: nobody represents her by way of a screen. And none before a
    birth, where she alone decides.
    """
    root = _root_of(space, signer)
    if root is not None and root.alone:
        return None
    owner = space.people.get(space.owner_id)
    if owner and owner.account and owner.account.protected:
        return None
    found = (mandate_of(row, space, signer) for row in space.mandates if row.representative_id == account_id)
    standing = [one for one in found if one and one.stands(at)]
    return max(standing, key=lambda one: (one.claims.scope is None, one.ends_at), default=None)


def owner_decides(space: SpaceFacts, at: int, signer: Signer) -> bool:
    """Whether the owner decides herself: she is old enough, and no decision says that she cannot."""
    if at < (decides_from(space, signer) or 0):
        return False
    found = (mandate_of(row, space, signer) for row in space.mandates)
    return not any(one.claims.instead for one in found if one and one.stands(at))


def decides_from(space: SpaceFacts, signer: Signer) -> int | None:
    """The second from which the owner decides herself, as her root grant says; ``None``: from the start."""
    root = _root_of(space, signer)
    return root.decides_from if root else None


def _root_of(space: SpaceFacts, signer: Signer) -> GrantClaims | None:
    for row in space.roots:
        claims = signer.grant(row.token)
        if row.participant_id == space.owner_id and isinstance(claims, GrantClaims):
            return claims
    return None


def comes_to_decide(space: SpaceFacts, signer: Signer) -> datetime | None:
    """When the owner comes, or came, to decide herself; ``None``: she did from the start."""
    second = decides_from(space, signer)
    return None if second is None else datetime.fromtimestamp(second, UTC)


def comes_to(space: SpaceFacts, signer: Signer, rules: Rules, age: Age) -> datetime | None:
    """When the owner comes, or came, to an age: reckoned from her birthday that is signed into her own right.

    ``None`` for who was of that age when her plan was made: nothing signed tells her age.
    """
    comes = comes_to_decide(space, signer)
    return birthday_after(comes, age.value - rules.own_decision_from.value) if comes else None


def may_keep(space: SpaceFacts, at: int, signer: Signer, rules: Rules, *, herself: bool) -> bool:
    """Whether something of a child's can be kept from who acts for the child: as long as that goes on.

    ``herself``: by the child, whose word weighs from a certain age on; else by a professional.
    """
    weighs = comes_to(space, signer, rules, rules.weight_from)
    if weighs is None or owner_decides(space, at, signer):
        return False
    return not herself or at >= int(weighs.timestamp())


def keeping_turns(space: SpaceFacts, signer: Signer, rules: Rules) -> Iterator[int]:
    """The seconds at which that may change by the clock, but for those of a mandate."""
    weighs = comes_to(space, signer, rules, rules.weight_from)
    if weighs is not None:
        yield int(weighs.timestamp())


def takes_over(space: SpaceFacts, signer: Signer, at: datetime) -> datetime | None:
    """The same, where that is still to come."""
    comes = comes_to_decide(space, signer)
    return comes if comes and comes > at else None


def borne_until(row: GrantRow, space: SpaceFacts, tail: int, signer: Signer) -> int | Denied:
    """The second until which a grant bears by its granter's right when it was signed."""
    signed = signer.grant(row.token)
    if isinstance(signed, Invalid):
        return Denied("granter")
    return borne_by(signed, space, tail, signer)


def borne_by(
    signed: GrantClaims | CrisisClaims, space: SpaceFacts, tail: int, signer: Signer
) -> int | Denied:
    """The same, of what was signed.

    What was granted on a mandate outlasts it by ``tail`` seconds: nothing goes dark on a birthday.
    """
    if signed.granted_by == space.owner_id and signed.mandate is None:
        if signed.iat < (decides_from(space, signer) or 0):
            return Denied("granter_too_young")
        return Denied("granter_could_not") if _could_not(signed.iat, space, signer) else FAR
    found = next((one for one in space.mandates if one.mandate_id == signed.mandate), None)
    if found is None:
        return Denied("granter")
    mandate = mandate_of(found, space, signer)
    if mandate is None or mandate.claims.sub != signed.granted_by:
        return Denied("granter_mandate")
    if not mandate.claims.may_grant or not mandate.covers(signed.section):
        return Denied("granter_scope")
    # In the second of its early end both may have been signed, one after the other under the space's lock.
    in_time = signed.iat < mandate.claims.exp and signed.iat <= mandate.ends_at
    if not in_time or signed.iat < mandate.claims.nbf:
        return Denied("granter_mandate_time")
    if mandate.claims.joint:
        other = _other_of(mandate, signed, space, signer)
        return other if isinstance(other, Denied) else min(mandate.ends_at, other.ends_at) + tail
    return mandate.ends_at + tail


def _could_not(at: int, space: SpaceFacts, signer: Signer) -> bool:
    """Whether a decision stood that the owner cannot decide herself. One of that very second may be later."""
    found = (mandate_of(row, space, signer) for row in space.mandates)
    return any(one.claims.nbf < at < one.ends_at for one in found if one and one.claims.instead)


def _other_of(
    mandate: Mandated, signed: GrantClaims | CrisisClaims, space: SpaceFacts, signer: Signer
) -> Mandated | Denied:
    """The mandate of the other who decides together with the granter, and who has signed the grant too."""
    found = next((one for one in space.mandates if one.mandate_id == signed.also), None)
    other = mandate_of(found, space, signer) if found else None
    if other is None or other.claims.sub == mandate.claims.sub:
        return Denied("not_both")
    if not (other.claims.joint and other.claims.may_grant and other.covers(signed.section)):
        return Denied("other_scope")
    in_time = other.claims.nbf <= signed.iat <= other.ends_at
    return other if in_time else Denied("other_mandate_time")


def closing_in(space: SpaceFacts, signer: Signer) -> ClosingClaims | str | None:
    """The statement that closed the plan; ``None``: it is open; or why it is not there for anybody.

    The owner's signed access state names it, too: a row that is deleted, or a state of the space that is set
    back, opens nothing.
    """
    state = state_of(space.owner_state, space.space_id, space.owner_id, signer)
    named = None if isinstance(state, str) else state.closed
    row = space.closing
    claims = signer.closing(row.token) if row else None
    if row and isinstance(claims, ClosingClaims):
        own = (claims.jti, claims.space, claims.sub) == (row.closing_id, space.space_id, space.owner_id)
        if own and named in (None, claims.jti):
            return claims
    if named is not None:
        return "closing_row"
    return None if space.state == "open" else f"space_{space.state}"


def state_of(state: StateRow | None, space_id: UUID, account_id: UUID, signer: Signer) -> StateClaims | str:
    """A participant's signed access state, or the reason why it says nothing."""
    if state is None:
        return "no_state"
    claims = signer.state(state.token)
    if isinstance(claims, Invalid):
        return f"state_{claims.reason}"
    if (claims.sub, claims.space, claims.serial) != (account_id, space_id, state.serial):
        return "state_row"
    return claims
