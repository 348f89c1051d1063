"""Letters that tell an owner without electronic id what was registered for her."""

from datetime import datetime
from uuid import UUID

from ipplan.gate.facts import SpaceFacts
from ipplan.gate.records import acts_in
from ipplan.gate.resting import is_silent
from ipplan.gate.tokens import Signer
from ipplan.store.letters import post, told_of
from ipplan.store.spaces import Writing


async def receipts_by_post(held: Writing, signer: Signer, space: SpaceFacts, attestation_id: UUID) -> None:
    """A receipt by post of each act that was registered from a sheet of paper, once each."""
    told = await told_of(held.tx, held.space_id, "receipt")
    for act in await acts_in(held.tx, held.space_id, signer):
        if act.attested == attestation_id and act.receipt_id not in told:
            await tell_by_post(held, signer, space, "receipt", act.receipt_id)


async def tell_by_post(
    held: Writing,
    signer: Signer,
    space: SpaceFacts,
    kind: str,
    reference: UUID,
    until: datetime | None = None,
) -> None:
    """A letter for the owner; ``until``: when what it tells of ends. None where notices are stopped."""
    if is_silent(space, signer):
        return
    await post(
        held.tx,
        municipality_id=space.municipality_id,
        space_id=held.space_id,
        account_id=space.owner_id,
        kind=kind,
        reference=reference,
        until=until,
        now=held.now,
    )
