"""Invitations: bound to an identity at the first login through them, opened when the coordinator confirms."""

from datetime import datetime

from ipplan.store.accounts import Account, PidKeys
from ipplan.store.database import Tx
from ipplan.store.people import Invitation, change_invitation, invitation_by_token


async def bind_identity(
    tx: Tx, token_hash: bytes, keys: PidKeys, pid: str, account: Account | None, now: datetime
) -> Invitation | None:
    """Bind an invitation to whoever logs in through it first; ``None`` where there is none to bind.

    Nothing is opened by it: an account is made, and takes part, when the coordinator says that it is she.
    """
    found = await invitation_by_token(tx, token_hash, locked=True)
    if found is None or found.expires_at <= now:
        return None
    if found.state == "sent":
        await change_invitation(
            tx,
            found.invitation_id,
            state="bound",
            pid_index=keys.indexed(pid),
            pid_sealed=keys.sealed(pid, token_hash),
            account_id=account.account_id if account else None,
        )
        return found
    return found if found.state == "bound" and found.pid_index == keys.indexed(pid) else None
