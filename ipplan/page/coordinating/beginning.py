"""A coordinator begins: her role is signed, the person is told, and who decides is asked to let her in."""

from datetime import datetime
from uuid import UUID

from ipplan.gate.appointing import Appointment, has_left, note
from ipplan.gate.coordinating import sign_role
from ipplan.gate.facts import PersonFacts, SpaceFacts
from ipplan.gate.gate import Gate
from ipplan.gate.proposals import propose
from ipplan.gate.representing import decides_from
from ipplan.gate.resting import kind_of
from ipplan.gate.roles import moment, roles_in
from ipplan.gate.statements import Hand
from ipplan.permit import Permit, Refused
from ipplan.plan.periods import birthday_after
from ipplan.store.outbox import promise
from ipplan.store.spaces import Writing
from ipplan.unit.appointing import WrongStep


async def tell(held: Writing, what: str, one_id: UUID, account_id: UUID) -> None:
    """Have somebody told by mail that something waits for her, or has changed (job/coordination.py)."""
    ids = {"space_id": str(held.space_id), "one_id": str(one_id), "account_id": str(account_id)}
    await promise(held.tx, "send_coordination", what=what, **ids)


async def begin_role(
    held: Writing, gate: Gate, hand: Hand, space: SpaceFacts, found: Appointment, permit: Permit
) -> None:
    """Sign what was asked for and said yes to; raises `WrongStep` where it was not, or `Refused` where she
    whom it is about coordinates no more."""
    if await has_left(held.tx, found):
        raise WrongStep("left")
    roles = {one.jti: one for one in roles_in(space, gate.signer)}
    before = roles.get(found.follows) if found.follows else None
    if found.follows and before is None:
        raise Refused("no_role")
    until = found.ends_at
    if found.kind == "child_coordinator":
        until = _of_age(space, gate)
    elif before is not None and before.exp is not None and until is not None:
        until = min(until, moment(before.exp) or until)
    await note(held, permit, "appointed", appointment_id=found.appointment_id)
    await sign_role(
        held,
        gate.signer,
        hand,
        found.account_id,
        kind=found.kind,
        since=found.starts_at,
        until=until,
        follows=found.follows,
        appointment_id=found.appointment_id,
    )
    if before is not None:
        await propose(
            held,
            gate.permits.beside_proposals(space, permit),
            participant_id=found.account_id,
            period="",
            areas={},
            reason="",
            like=before.sub,
            until=until if found.kind == "deputy" else None,
            takes=found.kind != "deputy",
        )
    for account_id in _deciding(space):
        await tell(held, "appointed", found.appointment_id, account_id)


def contact_of(space: SpaceFacts) -> str:
    """How to reach the owner, and who acts for her, by the directory: a beginning for who writes it."""
    concerned = [space.owner_id] + [one.account_id for one in space.people.values() if _acts(one)]
    known = [one.account for who in concerned if (one := space.people.get(who))]
    return "\n".join(" ".join(filter(None, (one.name, one.email))) for one in known if one)


def _acts(one: PersonFacts) -> bool:
    return one.role == "representative" and one.participant_state == "active"


def is_for_child(space: SpaceFacts, at: datetime, gate: Gate) -> bool:
    """Whether somebody may be a child's coordinator here: before a birth, and until the owner is of age."""
    ends = _of_age(space, gate)
    return kind_of(space, gate.signer) == "expecting" or (ends is not None and ends > at)


def _of_age(space: SpaceFacts, gate: Gate) -> datetime | None:
    """When the owner is, or was; ``None`` where nothing was signed of it: then she is."""
    comes = moment(decides_from(space, gate.signer))
    years = gate.rules.of_age_from.value - gate.rules.own_decision_from.value
    return birthday_after(comes, years) if comes else None


def _deciding(space: SpaceFacts) -> list[UUID]:
    """The owner and who acts for her; which of them is written to is judged when it is sent."""
    concerned = ("owner", "representative")
    return sorted(one.account_id for one in space.people.values() if one.role in concerned)
