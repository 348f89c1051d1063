"""What clients know of what they sent, and what must therefore be stored."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID


@dataclass(eq=False)
class Sent:
    """One text that was sent to become a version of an item, perhaps several times."""

    item: UUID
    text: str
    acknowledged: bool = False
    lost: int = 0
    """How often nobody answered, or the answer was that it went wrong: it may be stored, or not."""


@dataclass(frozen=True)
class Stored:
    """One version as it stands in the database."""

    version: UUID
    number: int
    base: UUID | None
    text: str


@dataclass
class Ledger:
    """Everything that was sent, in order; each item has one writer, who sends one text after the other."""

    sent: list[Sent] = field(default_factory=list)

    def send(self, item: UUID, text: str) -> Sent:
        self.sent.append(Sent(item, text))
        return self.sent[-1]

    def items(self) -> dict[UUID, list[Sent]]:
        found: dict[UUID, list[Sent]] = {}
        for one in self.sent:
            found.setdefault(one.item, []).append(one)
        return found


def misfits(sent: Sequence[Sent], stored: Sequence[Stored]) -> list[str]:
    """What is wrong with an item's versions, the oldest first, by what its writer knows of them."""
    texts = [one.text for one in stored]
    wrong = [f"lost: {one.text}" for one in sent if one.acknowledged and one.text not in texts]
    wrong += [f"doubled: {text}" for text, times in Counter(texts).items() if times > 1]
    wrong += [f"never sent: {text}" for text in texts if text not in {one.text for one in sent}]
    if not wrong and texts != [one.text for one in sent if one.text in texts]:
        wrong.append(f"out of order: {texts}")
    if [one.number for one in stored] != list(range(1, len(stored) + 1)):
        wrong.append(f"numbered {[one.number for one in stored]}")
    if stored and stored[0].base is not None:
        wrong.append("the first version is made from another")
    wrong += [
        f"version {later.number} is not made from the one before it"
        for earlier, later in pairwise(stored)
        if later.base != earlier.version
    ]
    return wrong
