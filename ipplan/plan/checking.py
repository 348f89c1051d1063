"""What was found in a file that is held back: written beside it, under the same seal as all content."""

from uuid import UUID, uuid4

from ipplan.permit import Permit
from ipplan.plan.kinds import KINDS
from ipplan.store.database import Tx
from ipplan.store.files import destroy_file
from ipplan.store.items import Item, section_items
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear, put_version

CLEAN, INFECTED = "clean", "infected"
CHECK = KINDS["check"]


async def is_checked(tx: Tx, permit: Permit, item_id: UUID, blob_id: UUID) -> bool:
    """Whether it is written already what was found in an item's file."""
    checks = [
        one
        for one in await section_items(tx, permit, withheld=True)
        if one.clear.parent_id == item_id and one.clear.kind == CHECK.name
    ]
    return any(one.content["of"] == str(blob_id) for one in checks)


async def put_check(held: Writing, permit: Permit, item: Item, blob_id: UUID, result: str) -> None:
    """Write what was found in an item's file; one that is infected is destroyed."""
    clear = Clear(CHECK.name, parent_id=item.item_id)
    content = CHECK.content({"of": str(blob_id), "result": result})
    await put_version(held, permit, uuid4(), clear, content, cause="checked", base=None)
    if result == INFECTED:
        await destroy_file(held, permit, item.item_id, blob_id, INFECTED)
