"""Seals the log: binds new records into the tree and signs its head, within a second of their commit.

One process at a time seals, under a lock. What was committed less than a second ago, or while no worker
runs, is not bound yet: an intruder who deletes a record within that window leaves no trace of it here.
"""

import asyncio
from time import monotonic

import structlog
from joserfc.jwk import OKPKey
from sqlalchemy.exc import SQLAlchemyError

from ipplan.gate.checkpoint import Head, origin_of, read_head, sign_head
from ipplan.gate.keys import Keyring
from ipplan.gate.merkle import Tree, leaf_hash, packed, unpacked
from ipplan.store.database import Database, Tx
from ipplan.store.log_tree import (
    SOURCES,
    HeadRow,
    Record,
    add_head,
    add_leaves,
    newest_head,
    try_lock,
    unbound,
)

log = structlog.get_logger()
EVERY = 0.5
"""Seconds between two looks for new records."""
ROUND = 2_000
"""Records of one source that are bound at once."""
BEHIND = 100_000
"""How far back from the newest number is looked: a number taken early may be committed late."""


class LogBroken(Exception):
    """The tree in the database is not the one that was signed: nothing is built upon it."""


class Sealer:
    """Binds records of all spaces into the installation's one tree."""

    def __init__(self, database: Database, keyring: Keyring, issuer: str) -> None:
        self._database = database
        self._keyring = keyring
        self._origin = origin_of(issuer)
        self._after = dict.fromkeys(SOURCES, 0)
        self._seen: Head | None = None
        self._looked = monotonic()

    async def run(self) -> None:
        """Seal until cancelled. A database that is away, or a broken tree, is told and tried again."""
        while True:
            try:
                while await self.seal():
                    pass
                self._looked = monotonic()
            except (LogBroken, SQLAlchemyError, OSError) as error:
                # What a database says may quote a row.
                reason = str(error) if isinstance(error, LogBroken) else ""
                log.error("log_not_sealed", error=type(error).__name__, reason=reason)
                await asyncio.sleep(5)
            await asyncio.sleep(EVERY)

    @property
    def silent_for(self) -> float:
        """Seconds since all was last found bound, by this process or the one that holds the lock."""
        return monotonic() - self._looked

    async def seal(self) -> int:
        """Bind what is new; returns how many records. Raises `LogBroken`."""
        async with self._database.begin() as tx:
            if not await try_lock(tx):
                return 0
            tree = await self._tree(tx)
            records = await self._new(tx)
            if not records:
                return 0
            hashes = [leaf_hash(record.data or b"") for record in records]
            await add_leaves(tx, tree.size, records, hashes)
            for one in hashes:
                tree.append(one)
            key = _keys(self._keyring)[0]
            head = sign_head(self._origin, tree.size, tree.root(), key)
            await add_head(tx, HeadRow(tree.size, tree.root(), packed(tree.peaks), head.note))
        self._seen = head
        return len(records)

    async def _tree(self, tx: Tx) -> Tree:
        """The tree as the newest head has it: signed by us, and no older than the head we last saw."""
        row = await newest_head(tx)
        if row is None:
            if self._seen is not None:
                raise LogBroken(f"all heads are gone; there was one of {self._seen.size}")
            return Tree()
        head = read_head(row.note, self._origin, known_log_keys(self._keyring))
        try:
            tree = Tree(row.size, unpacked(row.peaks))
        except ValueError:
            raise LogBroken(f"head {row.size}: peaks") from None
        if head is None or (head.size, head.root) != (row.size, tree.root()):
            raise LogBroken(f"head {row.size} is not signed, or not over its tree")
        seen = self._seen
        if seen and row.size <= seen.size and (row.size, head.root) != (seen.size, seen.root):
            raise LogBroken(f"head {row.size} is older than, or differs from, {seen.size}")
        self._seen = head
        return tree

    async def _new(self, tx: Tx) -> list[Record]:
        found: list[Record] = []
        for source in SOURCES:
            records = await unbound(tx, source, self._after[source], ROUND)
            if records and len(records) < ROUND:
                self._after[source] = max(self._after[source], records[-1].record_id - BEHIND)
            found += records
        return found


def known_log_keys(keyring: Keyring) -> list[OKPKey]:
    """The keys that heads are signed with, or were."""
    return _keys(keyring) + [OKPKey.import_key(dict(key)) for key in keyring.retired_keys("log")]


def _keys(keyring: Keyring) -> list[OKPKey]:
    return [key for key in keyring.signing["log"].keys if isinstance(key, OKPKey)]
