"""What everybody holds, audited: deleted withdrawals, states rolled back, grants that are gone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from sqlalchemy import text

from ipplan.gate.keys import Keyring
from ipplan.gate.states import SEALS
from ipplan.gate.tokens import ALGORITHMS, Invalid, Signer
from ipplan.store.database import Tx

Holder = tuple[UUID, UUID]
"""(space, participant)."""

STATES = "SELECT space_id, participant_id, serial, token FROM access_state ORDER BY 1, 2"
SIGNINGS = """
SELECT space_id, participant_id, count(*) FROM change
 WHERE participant_id IS NOT NULL AND cause = ANY(:causes) GROUP BY 1, 2 ORDER BY 1, 2"""
HELD = """
SELECT space_id, participant_id, grant_id, 'tilgangen', token, withdrawn_at IS NOT NULL, withdrawal,
       expires_at <= clock_timestamp() FROM access_grant
UNION ALL
SELECT space_id, representative_id, mandate_id, 'fullmakten', token, withdrawn_at IS NOT NULL, withdrawal,
       expires_at <= clock_timestamp() FROM mandate
UNION ALL
SELECT c.space_id, s.owner_id, consent_id, 'samtykket', token, withdrawn_at IS NOT NULL, withdrawal, false
  FROM consent c JOIN space s USING (space_id)
UNION ALL
SELECT p.space_id, s.owner_id, paper_id, 'papiret', token, withdrawn_at IS NOT NULL, withdrawal,
       expires_at <= clock_timestamp() FROM paper p JOIN space s USING (space_id)
UNION ALL
SELECT space_id, helper_id, assistance_id, 'økten', token, withdrawn_at IS NOT NULL, withdrawal,
       expires_at <= clock_timestamp() FROM assistance
UNION ALL
SELECT space_id, account_id, role_id, 'rollen', token, withdrawn_at IS NOT NULL, withdrawal,
       coalesce(expires_at <= clock_timestamp(), false) FROM coordinator_role
UNION ALL
SELECT c.space_id, s.owner_id, code_id, 'krisekoden', token, withdrawn_at IS NOT NULL, withdrawal,
       expires_at <= clock_timestamp() FROM crisis_code c JOIN space s USING (space_id)
 ORDER BY 1, 2, 3"""

CLOSED = """
SELECT s.space_id, s.owner_id, s.state, c.closing_id, c.token
  FROM space s LEFT JOIN closing c USING (space_id)
 WHERE s.kind = 'plan' ORDER BY 1"""

SIGNED_ENDS = {"tilgangen": "grant", "samtykket": "consent", "fullmakten": "ended_mandate"}
SIGNED_ENDS |= {"papiret": "paper", "økten": "assistance", "rollen": "role", "krisekoden": "crisis"}
"""Of what a withdrawal is signed, and under which claim it names what it ends."""


@dataclass(frozen=True, slots=True)
class Row:
    """One grant, mandate or consent as its row has it."""

    space_id: UUID
    holder_id: UUID
    row_id: UUID
    what: str
    token: str
    withdrawn: bool
    withdrawal: str | None
    expired: bool

    def __str__(self) -> str:
        return f"{self.what} {self.row_id} i rom {self.space_id}"


@dataclass
class Held:
    """What one participant's state says she holds, and which of that has a row."""

    holds: frozenset[UUID]
    closed: UUID | None
    found: set[UUID] = field(default_factory=set)


async def audit_holdings(tx: Tx, keyring: Keyring, signer: Signer) -> list[str]:
    """Compare each access state with its change records and with the rows it speaks of."""
    misfits: list[str] = []
    signings = {
        (row[0], row[1]): row[2] for row in await tx.execute(text(SIGNINGS), {"causes": sorted(SEALS)})
    }
    states: dict[Holder, Held] = {}
    for space_id, who, serial, token in await tx.execute(text(STATES)):
        holder = (space_id, who)
        claims = signer.state(token)
        if isinstance(claims, Invalid):
            misfits.append(f"{_named(holder)} er ikke signert av oss ({claims.reason})")
        elif (claims.space, claims.sub, claims.serial) != (space_id, who, serial):
            misfits.append(f"{_named(holder)} er ikke den som ble signert")
        else:
            states[holder] = Held(claims.holds, claims.closed)
        count = signings.pop(holder, 0)
        if serial < count:
            misfits.append(f"{_named(holder)} er rullet tilbake: nummer {serial}, men signert {count} ganger")
        elif serial > count:
            misfits.append(f"{_named(holder)} har nummer {serial}, men bare {count} endringsposter er igjen")
    misfits += [f"{_named(holder)} er slettet" for holder in signings]
    for values in await tx.execute(text(HELD)):
        misfits += _row(Row(*values), states, keyring, signer)
    for space_id, owner_id, state, closing_id, token in await tx.execute(text(CLOSED)):
        owner = states.get((space_id, owner_id))
        misfits += _closing(space_id, owner, state, closing_id, token, signer)
    for holder, held in states.items():
        gone = sorted(map(str, held.holds - held.found))
        misfits += [f"{_named(holder)} nevner {one}, som er slettet" for one in gone]
    return misfits


def _row(row: Row, states: dict[Holder, Held], keyring: Keyring, signer: Signer) -> Iterator[str]:
    held = states.get((row.space_id, row.holder_id))
    if held is not None:
        held.found.add(row.row_id)
        in_state = row.row_id in held.holds
        if not row.withdrawn and not in_state and not row.expired:
            yield f"Tilbaketrekkingen er slettet: {row} gjelder ifølge raden, men står ikke i tilstanden"
        if row.withdrawn and in_state:
            yield f"{row} er merket som trukket tilbake, men står i tilstanden"
    if row.expired:
        return
    if row.what == "tilgangen" and isinstance(signer.grant(row.token), Invalid):
        yield f"{row} er ikke signert av oss"
    if row.what in SIGNED_ENDS and row.withdrawn and not _is_withdrawn(row, keyring):
        yield f"Tilbaketrekkingen av {row} er ikke signert av oss"


def _closing(
    space_id: UUID, owner: Held | None, state: str, closing_id: UUID | None, token: str | None, signer: Signer
) -> Iterator[str]:
    """Whether a plan is closed must be the same by the owner's signed state, its statement, and its row."""
    named = owner.closed if owner else None
    signed = signer.closing(token) if token else None
    if signed is not None and (
        isinstance(signed, Invalid) or (signed.jti, signed.space) != (closing_id, space_id)
    ):
        yield f"Avslutningen av rom {space_id} er ikke signert av oss"
    elif named != closing_id:
        gone = "slettet eller byttet ut" if named else "ikke i eierens tilstand"
        yield f"Avslutningen av rom {space_id} er {gone}"
    elif closing_id and state != "closed":
        yield f"Rom {space_id} er avsluttet, men raden sier noe annet"


def _is_withdrawn(row: Row, keyring: Keyring) -> bool:
    """Whether the mark has a signed withdrawal of this very row."""
    try:
        read = jwt.decode(row.withdrawal or "", keyring.signing["withdrawal"], algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError, KeyError):
        return False
    claims: dict[str, Any] = read.claims
    ended = claims.get(SIGNED_ENDS[row.what])
    return (ended, claims.get("space")) == (str(row.row_id), str(row.space_id))


def _named(holder: Holder) -> str:
    return f"Tilgangstilstanden til {holder[1]} i rom {holder[0]}"
