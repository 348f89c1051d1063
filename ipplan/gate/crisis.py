"""The code on a crisis page: whoever holds it and logs in reads one section, until it ends or is taken back.

It is signed, and stands in the owner's signed access state: a row that is edited or deleted opens nothing.
Who comes by it takes no part in the plan; to her nothing else of it is there.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from ipplan.gate.audiences import outside
from ipplan.gate.claims import CrisisClaims, TextRef, both_hidden
from ipplan.gate.consents import CRISIS, NEWEST, newest, text_of
from ipplan.gate.facts import SpaceFacts
from ipplan.gate.gate import Gate
from ipplan.gate.keys import crisis_token
from ipplan.gate.representing import LEEWAY, borne_by, closing_in, state_of
from ipplan.gate.resting import first_consent, held_by, sharing_consent
from ipplan.gate.signing import rest_on_sharing
from ipplan.gate.standing import Allowed, Denied, Verdict
from ipplan.gate.statements import hand_of, sign_withdrawal, signed_by
from ipplan.gate.states import seal_states
from ipplan.gate.tokens import Invalid, Signer
from ipplan.gate.visit import Actor, Visit
from ipplan.permit import Access, Permit, Refused
from ipplan.rules import Rules
from ipplan.store.crisis_codes import CodeRow, code_by_secret, codes_of, end_code, first_opening, put_code
from ipplan.store.outbox import promise
from ipplan.store.sessions import hashed
from ipplan.store.spaces import Writing

ROAD = "crisis"


@dataclass(frozen=True, slots=True)
class Code:
    """A code that opens the page now, and the secret of its address."""

    code_id: UUID
    secret: str
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """The page, opened by its code."""

    permit: Permit
    owner: str
    kind: str
    at: datetime


def may_give_code(visit: Visit, section_id: UUID) -> bool:
    """Whether the visitor signs codes to that section: where two decide together, nobody does alone."""
    standing = visit.standing
    able = visit.decides and not standing.joint and visit.may(section_id)
    return able and not (visit.looking or standing.paused or standing.closed)


async def sign_code(held: Writing, visit: Visit, section_id: UUID, until: datetime) -> UUID:
    """Sign a code, in place of the one that there was; returns its id.

    Raises `Refused`, or `BadWish` where the consent to share was withdrawn.
    """
    if not may_give_code(visit, section_id):
        raise Refused("no_crisis_code")
    hand, signer = hand_of(visit), visit.gate.signer
    sharing = await rest_on_sharing(held, visit, signer, hand)
    await _end_all(held, visit)
    code_id, start, end = uuid4(), held.now.replace(microsecond=0), until.replace(microsecond=0)
    secret_hash = hashed(crisis_token(visit.gate.keyring, code_id))
    claims = {
        "jti": str(code_id),
        "iat": int(start.timestamp()),
        "nbf": int(start.timestamp()),
        "exp": int(end.timestamp()),
        "space": str(held.space_id),
        "section": str(section_id),
        "sha256": secret_hash.hex(),
        "consent": {"id": str(sharing.consent_id), "text": newest(CRISIS, visit.actor.language).ref.claims},
        **signed_by(hand, "granted_by"),
    }
    token = signer.sign("crisis", claims)
    where = (held.space_id, code_id, section_id, secret_hash, start, end)
    await put_code(held.tx, CodeRow(*where, hand.account_id, hand.mandate_id, sharing.consent_id, token))
    await seal_states(held, signer, {visit.space.owner_id: {code_id}}, actor=hand.account_id, cause="crisis")
    return code_id


async def end_codes(held: Writing, visit: Visit) -> None:
    """Take the code back, at once; where there is none nothing is done. Raises `Refused`."""
    owner, hand = visit.space.owner_id, hand_of(visit)
    if await _end_all(held, visit):
        await seal_states(
            held, visit.gate.signer, {owner: set()}, actor=hand.account_id, cause="crisis_ended"
        )


async def code_of(gate: Gate, visit: Visit) -> Code | None:
    """The code that opens the page now, for who decides over its section; ``None``: there is none."""
    async with gate.database.engine.connect() as tx:
        rows = await codes_of(tx, visit.space.space_id)
    for row in rows:
        if visit.decides and visit.may(row.section_id) and isinstance(_judged(gate, row, visit), Allowed):
            secret = crisis_token(gate.keyring, row.code_id)
            return Code(row.code_id, secret, row.not_before, row.expires_at)
    return None


async def open_by_code(gate: Gate, actor: Actor, secret: str) -> Opened:
    """Open the page by the secret of its address; leaves a line in the log. Raises `Refused`."""
    row, space, allowed, at = await _asked(gate, secret)
    section = next(one for one in space.sections if one.section_id == row.section_id)
    hidden = _hidden_from(space, actor.account_id, gate.signer).get(row.section_id, frozenset())
    others = outside(space.audiences.rows, frozenset({actor.account_id}), actor.account_id)
    hidden |= others.get(row.section_id, frozenset())
    permit = gate.permits.by_code(space, section, allowed, actor, hidden, at)
    await gate.log.note([permit], actor.session)
    await _tell(gate, row, space, actor, at)
    owner = space.people[space.owner_id].account
    kind = first_consent(space, gate.signer) or space.kind
    return Opened(permit, owner.name if owner else "", kind, at)


async def check_code(gate: Gate, secret: str) -> None:
    """Whether the page is still open to who has it on her screen: reads nothing; raises `Refused`."""
    await _asked(gate, secret)


async def _asked(gate: Gate, secret: str) -> tuple[CodeRow, SpaceFacts, Allowed, datetime]:
    async with gate.database.engine.connect() as tx:
        row = await code_by_secret(tx, secret)
    # One that never was is asked for as any other: it costs the same.
    space, at = await gate.space(row.space_id if row else uuid4())
    if row is None:
        raise Refused("no_crisis_code")
    allowed = judge_code(row, space, at, gate.signer, gate.rules)
    if isinstance(allowed, Denied):
        raise Refused(f"crisis_{allowed.reason}")
    return row, space, allowed, at


def judge_code(row: CodeRow, space: SpaceFacts, now: datetime, signer: Signer, rules: Rules) -> Verdict:
    """Whether a code opens its section: row, signature, clock, the owner's state and consents, and the right
    of who signed must all agree. Pure."""
    claims, at = signer.crisis(row.token), int(now.timestamp())
    if isinstance(claims, Invalid):
        return Denied(f"token_{claims.reason}")
    if row.withdrawn_at is not None or _columns(row) != _signed(claims) or claims.space != space.space_id:
        return Denied("row")
    held = held_by(state_of(space.owner_state, space.space_id, space.owner_id, signer))
    if isinstance(held, str) or claims.jti not in held:
        return Denied("not_in_state")
    if not (claims.iat <= at + LEEWAY and claims.nbf <= at < claims.exp):
        return Denied("expired")
    sharing = sharing_consent(space, signer)
    if closing_in(space, signer) is not None or first_consent(space, signer) is None:
        return Denied("resting")
    if sharing is None or sharing.jti != claims.consent or not _reads(claims.text):
        return Denied("no_sharing_consent")
    if not any(one.section_id == claims.section for one in space.sections):
        return Denied("no_section")
    tail = int(rules.grants_outlast_mandate.time.total_seconds())
    until = borne_by(claims, space, tail, signer)
    if isinstance(until, Denied):
        return until
    if until <= at:
        return Denied("granter_mandate_over")
    return Allowed(Access.READ, claims.jti, datetime.fromtimestamp(min(claims.exp, until), UTC))


def _reads(text: TextRef) -> bool:
    """Whether it is what is shown with a code now, in whatever language it was read."""
    known = text_of(text.sha256)
    return known is not None and known.ref == text and known.number == (CRISIS, NEWEST[CRISIS])


def _columns(row: CodeRow) -> tuple[object, ...]:
    times = (int(row.not_before.timestamp()), int(row.expires_at.timestamp()))
    by = (row.granted_by, row.mandate_id, row.consent_id)
    return (row.space_id, row.code_id, row.section_id, row.secret_hash.hex(), *times, *by)


def _signed(claims: CrisisClaims) -> tuple[object, ...]:
    by = (claims.granted_by, claims.mandate, claims.consent)
    return (claims.space, claims.jti, claims.section, claims.sha256, claims.nbf, claims.exp, *by)


def _judged(gate: Gate, row: CodeRow, visit: Visit) -> Verdict:
    return judge_code(row, visit.space, visit.at, gate.signer, gate.rules)


def _hidden_from(space: SpaceFacts, account_id: UUID, signer: Signer) -> dict[UUID, frozenset[UUID]]:
    """What is hidden from somebody who takes part, or did, is so by this road, too; raises `Refused`."""
    person = space.people.get(account_id)
    if person is None or account_id == space.owner_id:
        return {}
    held = person.grants or any(one.representative_id == account_id for one in space.mandates)
    if person.state is None and not held:
        return {}
    state = state_of(person.state, space.space_id, account_id, signer)
    if isinstance(state, str):
        raise Refused(f"crisis_{state}")
    return dict(both_hidden(state.withheld, state.kept))


async def _end_all(held: Writing, visit: Visit) -> int:
    hand, signer, rows = hand_of(visit), visit.gate.signer, await codes_of(held.tx, held.space_id)
    owner = visit.space.owner_id
    for row in rows:
        if not (visit.standing.whole or visit.may(row.section_id)):
            raise Refused("not_hers_to_end")
        _, token = sign_withdrawal(held, signer, hand, sub=owner, kind="crisis", ended=row.code_id)
        await end_code(held.tx, row, held.now, token)
    return len(rows)


async def _tell(gate: Gate, row: CodeRow, space: SpaceFacts, actor: Actor, at: datetime) -> None:
    """Promise who decides a mail, but of what she opened herself."""
    if actor.account_id in (space.owner_id, row.granted_by):
        return
    async with gate.database.begin() as tx:
        hour = await first_opening(tx, row, actor.account_id, at)
        if hour is not None:
            ids = {"space_id": str(row.space_id), "code_id": str(row.code_id)}
            await promise(tx, "send_crisis", account_id=str(actor.account_id), hour=hour.isoformat(), **ids)
