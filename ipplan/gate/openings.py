"""Openings of an archive: the unit decides, with a reason, that a named person may take a copy, until a day.

It is signed. The unit itself opens nothing: it cannot read on it, nor decide for itself.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Row, insert, select, update

from ipplan.gate.access_log import line
from ipplan.gate.archiving import closing_of, key_of, package_of
from ipplan.gate.audiences import outside, packed_audiences
from ipplan.gate.claims import ClosingClaims, StateClaims, both_hidden
from ipplan.gate.gate import Gate
from ipplan.gate.mint import Mint
from ipplan.gate.statements import Hand
from ipplan.gate.tokens import Signer
from ipplan.gate.unit import Desk, desk_of
from ipplan.gate.unit_claims import OpeningClaims
from ipplan.gate.visit import Actor
from ipplan.permit import Access, Permit, Refused, ViewClass
from ipplan.store import seal
from ipplan.store.archives import Package
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing, writing
from ipplan.store.tables import opening, space

ROAD = "archive"


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed plan of the unit's own municipality, as the unit sees it."""

    desk: Desk
    owner_id: UUID
    claims: ClosingClaims

    @property
    def kept_until(self) -> datetime:
        return datetime.fromtimestamp(self.claims.keep_until, UTC)


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that somebody may read on an opening, with permits for its sections."""

    claims: OpeningClaims
    owner_id: UUID
    kind: str
    at: datetime
    reason: str
    package: Package
    permits: Sequence[Permit]

    @property
    def until(self) -> datetime:
        return datetime.fromtimestamp(self.claims.exp, UTC)


async def look_at_closed(desk: Desk, tx: Tx, space_id: UUID) -> Closed:
    """One closed plan of the unit's municipality; raises `Refused`."""
    query = select(space.c.owner_id).where(
        space.c.space_id == space_id, space.c.municipality_id == desk.municipality_id
    )
    owner_id = (await tx.execute(query)).scalar_one_or_none()
    claims = await closing_of(tx, desk.gate.signer, space_id)
    if owner_id is None or claims is None or claims.sub != owner_id:
        raise Refused("not_the_units")
    return Closed(desk, owner_id, claims)


@asynccontextmanager
async def closed_casework(gate: Gate, actor: Actor, space_id: UUID) -> AsyncIterator[tuple[Writing, Closed]]:
    """The unit writes of a closed plan, under the space's lock; raises `Refused`."""
    desk = await desk_of(gate, actor)
    async with gate.database.engine.connect() as tx:
        await look_at_closed(desk, tx, space_id)
    async with writing(gate.database, gate.clock, space_id) as held:
        yield held, await look_at_closed(await desk_of(gate, actor, held.tx), held.tx, space_id)


async def open_archive(
    held: Writing, gate: Gate, hand: Hand, account_id: UUID, reason: str, until: datetime
) -> UUID:
    """Sign that somebody may take a copy; returns the opening's id.

    Raises `Refused` where there is no archive (any more), for a longer time than the rules say, and for the
    hand that signs.
    """
    if account_id == hand.account_id:
        raise Refused("for_herself")
    if not held.now < until <= held.now + gate.rules.archive_open.time:
        raise Refused("too_long")
    key, opening_id = await key_of(held.tx, gate.keyring, held.space_id), uuid4()
    start, end = held.now.replace(microsecond=0), until.replace(microsecond=0)
    token = gate.signer.sign(
        "opening",
        {
            "jti": str(opening_id),
            "iat": int(start.timestamp()),
            "exp": int(end.timestamp()),
            "sub": str(account_id),
            "space": str(held.space_id),
            "decided_by": str(hand.account_id),
            "acr": hand.acr,
            "auth_time": int(hand.auth_time.timestamp()) if hand.auth_time else None,
        },
    )
    bound = _bound(held.space_id, opening_id, account_id)
    await held.tx.execute(
        insert(opening).values(
            space_id=held.space_id,
            opening_id=opening_id,
            account_id=account_id,
            decided_by=hand.account_id,
            at=start,
            expires_at=end,
            sealed=seal.seal(_for_reasons(key), reason.encode(), bound),
            token=token,
        )
    )
    await held.record("opening", actor=hand.account_id, participant_id=account_id)
    return opening_id


async def end_opening(held: Writing, hand: Hand, opening_id: UUID) -> None:
    """End it before its time. Its token is not kept: no mark that is deleted brings it back."""
    here = (opening.c.space_id == held.space_id, opening.c.opening_id == opening_id)
    ended = update(opening).where(*here, opening.c.ended_at.is_(None)).values(ended_at=held.now, token=None)
    who = (await held.tx.execute(ended.returning(opening.c.account_id))).scalar_one_or_none()
    if who is None:
        raise Refused("no_opening")
    await held.record("opening_ended", actor=hand.account_id, participant_id=who)


