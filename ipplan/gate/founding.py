"""Founding a plan: the space, its keys, the owner's own right, her consents, and the first rooms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from ipplan.gate.consents import CONSENTS
from ipplan.gate.gate import Gate
from ipplan.gate.mandates import Commission, sign_mandate
from ipplan.gate.signing import sign_root
from ipplan.gate.statements import Hand, sign_consent, unit_hand
from ipplan.gate.visit import Actor
from ipplan.plan.kinds import AREAS
from ipplan.plan.periods import birthday
from ipplan.plan.sections import add_room, name_room
from ipplan.store.database import Tx
from ipplan.store.people import add_participant
from ipplan.store.spaces import Writing, create_space

MANDATE_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Representation:
    """Who acts for the owner, and on what recorded basis."""

    account_id: UUID
    basis: str
    relation: str


@dataclass(frozen=True)
class Founding:
    """What a new plan starts from. ``titles`` by area; an area that is not named keeps the template's."""

    municipality_id: str
    owner_id: UUID
    coordinator_id: UUID | None
    representation: Representation | None = None
    titles: Mapping[str, str] | None = None
    areas: Sequence[str] = tuple(AREAS)
    born_on: date | None = None
    """The owner's; ``None``: of age."""


async def found_plan(
    gate: Gate,
    tx: Tx,
    unit: Actor,
    decider: Actor,
    founding: Founding,
    *,
    now: datetime,
    road: str = "edit",
) -> Writing:
    """Make a plan on the owner's consent. ``decider`` is the owner, or her representative.

    Raises `PlanExists` where the owner has a plan that is not closed.
    """
    held, space_key = await create_space(
        tx,
        kind="plan",
        municipality_id=founding.municipality_id,
        owner_id=founding.owner_id,
        master=gate.keyring.master,
        now=now,
    )
    hand = await _people(gate, held, unit, decider, founding)
    # To share is a consent of its own, asked for when the first grant is signed.
    await sign_consent(
        held, gate.signer, hand, owner_id=founding.owner_id, kind="plan", text=CONSENTS["plan"]
    )
    rooms = [(await add_room(held, area=area, space_key=space_key), area) for area in founding.areas]
    visit = await gate.visit_within(held, decider, road=road)
    for position, (section_id, area) in enumerate(rooms, start=1):
        title = (founding.titles or {}).get(area) or AREAS[area]
        await name_room(held, await visit.open(section_id), title, float(position))
    await held.finish()
    return held


async def _people(gate: Gate, held: Writing, unit: Actor, decider: Actor, founding: Founding) -> Hand:
    """Let owner, representative and coordinator take part; the hand that consents."""
    by = unit.account_id
    await add_participant(held, account_id=founding.owner_id, role="owner", relation="", added_by=by)
    if founding.coordinator_id:
        await add_participant(
            held,
            account_id=founding.coordinator_id,
            role="coordinator",
            relation="",
            added_by=by,
            role_until=_of_age(gate, founding),
        )
    decides_from = _decides_from(gate, founding)
    await sign_root(held, gate.signer, unit_hand(unit), founding.owner_id, decides_from)
    if founding.representation is None:
        return Hand(decider.account_id, None, decider.acr, decider.auth_time)
    acting = founding.representation
    await add_participant(
        held, account_id=acting.account_id, role="representative", relation=acting.relation, added_by=by
    )
    ends = gate.clock.now() + MANDATE_FOR
    if decides_from and decides_from > gate.clock.now():
        ends = min(ends, decides_from)
    mandate_id = await sign_mandate(
        held,
        gate.signer,
        unit_hand(unit),
        founding.owner_id,
        Commission(acting.account_id, acting.basis, ends),
    )
    return Hand(decider.account_id, mandate_id, decider.acr, decider.auth_time)


def _of_age(gate: Gate, founding: Founding) -> datetime | None:
    """When a child is of age, and its coordinator's work for the family is over; ``None``: she is already."""
    if founding.born_on is None:
        return None
    comes = birthday(founding.born_on, gate.rules.of_age_from.value)
    return comes if comes > gate.clock.now() else None


def _decides_from(gate: Gate, founding: Founding) -> datetime | None:
    """When the owner comes, or came, to decide herself; ``None`` where she is of age."""
    if founding.born_on is None:
        return None
    # Of a youth too, though she decides already: it is from that birthday that others are reckoned.
    return birthday(founding.born_on, gate.rules.own_decision_from.value) if _of_age(gate, founding) else None
