"""Founding a plan, or coordination without one: the space, its keys, the owner's own right, her consent, and
the first rooms. What it rests on is the consent of its own kind; without that nothing is written in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from ipplan.gate.consents import text_for
from ipplan.gate.coordinating import sign_role
from ipplan.gate.gate import Gate
from ipplan.gate.mandates import Commission, sign_mandate
from ipplan.gate.signing import sign_root
from ipplan.gate.statements import Hand, sign_consent, unit_hand
from ipplan.gate.visit import Actor, Visit
from ipplan.plan.areas import AREA_NAMES, AREAS_OF, ON_DEMAND
from ipplan.plan.furniture import put_furniture
from ipplan.plan.periods import birthday
from ipplan.plan.plan_templates import PlanTemplate
from ipplan.plan.sections import add_room, name_room
from ipplan.store.database import Tx
from ipplan.store.items import one_item
from ipplan.store.people import add_participant
from ipplan.store.spaces import Writing, call_space, create_space

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
    areas: Sequence[str] | None = None
    """Those of the first rooms; ``None``: of the kind's template."""
    born_on: date | None = None
    """The owner's; ``None``: of age."""
    kind: str = "plan"
    """One of `consents.FIRST`: which consent it rests on."""
    template: PlanTemplate | None = None
    """``None``: the ordinary rooms."""
    shown: str = ""
    """The hash of the consent's text as it stood on the page."""


async def found_plan(
    gate: Gate,
    tx: Tx,
    unit: Actor,
    decider: Actor | None,
    founding: Founding,
    *,
    now: datetime,
    road: str = "edit",
) -> Writing:
    """Make a plan on the owner's consent. ``decider`` is the owner, or her representative.

    ``None``: nobody has consented yet. Then there are rooms without a name, in which nothing is written
    before somebody has (`furnish`). Raises `PlanExists` where the owner has a plan that is not closed.
    """
    held, space_key = await create_space(
        tx,
        kind=founding.kind,
        municipality_id=founding.municipality_id,
        owner_id=founding.owner_id,
        master=gate.keyring.master,
        now=now,
    )
    hand = await _people(gate, held, unit, decider, founding)
    areas = first_areas(gate, founding)
    if hand and decider:
        # To share is a consent of its own, asked for when the first grant is signed.
        owner_id, kind = founding.owner_id, founding.kind
        text = text_for(kind, kind, decider.language, founding.shown)
        await sign_consent(held, gate.signer, hand, owner_id=owner_id, kind=kind, text=text)
    for area in areas:
        await add_room(held, area=area, space_key=space_key)
    if decider:
        visit = await gate.visit_within(held, decider, road=road)
        order, titles = [*areas, *AREAS_OF[founding.kind]], founding.titles or {}
        await name_rooms(held, visit, founding.kind, order, titles, founding.template)
    await held.finish()
    return held


def first_areas(gate: Gate, founding: Founding) -> list[str]:
    """Of the first rooms: a child has one for what its coordinator has to look after."""
    if founding.areas is not None:
        return list(founding.areas)
    child = _of_age(gate, founding) is not None
    return [*_areas(founding.kind, founding.template), *(["duties"] if child else [])]


def _areas(kind: str, template: PlanTemplate | None) -> list[str]:
    rooms = template.rooms_of(kind) if template else {}
    return list(rooms or AREAS_OF[kind])


async def furnish(held: Writing, visit: Visit, kind: str, template: PlanTemplate | None = None) -> None:
    """Make a space what its new first consent says, by the hand of who decides: call it so, add the rooms of
    the template that it lacks, and give those a name that have none. What is there stays as it is."""
    gate, there = visit.gate, {row.area for row in visit.space.sections}
    if kind == visit.space.kind and all(row.head_seq for row in visit.space.sections):
        return
    if kind != visit.space.kind:
        await call_space(held, kind)
        space_key = gate.space_key(visit)
        for area in _areas(kind, template):
            if area not in there:
                await add_room(held, area=area, space_key=space_key)
    within = await gate.visit_within(held, visit.actor, road=visit.road)
    order = [*_areas(kind, template), *AREAS_OF[kind], *ON_DEMAND]
    await name_rooms(held, within, kind, order, {}, template)


async def name_rooms(
    held: Writing,
    visit: Visit,
    kind: str,
    areas: Iterable[str],
    titles: Mapping[str, str],
    template: PlanTemplate | None = None,
) -> None:
    """Write the titles of rooms in which nothing was ever written, by the template, after all others."""
    rows, rooms = visit.space.sections, template.rooms_of(kind) if template else {}
    titled = [await visit.open(row.section_id) for row in rows if row.head_seq]
    places = [(await one_item(held.tx, one, one.section_id)).clear.position for one in titled]
    order = list(areas)
    unnamed = [row for row in rows if not row.head_seq and row.area in order]
    unnamed.sort(key=lambda row: order.index(row.area))
    for position, row in enumerate(unnamed, start=1):
        permit, place = await visit.open(row.section_id), max(places, default=0.0) + position
        begins = rooms[row.area].begins(permit.view.language) if row.area in rooms else {}
        named = titles.get(row.area) or begins.get("title") or AREAS_OF[kind].get(row.area)
        await name_room(held, permit, named or AREA_NAMES[row.area], place, begins)
        await put_furniture(held, permit, row.area, visit.gate.rules)


async def _people(
    gate: Gate, held: Writing, unit: Actor, decider: Actor | None, founding: Founding
) -> Hand | None:
    """Let owner, representative and coordinator take part; the hand that consents, where somebody does."""
    by = unit.account_id
    await add_participant(held, account_id=founding.owner_id, role="owner", relation="", added_by=by)
    if founding.coordinator_id:
        ends = _of_age(gate, founding)
        kind = "child_coordinator" if ends else "coordinator"
        await sign_role(held, gate.signer, unit_hand(unit), founding.coordinator_id, kind=kind, until=ends)
    decides_from = _decides_from(gate, founding)
    alone = founding.kind == "expecting"
    await sign_root(held, gate.signer, unit_hand(unit), founding.owner_id, decides_from, alone=alone)
    if decider is None:
        return None
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