async def openings_for(tx: Tx, signer: Signer, account_id: UUID, now: datetime) -> list[OpeningClaims]:
    """The archives that somebody may take a copy of now, the one that ends first before the others."""
    rows = await tx.execute(select(opening).where(opening.c.account_id == account_id))
    found = [claims for row in rows if (claims := _stands(row, signer, account_id, now))]
    return sorted(found, key=lambda one: one.exp)


async def enter_archive(gate: Gate, actor: Actor, opening_id: UUID) -> Archive:
    """Enter an archive on one's own opening; raises `Refused`. `note_copy` leaves the lines in the log."""
    now = gate.clock.now()
    async with gate.database.engine.connect() as tx:
        rows = await tx.execute(select(opening).where(opening.c.opening_id == opening_id))
        found = (
            (row, claims) for row in rows if (claims := _stands(row, gate.signer, actor.account_id, now))
        )
        row, claims = next(found, (None, None))
        if row is None or claims is None:
            raise Refused("no_opening")
        closing = await closing_of(tx, gate.signer, claims.space)
        if closing is None or closing.keep_until <= now.timestamp():
            raise Refused("not_kept")
        key = await key_of(tx, gate.keyring, claims.space)
        package = await package_of(tx, key, claims.space)
    permits = _permits(gate, claims, package, actor, now)
    kind = package.rows["space"][0]["kind"]
    return Archive(claims, closing.sub, kind, now, _reason(row, key), package, permits)


async def note_copy(gate: Gate, archive: Archive) -> None:
    """Leave a line for each section before its content goes out, and anew for every copy."""
    await gate.log.write(map(line, archive.permits))


def _permits(gate: Gate, claims: OpeningClaims, package: Package, actor: Actor, at: datetime) -> list[Permit]:
    """Permits for the sections. What was withheld from her then is so still, by her state in the package;
    and what was for others still is."""
    hidden, nothing = _hidden(gate.signer, package, claims), frozenset[UUID]()
    rows = packed_audiences(package.rows["item"])
    others = outside(rows.rows, frozenset({claims.sub}), claims.sub)
    views = {
        one: ViewClass(
            Access.READ, withheld=hidden.get(one, nothing) | others.get(one, nothing), language=actor.language
        )
        for one in (row["section_id"] for row in package.rows["section"])
    }
    mint, who = Mint(gate.keyring), actor.account_id
    return [
        mint.archived(
            package,
            row,
            account_id=who,
            view=views[row["section_id"]],
            audiences=rows.within(row["section_id"]),
            opening=claims,
            road=ROAD,
            at=at,
        )
        for row in package.rows["section"]
    ]


HAD_PART = {
    "mandate": "representative_id",
    "access_grant": "participant_id",
    "withholding": "participant_id",
    "keeping": "participant_id",
}
"""Rows of whom have a signed state in the package; where it is gone somebody has taken it out."""


def _hidden(signer: Signer, package: Package, claims: OpeningClaims) -> Mapping[UUID, frozenset[UUID]]:
    """What her state hides from her, by section; raises `Refused` where that does not read or is gone."""
    states = [row for row in package.rows["access_state"] if row["participant_id"] == claims.sub]
    if not states:
        # A package from before there was such a table has none of its rows.
        had = any(
            row[name] == claims.sub for table, name in HAD_PART.items() for row in package.rows.get(table, ())
        )
        if had:
            raise Refused("archived_state")
        return {}
    row = states[0]
    state = signer.state(row["token"])
    here = (claims.sub, claims.space, row["serial"])
    if not isinstance(state, StateClaims) or (state.sub, state.space, state.serial) != here:
        raise Refused("archived_state")
    return both_hidden(state.withheld, state.kept)


def _stands(row: Row[Any], signer: Signer, account_id: UUID, now: datetime) -> OpeningClaims | None:
    claims = signer.opening(row.token or "")
    if not isinstance(claims, OpeningClaims) or claims.exp <= now.timestamp():
        return None
    own = (claims.jti, claims.space, claims.sub) == (row.opening_id, row.space_id, account_id)
    return claims if own else None


def _reason(row: Row[Any], key: bytes) -> str:
    try:
        bound = _bound(row.space_id, row.opening_id, row.account_id)
        return seal.unseal(_for_reasons(key), row.sealed, bound).decode()
    except seal.SealBroken:
        raise Refused("opening_broken") from None


def _for_reasons(key: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ipplan opening").derive(key)


def _bound(space_id: UUID, opening_id: UUID, account_id: UUID) -> bytes:
    return b"opening" + space_id.bytes + opening_id.bytes + account_id.bytes
