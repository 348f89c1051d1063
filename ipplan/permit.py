"""The permit: proof that the gate has checked one person's right to one section at one moment."""

from collections.abc import Callable, Mapping
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, NoReturn, Protocol
from uuid import UUID

PROPOSALS = UUID(int=1)
"""In place of a section: what is proposed of access in a space, and why."""
DECISIONS = UUID(int=2)
"""In place of a section: what was decided in writing of who may not decide herself, and why."""
MEETINGS = UUID(int=7)
"""In place of a section: when and where the people of a space meet, and who is invited."""
SHEETS = UUID(int=3)
"""In place of a section: what was signed on paper, as it was scanned, and who saw it signed."""
INQUIRY = UUID(int=8)
"""In place of a section: what was asked of the coordinating unit, in a case."""
PAPERS = UUID(int=9)
"""In place of a section: the papers of a case that its parties read."""
WORK = UUID(int=10)
"""In place of a section: what the coordinating unit works out in a case."""
KEPT = UUID(int=12)
"""In place of a section: why something is kept from who acts for a child."""
APPOINTMENTS = UUID(int=20)
"""In place of a section: who was asked to coordinate, for whom and how to reach her."""
NO_GRANT = UUID(int=0)
"""In place of a grant, where somebody reads what she has written herself, by her role."""


Audience = tuple[UUID, tuple[UUID, ...]]
"""Of an item that is not for all who may read its section: its author, and who else may."""


class Refused(Exception):
    """The one refusal: what is not there and what you may not see look alike outside.

    ``reason`` is for the log only and never reaches a response.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Access(IntEnum):
    """What a grant allows; each level includes the ones below."""

    READ = 1
    COMMENT = 2
    WRITE = 3

    @property
    def word(self) -> str:
        """The level as tokens and forms write it."""
        return self.name.lower()

    @classmethod
    def named(cls, word: str) -> "Access":
        """The level called ``word``; raises ``KeyError`` for any other word."""
        return cls[word.upper()] if word in ("read", "comment", "write") else _unknown(word)


def _unknown(word: str) -> Access:
    raise KeyError(word)


@dataclass(frozen=True, slots=True)
class ViewClass:
    """All that decides how a section looks to a reader: equal classes are shown the same bytes."""

    access: Access
    decides: bool = False
    """The owner or her representative: may rename, order and close the section itself."""
    withheld: frozenset[UUID] = frozenset()
    language: str = "nb"
    easy: bool = False
    keeps: bool = False
    """Whether she may keep single items of a child's from who acts for the child."""


class Box(Protocol):
    """Seals and opens the content of one section."""

    @property
    def key_id(self) -> UUID: ...
    def seal(self, plain: bytes, bound_to: bytes) -> bytes: ...
    def open(self, key_id: UUID, sealed: bytes, bound_to: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Permit:
    """One person's checked right to one section. Only the gate mints it (``claim_mint``)."""

    space_id: UUID
    section_id: UUID
    account_id: UUID
    on_behalf_of: UUID | None
    """The owner, when a representative acts for her."""
    view: ViewClass
    grant_id: UUID
    expires_at: datetime
    checked_at: datetime
    road: str
    head_seq: int
    """Number of the newest change in the section when it was checked."""
    box: Box = field(repr=False)
    assisted: bool = field(default=False, kw_only=True)
    """Whether the owner's own words are written, by a helper who sits with her: not in her place."""
    audiences: Mapping[UUID, "Audience"] = field(default_factory=dict, hash=False, kw_only=True)
    """Of the section's items that are not for all who may read it: who may, as their rows said."""
    _mark: InitVar[object]
    """Not kept: a permit does not hold what it takes to make another, so ``replace`` makes none."""

    def __post_init__(self, _mark: object) -> None:
        if _mark is not _MARK:
            raise TypeError("only the gate mints permits")

    def __reduce__(self) -> NoReturn:
        # Neither put away for later nor sent elsewhere: a job enters the gate when it runs.
        raise TypeError("a permit is not pickled or copied")

    @property
    def access(self) -> Access:
        return self.view.access

    @property
    def words_of(self) -> UUID:
        """Whose words are typed, also where a helper types them."""
        return self.on_behalf_of if self.assisted and self.on_behalf_of else self.account_id

    @property
    def actor(self) -> tuple[UUID, UUID | None]:
        """Who acts, and for whom."""
        return self.account_id, self.on_behalf_of


_MARK = object()
_claimed: list[str] = []


def claim_mint(room: str) -> Callable[..., Permit]:
    """Hand out the only way to make a permit, once, to the gate; a second claim raises ``RuntimeError``.

    Together with the import contract this keeps any other room from making itself a permit.
    """
    if room != "ipplan.gate.mint" or _claimed:
        raise RuntimeError(f"{room} may not mint permits")
    _claimed.append(room)

    def mint(**fields: Any) -> Permit:
        return Permit(**fields, _mark=_MARK)

    return mint
