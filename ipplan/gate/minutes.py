"""Minutes that are locked: signed over digests of what each section has in them, whoever may see it."""

from collections.abc import Collection, Mapping
from typing import Literal
from uuid import UUID, uuid4

from ipplan.gate.tokens import Invalid, Signer
from ipplan.gate.visit import Visit
from ipplan.permit import Permit
from ipplan.plan.agendas import agenda_id
from ipplan.store.database import Tx
from ipplan.store.gatherings import Event
from ipplan.store.items import minutes_digests
from ipplan.store.spaces import Writing

Found = Literal["holds", "changed", "unsigned"]
"""Of locked minutes: they are as they were signed; they are not; or the signature is not believed.

Its key may have been retired."""


async def sign_minutes(held: Writing, visit: Visit, permit: Permit, meeting_id: UUID) -> str:
    """Sign what stands in the minutes of a meeting now, in all sections of the space, and open none of it.

    Who locks them may not see all. Who may lock is the plan's rule. ``permit``: that to the meetings.
    """
    sections = [row.section_id for row in visit.space.sections]
    digests = await digests_of(held.tx, permit, meeting_id, sections)
    claims = {
        "jti": str(uuid4()),
        "iat": int(held.now.timestamp()),
        "space": str(held.space_id),
        "meeting": str(meeting_id),
        "locked_by": str(visit.actor.account_id),
        "sections": {str(section): digest for section, digest in digests.items()},
    }
    return visit.gate.signer.sign("minutes", claims)


async def check_minutes(
    tx: Tx, signer: Signer, permit: Permit, locked: Event, sections: Collection[UUID]
) -> Found:
    """Whether minutes stand as they were locked, in some sections: of the others nothing is told."""
    claims = signer.minutes(locked.said.get("token", ""))
    if isinstance(claims, Invalid) or (claims.space, claims.meeting, claims.locked_by, claims.iat) != (
        permit.space_id,
        locked.meeting_id,
        locked.author_id,
        int(locked.at.timestamp()),
    ):
        return "unsigned"
    now = await digests_of(tx, permit, locked.meeting_id, sections)
    alike = all(claims.sections.get(section) == now.get(section) for section in sections)
    return "holds" if alike else "changed"


async def digests_of(
    tx: Tx, permit: Permit, meeting_id: UUID, sections: Collection[UUID]
) -> Mapping[UUID, str]:
    """Digests of a meeting's minutes by section (store/items.py)."""
    return await minutes_digests(tx, permit, [agenda_id(meeting_id, section) for section in sections])
