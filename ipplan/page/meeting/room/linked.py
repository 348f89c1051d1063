"""What is decided at meetings stands in the plan: how what is done there leads back."""

from collections.abc import Mapping
from uuid import UUID

from ipplan.gate.viewer import viewer_of
from ipplan.gate.visit import Visit
from ipplan.page.respond import as_uuid
from ipplan.plan.decided import follow_moved
from ipplan.plan.meetings import one_meeting
from ipplan.store.gatherings import any_like
from ipplan.store.spaces import Writing


async def follow(held: Writing, visit: Visit) -> None:
    """What was decided at a meeting is linked from its minutes wherever it was moved in this transaction."""
    if await any_like(held.tx, held.space_id, "decided"):
        await follow_moved(held, await visit.open_meetings())


async def answered_at(held: Writing, visit: Visit, typed: Mapping[str, str]) -> UUID | None:
    """The meeting in whose room something is answered, and where the way leads back to; raises `Refused`."""
    if not typed.get("meeting"):
        return None
    apart = await visit.open_meetings()
    return (await one_meeting(held.tx, apart, viewer_of(visit), as_uuid(typed["meeting"]))).meeting_id
