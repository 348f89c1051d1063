"""Finding what is written in the sections open to somebody: every word of a query, from its beginning."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from ipplan.plan.agendas import meeting_of
from ipplan.plan.kinds import KINDS
from ipplan.plan.meetings import Meeting
from ipplan.plan.outline import Node, Outline

WORD = re.compile(r"[^\W_]+")
AROUND = 60
"""Characters that are shown on either side of the first word found."""
LIKE = {"ä": "æ", "ö": "ø"}


@dataclass(frozen=True, slots=True)
class Text:
    """An item with what can be found in it: its words, folded, each after a space."""

    node: Node
    meeting_id: UUID | None
    """Of which meeting it is a part."""
    apart: Node | None
    """The conversation, or what else is shown in a room of its own, that it is a part of, or is."""
    title: str
    whole: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``hit``: whether it is a word that was asked for."""

    words: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Found:
    """An item that has all the words."""

    outline: Outline
    text: Text
    titled: int
    """How many of the words stand in its title."""

    @property
    def node(self) -> Node:
        return self.text.node


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query, folded; none where it has no letter and no number."""
    return tuple(dict.fromkeys(_folded_words(query)))


def fold(text: str) -> str:
    """Small letters without accents. æ, ø and å are letters of their own; aa is å, ä is æ, and ö is ø."""
    low = unicodedata.normalize("NFC", text).casefold()
    return (low if low.isascii() else low.translate(BARE)).replace("aa", "å")


def texts_of(outline: Outline) -> tuple[Text, ...]:
    """What can be found in a section; made once for each outline, and gone with it."""
    if not outline.searched:
        outline.searched.append(tuple(_texts(outline)))
    return outline.searched[0]


def search_meetings(meetings: Iterable[Meeting], words: tuple[str, ...], *, places: bool) -> list[Meeting]:
    """The meetings whose title has all the words, the last first. ``places``: or whose place does."""
    wanted = [f" {one}" for one in words]
    found = []
    for meeting in meetings:
        said = meeting.newest.words
        whole = _spaced(f"{said.title} {said.place if places else ''}")
        if wanted and all(one in whole for one in wanted):
            found.append(meeting)
    return found[::-1]


def search(
    opened: Iterable[Outline], words: tuple[str, ...], meetings: Iterable[UUID], names: Mapping[UUID, str]
) -> list[Found]:
    """The best first: those with more of the words in their titles, then the newest.

    ``meetings``: those whose points and lines are there for her. ``names``: of all in the plan, by which a
    responsibility is found, too.
    """
    if not words:
        return []
    there, wanted = frozenset(meetings), [f" {one}" for one in words]
    called = {who: _spaced(name) for who, name in names.items()}
    found = []
    for outline in opened:
        for text in texts_of(outline):
            if (text.meeting_id is None or text.meeting_id in there) and _has(text, wanted, called):
                found.append(Found(outline, text, sum(one in text.title for one in wanted)))
    return sorted(found, key=lambda one: (-one.titled, -one.node.item.seq))


def pieces(text: str, words: tuple[str, ...]) -> list[Piece]:
    """A text with its hits marked, each a whole word; long ones are cut to what stands around the first."""
    text = unicodedata.normalize("NFC", text)
    hits = [one.span() for one in WORD.finditer(text) if fold(one.group()).startswith(words)]
    first = hits[0][0] if hits else 0
    begins, ends = _cut(text, first)
    found = [Piece("… ", hit=False)] if begins else []
    at = begins
    for start, end in hits:
        if start >= ends:
            break
        found += [Piece(text[at:start], hit=False), Piece(text[start:end], hit=True)]
        at = end
    found += [Piece(text[at : max(at, ends)], hit=False)]
    found += [Piece(" …", hit=False)] if max(at, ends) < len(text) else []
    return [one for one in found if one.words]


def shown_of(node: Node, words: tuple[str, ...]) -> str:
    """The one of an item's fields to show beside its title: the first that has a hit, or its first."""
    fields = [value for name, value in _said(node) if name != "title" and value]
    hit = (one for one in fields if any(word.startswith(words) for word in _folded_words(one)))
    return next(hit, fields[0] if fields else "")


def _texts(outline: Outline) -> Iterator[Text]:
    for node in (Node(outline.title_item, ()), *outline.nodes):
        yield from _branch(node, None)
    for agenda in outline.agendas:
        for node in agenda.below:
            yield from _branch(node, meeting_of(agenda.item))
    for node in outline.apart:
        yield from _branch(node, None, node)


def _branch(node: Node, meeting_id: UUID | None, apart: Node | None = None) -> Iterator[Text]:
    said = dict(_said(node))
    if any(said.values()):
        whole = " ".join(value for value in said.values() if value)
        yield Text(node, meeting_id, apart, _spaced(said.get("title", "")), _spaced(whole))
    for below in node.below:
        yield from _branch(below, meeting_id, apart)


def _said(node: Node) -> Iterator[tuple[str, str]]:
    """What people have written in it, field by field."""
    for name, about in KINDS[node.kind].fields.items():
        if about["shown"] and about["widget"] in ("line", "words"):
            yield name, node.content.get(name, "")


def _has(text: Text, wanted: list[str], called: Mapping[UUID, str]) -> bool:
    """Whether an item has all the words; the name of who is asked by it counts among its own."""
    if all(one in text.whole for one in wanted):
        return True
    who = text.node.clear.responsible_id
    name = called.get(who, "") if who else ""
    return bool(name) and all(one in text.whole or one in name for one in wanted)


def _cut(text: str, first: int) -> tuple[int, int]:
    """From where to where a text is shown: whole words."""
    begins = 0 if first <= AROUND else text.rfind(" ", 0, first - AROUND // 2) + 1
    ends = begins + 3 * AROUND
    if ends >= len(text):
        return begins, len(text)
    space = text.rfind(" ", begins + AROUND, ends)
    return begins, space if space > 0 else ends


def _spaced(text: str) -> str:
    return "".join(f" {one}" for one in _folded_words(text))


def _folded_words(text: str) -> list[str]:
    return WORD.findall(fold(text))


def _bare(letter: str) -> str:
    """A letter without its accents; ä and ö as Norwegian has them."""
    low = LIKE.get(letter, letter)
    if low in "æøå":
        return low
    return "".join(one for one in unicodedata.normalize("NFD", low) if not unicodedata.combining(one))


BARE = {code: _bare(chr(code)) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))}
