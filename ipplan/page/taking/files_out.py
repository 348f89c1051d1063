"""The plan's files on their way out: each is opened when its turn comes, a chunk at a time."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

from ipplan.gate.visit import Visit
from ipplan.letter.archive.parts import File, file_names
from ipplan.page.files.fetching import Fetch, read_on
from ipplan.page.house import House
from ipplan.permit import Permit, Refused
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.store.files import blob_of


async def files_of(
    house: House, visit: Visit, sections: Mapping[UUID, tuple[Permit, Outline]]
) -> Sequence[File]:
    """The files of what was opened that can be fetched now: none that is held back, or was destroyed."""
    there: list[tuple[Node, Callable[[], AsyncIterator[bytes]]]] = []
    async with house.database.engine.connect() as tx:
        for permit, node in _with_files(sections):
            with suppress(Refused):
                blob = await blob_of(tx, permit, UUID(node.content["blob"]))
                fetch = Fetch(visit, permit, node.item_id, blob)
                there.append((node, partial(read_on, house, fetch)))
    named = file_names((node.item_id, node.content["name"]) for node, _ in there)
    return [File(named[one.item_id], one.content["media_type"], read, one.item_id) for one, read in there]


def _with_files(sections: Mapping[UUID, tuple[Permit, Outline]]) -> list[tuple[Permit, Node]]:
    return [
        (permit, node)
        for permit, outline in sections.values()
        for node, _ in outline.walk()
        if KINDS[node.kind].file and node.file_state == "clean"
    ]
