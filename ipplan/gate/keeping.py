"""Keeping: a single item of a child's, with all under it, kept from one who acts for the child.

The child wishes it, when its word weighs, and it is kept at once; a professional assesses the wish
afterwards, or keeps something herself, with a written reason. Who it is kept from is told neither of the
item nor of the reason, and cannot lift it: it stands in her signed access state beside what is withheld from
participants, and binds her while she decides, too. It never comes into sight by itself: only by the child's
own wish, by a professional's new assessment, or by the child when it has come to decide.

The reasons are sealed under a key of their own.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, and_, insert, select, update

from ipplan.gate.kept import Why, sealed_why, signed_by_whom
from ipplan.gate.representing import comes_to
from ipplan.gate.statements import Hand, sign_withholding
from ipplan.gate.states import Place, Withheld, hides, kept_now, seal_states, with_places, without
from ipplan.gate.tokens import Signer
from ipplan.gate.visit import Visit
from ipplan.permit import Permit, Refused
from ipplan.plan.moved import all_places
from ipplan.store.items import one_item
from ipplan.store.people import Participant
from ipplan.store.spaces import Writing
from ipplan.store.tables import keeping


async def keep(
    held: Writing, visit: Visit, permit: Permit, item_id: UUID, participant_id: UUID, why: Why | None = None
) -> None:
    """Keep an item from one who acts for the child, at once; raises `Refused`.

    What is left of it where it was moved from goes with it, also where she who keeps it has no access.
    ``why``: a professional's reason. The child gives none: it is a professional who assesses its wish.
    """
    _check(visit, permit)
    if (why is None) is not (visit.standing.role == "owner"):
        raise Refused("no_reason" if why is None else "not_professional")
    item = await one_item(held.tx, permit, item_id)
    if item.clear.kind == "section":
        raise Refused("section")
    if participant_id not in {one.account_id for one in from_whom(visit)}:
        raise Refused("not_acting")
    if participant_id in (item.created_by, item.head.author_id):
        # She would see that her own words are gone.
        raise Refused("author")
    before = await _kept(held, visit, participant_id)
    if hides(before, (permit.section_id, item_id)):
        return
    places = [place for place in all_places(item) if not hides(before, place)]
    values = await _assessed(held, visit, participant_id, why)
    for place in places:
        row = _new_row(held, visit.gate.signer, _hand(visit), participant_id, place)
        await held.tx.execute(insert(keeping).values(**row, **values))
    after = with_places(before, places)
    await seal_kept(held, visit.gate.signer, _hand(visit), participant_id, after, "kept")


async def assess(
    held: Writing, visit: Visit, permit: Permit, item_id: UUID, participant_id: UUID, why: Why
) -> None:
    """A professional says why it is kept, or (without a ground) that it is kept no more; raises `Refused`."""
    _check(visit, permit)
    if visit.standing.role == "owner":
        raise Refused("not_professional")
    places = all_places(await one_item(held.tx, permit, item_id))
    values = await _assessed(held, visit, participant_id, why)
    for place, row in (await _rows(held, participant_id, places)).items():
        if why.ground and not visit.gate.rules.withholding[why.ground].by_wish:
            # From now on it rests on the professional's word: the child does not lift it.
            act = (held, visit.gate.signer, _hand(visit), participant_id, place, row.keeping_id, "keep")
            values["token"] = sign_withholding(*act)
        await _change(held, participant_id, place[1], values)
    await held.record("kept_assessed", actor=visit.actor.account_id)
    if not why.ground:
        await _end(held, visit, places, participant_id)


async def end(held: Writing, visit: Visit, permit: Permit, item_id: UUID, participant_id: UUID) -> None:
    """The child lets it be seen again; raises `Refused` where it is not its own wish that it rests on."""
    _check(visit, permit)
    rows = await _rows(held, participant_id, all_places(await one_item(held.tx, permit, item_id)))
    signer, me = visit.gate.signer, visit.actor.account_id
    hers = [place for place, row in rows.items() if signed_by_whom(row, signer) == me]
    if visit.standing.role != "owner" or (permit.section_id, item_id) not in hers:
        raise Refused("not_hers_to_end")
    await _end(held, visit, hers, participant_id)


async def lift_kept(held: Writing, visit: Visit, permit: Permit, item_id: UUID, participant_id: UUID) -> bool:
    """By an owner who has come to decide; whether there was anything to lift."""
    before = await _kept(held, visit, participant_id)
    if not hides(before, (permit.section_id, item_id)):
        return False
    await _end(held, visit, all_places(await one_item(held.tx, permit, item_id)), participant_id)
    return True


def from_whom(visit: Visit) -> list[Participant]:
    """All who act for the child now, by name; nobody where the owner is of age."""
    of_age = comes_to(visit.space, visit.gate.signer, visit.gate.rules, visit.gate.rules.of_age_from)
    if of_age is None or of_age <= visit.at:
        return []
    company = visit.company()
    return [
        one
        for one in company.people
        if (standing := company.standings.get(one.account_id)) and standing.on_behalf_of is not None
    ]


async def follow(
    held: Writing, signer: Signer, hand: Hand, participant_id: UUID, moved: list[tuple[UUID, Place]]
) -> None:
    """What was moved, or stood under what is kept, is kept under its new id, for the same reason."""
    for old, place in moved:
        query = select(keeping).where(_here(held, participant_id, old), keeping.c.ended_at.is_(None))
        row = (await held.tx.execute(query)).first()
        if row is None:
            continue
        # Moved by whoever; wished or set by the same as before.
        by = Hand(signed_by_whom(row, signer) or hand.account_id, None, "", None)
        new = _new_row(held, signer, by, participant_id, place)
        same = {name: getattr(row, name) for name in ("assessed_by", "assessed_at", "sealed")}
        await held.tx.execute(insert(keeping).values(**new, **same))


async def seal_kept(
    held: Writing, signer: Signer, hand: Hand, participant_id: UUID, after: Withheld, cause: str
) -> None:
    """Sign the state that says what is kept from her."""
    nothing: dict[UUID, set[UUID]] = {participant_id: set()}
    kept = {participant_id: after}
    await seal_states(held, signer, nothing, actor=hand.account_id, cause=cause, kept=kept)


async def _end(held: Writing, visit: Visit, places: Sequence[Place], participant_id: UUID) -> None:
    """Of all its places, the first is the item itself."""
    signer, hand = visit.gate.signer, _hand(visit)
    after = before = await _kept(held, visit, participant_id)
    if not hides(before, places[0]):
        raise Refused("not_kept")
    for place in places:
        if hides(before, place):
            ending = sign_withholding(held, signer, hand, participant_id, place, uuid4(), "unkeep")
            await _change(held, participant_id, place[1], {"ended_at": held.now, "ending": ending})
            after = without(after, place)
    await seal_kept(held, signer, hand, participant_id, after, "kept_ended")


async def _kept(held: Writing, visit: Visit, participant_id: UUID) -> Withheld:
    return (await kept_now(held, visit.gate.signer)).get(participant_id, {})


def _check(visit: Visit, permit: Permit) -> None:
    if not permit.view.keeps or not visit.keeps(permit.section_id):
        raise Refused("not_keeping")


def _hand(visit: Visit) -> Hand:
    """The child's own, or the professional's: neither decides."""
    return Hand(visit.actor.account_id, None, visit.actor.acr, visit.actor.auth_time)


async def _rows(held: Writing, participant_id: UUID, places: Sequence[Place]) -> Mapping[Place, Row[Any]]:
    """The rows in force of an item's places; raises `Refused` where there is none of the item itself."""
    found = {}
    for place in places:
        query = select(keeping).where(_here(held, participant_id, place[1]), keeping.c.ended_at.is_(None))
        if (row := (await held.tx.execute(query)).first()) is not None:
            found[place] = row
    if places[0] not in found:
        raise Refused("not_kept")
    return found


