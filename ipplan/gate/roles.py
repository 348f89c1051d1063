"""Who coordinates, judged: a role is what was signed, and never what a column of the directory says.

Pure functions of facts, signatures and the time, as the verdict that they are part of.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from ipplan.gate.facts import RoleRow, SpaceFacts
from ipplan.gate.representing import LEEWAY, state_of
from ipplan.gate.tokens import Invalid, Signer
from ipplan.gate.unit_claims import RoleClaims


def role_of(row: RoleRow, space: SpaceFacts, signer: Signer) -> RoleClaims | None:
    """What a row says if it is what was signed, here, and her signed access state holds it; else nothing.

    A role whose end somebody has deleted stands in no state any more.
    """
    claims = signer.role(row.token)
    if isinstance(claims, Invalid) or claims.space != space.space_id:
        return None
    columns = (row.role_id, row.account_id, row.not_before, row.expires_at)
    if columns != (claims.jti, claims.sub, claims.nbf, claims.exp):
        return None
    person = space.people.get(claims.sub)
    state = state_of(person.state if person else None, space.space_id, claims.sub, signer)
    return claims if not isinstance(state, str) and claims.jti in state.holds else None


def roles_in(space: SpaceFacts, signer: Signer) -> list[RoleClaims]:
    """All that were signed and not ended, those too that begin later or are over by the clock."""
    found = [one for row in space.roles if (one := role_of(row, space, signer))]
    return sorted(found, key=lambda one: (one.nbf, one.jti))


def stands(claims: RoleClaims, at: int) -> bool:
    """Whether a role is in force by the clock."""
    begun = claims.iat <= at + LEEWAY and claims.nbf <= at
    return begun and (claims.exp is None or at < claims.exp)


def role_in_force(space: SpaceFacts, account_id: UUID, at: int, signer: Signer) -> RoleClaims | None:
    """The role that somebody has now, of several the one that ends last; ``None``: she has none."""
    rows = (row for row in space.roles if row.account_id == account_id)
    found = [one for row in rows if (one := role_of(row, space, signer)) and stands(one, at)]
    return max(found, key=lambda one: (one.exp is None, one.exp or 0), default=None)


def roles_now(space: SpaceFacts, at: datetime, signer: Signer) -> list[RoleClaims]:
    """Who coordinates now and takes part, deputies too; who has done it longest comes first."""
    active = {who for who, one in space.people.items() if one.participant_state == "active"}
    now = int(at.timestamp())
    return [one for one in roles_in(space, signer) if stands(one, now) and one.sub in active]


def role_turns(space: SpaceFacts, account_id: UUID, signer: Signer) -> Iterator[int]:
    """The seconds at which somebody's role begins or ends by the clock."""
    for row in space.roles:
        claims = signer.role(row.token)
        if row.account_id == account_id and isinstance(claims, RoleClaims):
            yield from (claims.iat - LEEWAY, claims.nbf)
            if claims.exp is not None:
                yield claims.exp


def moment(seconds: int | None) -> datetime | None:
    """A second of a token as a time."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
