"""The kinds of item, a file for each room: what each holds, its words, and what may stand under it.

A new kind is a shape and a ``Kind`` in the file of its room, and a template in web/templates/item; autosave,
undo, history, conflicts, live, gate and export come by themselves.
"""

from collections.abc import Mapping

from ipplan.plan.kinds import (
    about,
    calendar,
    contacts,
    coordination,
    crisis,
    files,
    goals,
    meetings,
    summary,
    talks,
)
from ipplan.plan.kinds.kind import Kind

__all__ = ["KINDS", "Kind"]

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for room in (
        goals,
        about,
        talks,
        contacts,
        coordination,
        calendar,
        crisis,
        meetings,
        files,
        summary,
    )
    for kind in room.KINDS
}
"""By name, in the order in which the tests' pen writes them: what stands under another comes after it."""