async def _change(held: Writing, participant_id: UUID, item_id: UUID, values: dict[str, Any]) -> None:
    here = (_here(held, participant_id, item_id), keeping.c.ended_at.is_(None))
    await held.tx.execute(update(keeping).where(*here).values(**values))


def _here(held: Writing, participant_id: UUID, item_id: UUID) -> ColumnElement[bool]:
    return and_(
        keeping.c.space_id == held.space_id,
        keeping.c.participant_id == participant_id,
        keeping.c.item_id == item_id,
    )


def _new_row(
    held: Writing, signer: Signer, hand: Hand, participant_id: UUID, place: Place
) -> dict[str, object]:
    jti = uuid4()
    return {
        "space_id": held.space_id,
        "keeping_id": jti,
        "section_id": place[0],
        "item_id": place[1],
        "participant_id": participant_id,
        "at": held.now,
        "token": sign_withholding(held, signer, hand, participant_id, place, jti, "keep"),
    }


async def _assessed(held: Writing, visit: Visit, participant_id: UUID, why: Why | None) -> dict[str, Any]:
    if why is None:
        return {}
    apart, me = await visit.open_keepings(), visit.actor.account_id
    sealed = sealed_why(apart, participant_id, why)
    return {"assessed_by": me, "assessed_at": held.now, "sealed": sealed}
