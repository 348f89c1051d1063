"""What a kind of item is: its words, its shape, its states, and what may stand under it."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from typing import Any

from ipplan.permit import Access
from ipplan.plan.kinds.asking import chosen


@dataclass(frozen=True)
class Kind:
    """One kind of item: its words, its shape, its states, and what may stand under it."""

    name: str
    word: str
    new: str
    shape: type
    statuses: Mapping[str, str] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    """States in which a passed date is no longer late."""
    under: tuple[str, ...] = ()
    """Kinds that it may stand under; empty: directly in its section only."""
    alone: bool = True
    """Whether it may stand directly in its section."""
    clear: tuple[str, ...] = ()
    """Which of the clear columns its form asks for."""
    needed: tuple[str, ...] = ()
    """Which of those may not stand empty."""
    check: Callable[[Mapping[str, str], date | None], Mapping[str, str]] | None = None
    """From its content and the day on which it starts to what does not fit together: message ids by field."""
    least: Access = Access.WRITE
    """The access with which one writes one's own of it."""
    at_meetings: bool = False
    """Whether it is made in a meeting's room, and is shown there, and not among what the section holds."""
    apart: bool = False
    """Whether it is made and shown in a room of its own, too: a conversation, an entry of a diary."""
    private: bool = False
    """Whether it belongs to its author alone: for whom it is, its history, and when it is closed."""
    areas: tuple[str, ...] = ()
    """The areas in whose sections it is made; empty: in any."""
    own: bool = False
    """Whether its words are its author's alone: nobody else writes in it, and it keeps its place."""
    made: bool = True
    """Whether it is made from a form; else it comes with its section, or by a way of its own."""
    file: bool = False
    """Whether it comes with a file, by doors of their own."""
    told: bool = True
    """Whether people are told of it, among what is new and on paper; else it is there for the house."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What its form calls the clear columns, where that is not what others call them."""

    @property
    def questions(self) -> tuple[Field[Any], ...]:
        """The fields that its form asks for."""
        asked: tuple[Field[Any], ...] = fields(self.shape)
        return tuple(f for f in asked if f.metadata["asked"])

    def question(self, name: str) -> Field[Any]:
        """The field called ``name``."""
        return next(one for one in self.questions if one.name == name)

    @property
    def fields(self) -> Mapping[str, Mapping[str, Any]]:
        """What each of its fields is about, by name."""
        return {one.name: one.metadata for one in fields(self.shape)}

    @property
    def moves(self) -> bool:
        """Whether it can be taken elsewhere: not what is one's own word in a conversation, or came with its
        section."""
        return self.alone and self.made and not self.own and self.name != "section"

    def called(self, values: Mapping[str, str]) -> str:
        """What one without a title is called: what it was chosen to be about, if anything."""
        said = (chosen(one, values.get(one.name, "")) for one in self.questions if one.metadata["required"])
        return next(filter(None, said), self.word)

    @property
    def first_status(self) -> str:
        return next(iter(self.statuses), "")

    def content(self, values: Mapping[str, str]) -> dict[str, str]:
        """``values`` cut down to this kind's fields, with nothing missing."""
        known: tuple[Field[Any], ...] = fields(self.shape)
        return {f.name: values.get(f.name, "" if f.default is MISSING else f.default) for f in known}
