"""The audit: does the database still say what it said when it was sealed and signed?

Each misfit is a line in words, the first record that does not fit first. Nothing is mended here.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from ipplan.gate.checkpoint import Head, notes_in, origin_of, read_head
from ipplan.gate.holdings import audit_holdings
from ipplan.gate.keys import Keyring
from ipplan.gate.merkle import Tree, leaf_hash
from ipplan.gate.sealer import known_log_keys
from ipplan.gate.tokens import Signer
from ipplan.gate.words_gone import audit_events, audit_versions
from ipplan.store.database import Database
from ipplan.store.log_tree import SOURCES, HeadRow, Leaf, Record, all_heads, leaves, one_snapshot, unsealed

WORDS = {"access": "linje {} i innsynsloggen", "change": "endringspost {}"}
MOST = 20
"""Misfits of the tree that are named; the first is what matters."""


@dataclass(frozen=True)
class Report:
    """What an audit found: no misfit, or the first and those after it."""

    misfits: tuple[str, ...]
    size: int
    """Leaves in the tree."""
    newest: str
    """The newest signed head, to be kept elsewhere."""
    heads: int
    """How many heads kept elsewhere were compared."""


async def audit(database: Database, keyring: Keyring, issuer: str, kept: str = "") -> Report:
    """Verify the log's tree against its heads and those ``kept`` elsewhere, and what everybody holds."""
    keys, origin = known_log_keys(keyring), origin_of(issuer)
    outside = [(note, read_head(note, origin, keys)) for note in notes_in(kept)]
    misfits = [
        f"Et hode i fila er ikke signert av oss: {note[:80]!r}" for note, head in outside if head is None
    ]
    async with database.engine.connect() as tx:
        await one_snapshot(tx)
        rows = await all_heads(tx)
        own = [read_head(row.note, origin, keys) for row in rows]
        misfits += list(_forged(rows, own))
        walk = Walk([head for head in own if head], [head for _, head in outside if head])
        await walk.over(leaves(tx))
        misfits += walk.misfits
        for source in SOURCES:
            misfits += [
                f"{_named(one).capitalize()} er ikke bundet: den er føyd til, eller ingen har forseglet"
                for one in await unsealed(tx, source, MOST)
            ]
        misfits += await audit_holdings(tx, keyring, Signer(keyring, issuer))
        misfits += await audit_versions(tx, MOST)
        misfits += await audit_events(tx, MOST)
    newest = rows[-1].note if rows else ""
    return Report(tuple(misfits), walk.tree.size, newest, len(walk.outside))


def _forged(rows: Sequence[HeadRow], heads: Sequence[Head | None]) -> Iterable[str]:
    for row, head in zip(rows, heads, strict=True):
        if head is None or (head.size, head.root) != (row.size, row.root):
            yield f"Hodet for {row.size} blader i databasen er ikke signert av oss"


class Walk:
    """Goes through the leaves once, compares each with its record and the tree with every head."""

    def __init__(self, own: Sequence[Head], outside: Sequence[Head]) -> None:
        self.tree = Tree()
        self.misfits: list[str] = []
        self.outside = outside
        self._due = sorted(
            [(head.size, head.root, "i databasen") for head in own]
            + [(head.size, head.root, "som er tatt vare på") for head in outside],
            key=lambda due: due[0],
            reverse=True,
        )
        self._signed = max((head.size for head in own), default=0)
        self._last = "begynnelsen"
        self._since = ""
        """The first record after the last head that fitted."""

    async def over(self, found: AsyncIterator[Leaf]) -> None:
        """Walk to the end, and say what the heads know of and the tree has not."""
        self._compare()
        async for leaf in found:
            while leaf.index > self.tree.size and len(self.misfits) < MOST:
                self._tell(f"Blad {self.tree.size} i loggen er slettet (det etter {self._last})")
                self.tree.append(b"")
                self._compare()
            self._leaf(leaf)
            self._compare()
        if self.tree.size > self._signed:
            self._tell(f"Fra blad {self._signed} av er loggen ikke signert: {self._since}")
        if self._due:
            size, _, where = self._due[0]
            self._tell(
                f"Loggen er kuttet: hodet {where} har {size} blader, her er {self.tree.size}."
                f" Den første som mangler, er blad {self.tree.size}"
            )

    def _leaf(self, leaf: Leaf) -> None:
        record = leaf.record
        self._last = _named(record)
        self._since = self._since or self._last
        if record.data is None:
            self._tell(f"{_named(record)} er slettet (blad {leaf.index})")
        elif leaf_hash(record.data) != leaf.hash:
            self._tell(f"{_named(record)} er endret (blad {leaf.index})")
        self.tree.append(leaf.hash)

    def _compare(self) -> None:
        """Compare with the heads of this size; after one that does not fit, none can."""
        while self._due and self._due[-1][0] <= self.tree.size:
            size, root, where = self._due.pop()
            if size < self.tree.size or root != self.tree.root():
                first = self._since or "begynnelsen"
                self._tell(
                    f"Hodet {where} for {size} blader passer ikke. Den første det kan gjelde, er {first}"
                )
                self._due = [due for due in self._due if due[2] != where]
            else:
                self._since = ""

    def _tell(self, misfit: str) -> None:
        if len(self.misfits) < MOST:
            self.misfits.append(misfit[:1].upper() + misfit[1:])


def _named(record: Record) -> str:
    return WORDS[record.source].format(record.record_id)
