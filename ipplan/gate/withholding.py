"""Withholding: a single item, with all under it, hidden from one participant who otherwise sees the section.

What is hidden stands in the participant's signed access state; the rows written here are the record of who
hid what, and the receipts.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

from sqlalchemy import insert, update

from ipplan.gate.keeping import follow, lift_kept, seal_kept
from ipplan.gate.signing import check_participants
from ipplan.gate.statements import Hand, hand_of, sign_withholding
from ipplan.gate.states import (
    Place,
    Withheld,
    hidden_now,
    hides,
    places_now,
    seal_states,
    with_places,
    without,
)
from ipplan.gate.tokens import Signer
from ipplan.gate.visit import Actor, Visit
from ipplan.permit import Permit, Refused
from ipplan.plan.moved import all_places
from ipplan.store.items import Item, one_item
from ipplan.store.spaces import Writing
from ipplan.store.tables import item as items
from ipplan.store.tables import withholding


async def withhold(held: Writing, visit: Visit, permit: Permit, item_id: UUID, participant_id: UUID) -> None:
    """Hide an item from a participant, also what is left of it where it was moved from; raises `Refused`.

    A section's title is no single item.
    """
    hand, signer = hand_of(visit), visit.gate.signer
    item = await _check(held, visit, permit, item_id, participant_id)
    before = (await hidden_now(held, signer)).get(participant_id, {})
    places = [place for place in all_places(item) if not hides(before, place)]
    if places:
        await _write(held, signer, hand, participant_id, places)
        await _seal(held, signer, hand, participant_id, with_places(before, places), "withheld")


async def lift(held: Writing, visit: Visit, permit: Permit, item_id: UUID, participant_id: UUID) -> None:
    """Show the item to the participant again, wherever it was hidden; raises `Refused`.

    An owner who has come to decide herself lifts what was kept from her representatives, too.
    """
    hand, signer = hand_of(visit), visit.gate.signer
    if visit.standing.role == "owner" and await lift_kept(held, visit, permit, item_id, participant_id):
        return
    item = await _check(held, visit, permit, item_id, participant_id)
    before = (await hidden_now(held, signer)).get(participant_id, {})
    if not hides(before, (permit.section_id, item_id)):
        return
    after = before
    for place in all_places(item):
        if hides(before, place):
            statement = sign_withholding(held, signer, hand, participant_id, place, uuid4(), "lift")
            await _mark_lifted(held, participant_id, place[1], statement)
            after = without(after, place)
    await _seal(held, signer, hand, participant_id, after, "withholding_lifted")


async def carry_along(held: Writing, signer: Signer, actor: Actor) -> None:
    """What was moved in this transaction stays hidden from whom it was hidden from, under its new ids.

    Whoever moved it, by whatever right: she need not know that anything is hidden, nor from whom.
    """
    query = items.select().where(
        items.c.space_id == held.space_id, items.c.item_id.in_([new for _, new in held.moved])
    )
    sections = {row.item_id: row.section_id for row in await held.tx.execute(query)}
    hand = Hand(actor.account_id, None, actor.acr, actor.auth_time)
    for participant_id, (before, kept) in (await places_now(held, signer)).items():
        new = _moved(held, sections, before)
        if new:
            await _write(held, signer, hand, participant_id, [place for _, place in new])
            after = with_places(before, [place for _, place in new])
            await _seal(held, signer, hand, participant_id, after, "withholding_moved")
        also = _moved(held, sections, kept)
        if also:
            await follow(held, signer, hand, participant_id, also)
            after = with_places(kept, [place for _, place in also])
            await seal_kept(held, signer, hand, participant_id, after, "kept_moved")


def _moved(held: Writing, sections: Mapping[UUID, UUID], before: Withheld) -> list[tuple[UUID, Place]]:
    """What was hidden before and was moved, each with where it is now."""
    hidden = frozenset[UUID]().union(*before.values())
    found = dict.fromkeys((old, (sections[new], new)) for old, new in held.moved if old in hidden)
    return list(found)


async def _check(held: Writing, visit: Visit, permit: Permit, item_id: UUID, participant_id: UUID) -> Item:
    item = await one_item(held.tx, permit, item_id)
    if item.clear.kind == "section":
        raise Refused("section")
    await check_participants(held, visit, {participant_id})
    return item


async def _seal(
    held: Writing, signer: Signer, hand: Hand, participant_id: UUID, after: Withheld, cause: str
) -> None:
    signed: dict[UUID, set[UUID]] = {participant_id: set()}
    withheld = {participant_id: after}
    await seal_states(held, signer, signed, actor=hand.account_id, cause=cause, withheld=withheld)


async def _write(
    held: Writing, signer: Signer, hand: Hand, participant_id: UUID, places: Iterable[Place]
) -> None:
    for place in places:
        section_id, item_id = place
        # A row whose lifting mark somebody deleted would stand in the way of the honest one.
        await _mark_lifted(held, participant_id, item_id)
        jti = uuid4()
        await held.tx.execute(
            insert(withholding).values(
                space_id=held.space_id,
                withholding_id=jti,
                section_id=section_id,
                item_id=item_id,
                participant_id=participant_id,
                withheld_by=hand.account_id,
                mandate_id=hand.mandate_id,
                at=held.now,
                token=sign_withholding(held, signer, hand, participant_id, place, jti, "withhold"),
            )
        )


async def _mark_lifted(
    held: Writing, participant_id: UUID, item_id: UUID, statement: str | None = None
) -> None:
    await held.tx.execute(
        update(withholding)
        .where(
            withholding.c.space_id == held.space_id,
            withholding.c.participant_id == participant_id,
            withholding.c.item_id == item_id,
            withholding.c.lifted_at.is_(None),
        )
        .values(lifted_at=held.now, lifting=statement)
    )
