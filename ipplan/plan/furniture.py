"""What comes with a room that is made on demand: the child coordinator's duties, the role agreement."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from ipplan.permit import Permit
from ipplan.plan.kinds import KINDS
from ipplan.rules import Rules
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear, put_version


async def put_furniture(held: Writing, permit: Permit, area: str, rules: Rules) -> None:
    """Write what a new room of that area begins with; in any other that is nothing."""
    if area == "duties":
        for place, (key, duty) in enumerate(rules.duty.items(), start=1):
            said = duty.said(permit.view.language)
            await _put(held, permit, "duty", {"title": said, "key": key}, float(place))
    elif area == "roles":
        await _put(held, permit, "roles", {}, 1.0)


async def _put(held: Writing, permit: Permit, kind: str, content: Mapping[str, str], position: float) -> UUID:
    item_id = uuid4()
    whole = KINDS[kind].content(content)
    clear = Clear(kind, position=position)
    await put_version(held, permit, item_id, clear, whole, cause="created", base=None)
    return item_id
