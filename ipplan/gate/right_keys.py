"""Are these the keys of this database? Asked when a process starts, of a few rows each."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select, text

from ipplan.gate.keys import Keyring, KeysWrong
from ipplan.gate.rotation import kid_of
from ipplan.gate.tokens import Invalid, Signer
from ipplan.store import seal
from ipplan.store.database import Database, Tx
from ipplan.store.tables import account, space_key

SAMPLE = 20
"""One row may have been edited: wrong is a key that fits none of several."""


async def check_keys(database: Database, keyring: Keyring, signer: Signer) -> None:
    """Raises `KeysWrong` naming every key that is missing for, or does not fit, what the database holds."""
    async with database.engine.connect() as tx:
        wrong = [
            *await _masters(tx, keyring),
            *await _signing(tx, keyring, signer),
            *await _pids(tx, keyring),
        ]
    if wrong:
        raise KeysWrong(f"Nøklene hører ikke til denne databasen: {'; '.join(wrong)}")


async def _masters(tx: Tx, keyring: Keyring) -> list[str]:
    wrong = []
    query = select(space_key.c.master_id, func.count()).group_by(space_key.c.master_id)
    for master_id, count in (await tx.execute(query)).all():
        master = keyring.masters.get(master_id)
        if master is None:
            wrong.append(f"master/{master_id}.key mangler ({count} rom er pakket med den)")
            continue
        some = select(space_key).where(space_key.c.master_id == master_id).limit(SAMPLE)
        if not _any_opens(master, await tx.execute(some)):
            wrong.append(f"master/{master_id}.key åpner ingen rom")
    return wrong


def _any_opens(master: bytes, rows: Iterable[Any]) -> bool:
    for row in rows:
        try:
            seal.unwrap_space_key(master, row.space_id, row.wrapped)
        except seal.SealBroken:
            continue
        return True
    return False


async def _signing(tx: Tx, keyring: Keyring, signer: Signer) -> list[str]:
    read = {
        "grant": ("access_grant", signer.grant),
        "mandate": ("mandate", signer.mandate),
        "state": ("access_state", signer.state),
        "consent": ("consent", signer.consent),
    }
    wrong = []
    for purpose, (table, reader) in read.items():
        rows = await tx.execute(text(f"SELECT token FROM {table} LIMIT {SAMPLE}"))  # noqa: S608 (names from above)
        retired = keyring.retired(purpose)
        tokens = [token for token in rows.scalars() if kid_of(token.partition(".")[0]) not in retired]
        if tokens and all(isinstance(reader(token), Invalid) for token in tokens):
            wrong.append(f"signing/{purpose}.jwks har ikke signert noe av det som ligger der")
    return wrong


async def _pids(tx: Tx, keyring: Keyring) -> list[str]:
    columns = (account.c.account_id, account.c.pid_sealed, account.c.pid_index)
    query = select(*columns).where(account.c.pid_sealed.is_not(None)).limit(SAMPLE)
    rows = (await tx.execute(query)).all()
    keys = keyring.pids
    opened = []
    for account_id, sealed, index in rows:
        try:
            opened.append(keys.indexed(keys.opened(sealed, account_id.bytes)) == index)
        except seal.SealBroken:
            continue
    if rows and not opened:
        return ["secret/pid.key åpner ingen fødselsnumre"]
    if rows and not any(opened):
        return ["secret/pid-index.key passer ikke til fødselsnumrene"]
    return []
