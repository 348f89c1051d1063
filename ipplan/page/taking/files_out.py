"""The plan's files on their way out: each is opened when its turn comes, a chunk at a time."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from ipplan.letter.archive.parts import File, file_names
from ipplan.page.house import House
from ipplan.permit import Permit, Refused
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.store.files import Blob, blob_of

Read = Callable[[], AsyncIterator[bytes]]


async def files_of(
    house: House,
    sections: Mapping[UUID, tuple[Permit, Outline]],
    read: Callable[[Permit, UUID, Blob], Read],
) -> Sequence[File]:
    """The files of what was opened that can be fetched now: none that is held back, or was destroyed.

    ``read``: from a permit, an item and its file to how that is read; it asks anew whether it still may be.
    """
    there: list[tuple[Node, Read]] = []
    async with house.database.engine.connect() as tx:
        for permit, node in _with_files(sections):
            with suppress(Refused):
                blob = await blob_of(tx, permit, UUID(node.content["blob"]))
                there.append((node, read(permit, node.item_id, blob)))
    named = file_names((node.item_id, node.content["name"]) for node, _ in there)
    return [
        File(named[one.item_id], one.content["media_type"], bytes_of, one.item_id) for one, bytes_of in there
    ]


def _with_files(sections: Mapping[UUID, tuple[Permit, Outline]]) -> list[tuple[Permit, Node]]:
    return [
        (permit, node)
        for permit, outline in sections.values()
        for node, _ in outline.walk()
        if KINDS[node.kind].file and node.file_state == "clean"
    ]
