"""A letter in somebody's case: told of by e-mail without content, or sent on paper where no mail reaches."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from ipplan.gate.case_parts import parts_in
from ipplan.gate.tokens import Signer
from ipplan.store.accounts import Account, accounts
from ipplan.store.cases import CaseFile
from ipplan.store.letters import post, told_of
from ipplan.store.spaces import Writing
from ipplan.unit.telling import tell


async def tell_of_letter(
    held: Writing, signer: Signer, file: CaseFile, number: int, *, on_paper: bool = False
) -> None:
    """Tell whom it concerns, or who acts for her, of the letter in the event ``number``.

    Who has no part in the case yet, no address for mail, or a protected one gets it by post; ``on_paper``:
    all do.
    """
    parts = await parts_in(held.tx, signer, held.space_id, held.now)
    readers = {one.sub for one in parts if one.role in ("party", "representative")}
    to = (await accounts(held.tx, readers or {file.owner_id})).values()
    mailed = [one for one in to if one.email and not one.protected and one.account_id in readers]
    if file.channel == "paper" or on_paper:
        await _post(held, file, number, to)
    else:
        await _post(held, file, number, [one for one in to if one not in mailed])
    await tell(held, number, *(one.account_id for one in mailed))


def reference_of(space_id: UUID, number: int) -> UUID:
    """What the queue of letters knows an event by."""
    return uuid5(space_id, str(number))


async def _post(held: Writing, file: CaseFile, number: int, to: Iterable[Account]) -> None:
    reference = reference_of(held.space_id, number)
    if reference in await told_of(held.tx, held.space_id, "case"):
        return
    for one in to:
        await post(
            held.tx,
            municipality_id=file.municipality_id,
            space_id=held.space_id,
            account_id=one.account_id,
            kind="case",
            reference=reference,
            until=None,
            now=held.now,
        )


async def tell_readers(held: Writing, signer: Signer, number: int) -> None:
    """Tell whom it concerns, or who acts for her, of what is no letter: by e-mail alone."""
    parts = await parts_in(held.tx, signer, held.space_id, held.now)
    await tell(held, number, *{one.sub for one in parts if one.role in ("party", "representative")})
