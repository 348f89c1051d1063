"""What an archive says besides view.json, and both read strictly into a plan that arrives."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from ipplan.plan.agendas import MEETING
from ipplan.plan.areas import OTHER_AREA
from ipplan.plan.arriving import (
    NOT_CARRIED,
    Arriving,
    ArrivingItem,
    ArrivingMeeting,
    ArrivingSection,
    kinds_known,
)
from ipplan.plan.kinds import KINDS, Kind
from ipplan.plan.meetings import Meeting
from ipplan.plan.origins import Origin

DEEPEST = 40
MOST_ITEMS = 20_000
LONGEST = 20_000
"""Characters of one field."""


class TooNew(ValueError):
    """Something that this edition does not know: another has made it."""


def about(
    people: Mapping[UUID, str],
    areas: Mapping[UUID, str],
    meetings: Sequence[Meeting],
    files: Mapping[UUID, str],
) -> dict[str, Any]:
    """``about.json``: the names behind view.json's ids, the sections' areas, the meetings, the files."""
    return {
        "people": {str(who): name for who, name in sorted(people.items())},
        "areas": {str(section): area for section, area in sorted(areas.items())},
        "meetings": [_told(one) for one in meetings if one.standing is not None],
        "files": {str(item): name for item, name in sorted(files.items())},
    }


def _told(meeting: Meeting) -> dict[str, Any]:
    change = meeting.standing
    assert change is not None, "only what was called is told"
    return {
        "meeting": str(meeting.meeting_id),
        "title": change.words.title,
        "place": change.words.place,
        "starts_at": change.when.starts_at.isoformat(),
        "ends_at": change.when.ends_at.isoformat(),
        "sections": sorted(map(str, change.when.sections)),
        "cancelled": meeting.cancelled,
    }


def arriving(view: Mapping[str, Any], said: Mapping[str, Any], place: str) -> Arriving:
    """The plan that an archive holds. ``place``: the municipality it comes from.

    Raises `TooNew`, or ``KeyError``, ``TypeError``, ``ValueError`` for what has another shape.
    """
    reading = _Reading(view, said, place)
    sections = tuple(reading.section(one) for one in view["sections"])
    ids = frozenset(one.section_id for one in sections)
    meetings = tuple(one for told in said["meetings"] if (one := _meeting(told, ids)))
    if len(ids) != len(sections) or len(reading.seen) != reading.count or reading.seen & ids:
        raise ValueError("an id twice")
    return Arriving(UUID(view["space"]), sections, meetings)


def belonging(
    said: Mapping[str, Any], found: Arriving, parts: Mapping[str, Mapping[str, Any]]
) -> dict[UUID, str]:
    """What the archive's files are called, by the items that they belong to.

    ``parts``: what the manifest says of each, by name. An item whose file could not be fetched when the
    archive was made has none. Raises ``ValueError`` for a file that is no item's, or is another than it says.
    """
    named = {UUID(item): _text(name, 300) for item, name in said.get("files", {}).items()}
    wanted = found.with_files
    if sorted(named.values()) != sorted(parts) or not set(named) <= set(wanted):
        raise ValueError("files")
    for item, name in named.items():
        content, part = wanted[item].content, parts[name]
        if (content["sha256"], content["size"]) != (part["sha256"], str(part["size"])):
            raise ValueError("another file")
    return named


class _Reading:
    """One view being read: whose it is, who is who, and which ids were seen."""

    def __init__(self, view: Mapping[str, Any], said: Mapping[str, Any], place: str) -> None:
        self._owner = view["owner"]
        self._names: Mapping[str, str] = {who: _text(name, 200) for who, name in said["people"].items()}
        self._areas: Mapping[str, str] = said["areas"]
        self._place = _text(place, 200)
        self.seen: set[UUID] = set()
        self.count = 0

    def section(self, one: Mapping[str, Any]) -> ArrivingSection:
        section_id, title = UUID(one["section"]), _text(one["title"], 200)
        items = tuple(self._items(one["items"], None, 1))
        return ArrivingSection(section_id, self._areas.get(one["section"], OTHER_AREA), title, items)

    def _items(self, items: Sequence[Mapping[str, Any]], above: str | None, depth: int) -> list[ArrivingItem]:
        if depth > DEEPEST or self.count > MOST_ITEMS:
            raise ValueError("too much")
        return [self._item(one, above, depth) for one in items if one["kind"] not in NOT_CARRIED]

    def _item(self, one: Mapping[str, Any], above: str | None, depth: int) -> ArrivingItem:
        name, status = one["kind"], one["status"] or ""
        if not kinds_known(name):
            raise TooNew(name)
        kind = KINDS[name]
        if (above not in kind.under) if above else not kind.alone:
            raise ValueError("place")
        if status not in kind.statuses and (status or kind.statuses):
            raise TooNew(status)
        item_id, day = UUID(one["item"]), one["starts_on"]
        self.count += 1
        self.seen.add(item_id)
        return ArrivingItem(
            item_id,
            name,
            status,
            datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) if day else None,
            date.fromisoformat(one["due_on"]) if one["due_on"] else None,
            self._content(one),
            self._origin(one),
            tuple(self._items(one["items"], name, depth + 1)),
            owners=one["responsible"] == self._owner,
            for_owner=self._for_owner(one, kind),
        )

    def _for_owner(self, one: Mapping[str, Any], kind: Kind) -> bool | None:
        """As `ArrivingItem` has it. What might have been for some, and does not say so, is for nobody."""
        audience: list[str] | None = one.get("audience", [] if kind.apart else None)
        if audience is not None and not isinstance(audience, list):
            raise TypeError("audience")
        return None if audience is None else self._owner in audience

    def _content(self, one: Mapping[str, Any]) -> dict[str, str]:
        content, kind = one["content"], KINDS[one["kind"]]
        known = kind.content({name: _text(value, LONGEST) for name, value in content.items()})
        if set(content) - set(known) or not all(_is_choice(kind, *said) for said in known.items()):
            raise TooNew(one["kind"])
        return {**known, MEETING: str(UUID(one["meeting"]))} if kind.name == "agenda" else known

    def _origin(self, one: Mapping[str, Any]) -> Origin:
        """Who wrote it first: what came once before keeps where it came from."""
        came, who = one.get("origin"), one["own_words"] or {}
        responsible = self._names.get(one["responsible"] or "", "")
        if came is not None:
            author, place, before = (_text(came[name], 200) for name in ("author", "place", "responsible"))
            at = datetime.fromisoformat(came["at"]).isoformat()
            return Origin(author, at, place, responsible or before, bool(came["own_words"]))
        author = self._names.get(who.get("written_by") or one["author"], "")
        at = datetime.fromisoformat(one["at"]).isoformat()
        return Origin(author, at, self._place, responsible, bool(who))


def _meeting(told: Mapping[str, Any], sections: frozenset[UUID]) -> ArrivingMeeting | None:
    """One that is about nothing that came along is not there."""
    concerned = frozenset(map(UUID, told["sections"])) & sections
    starts, ends = (datetime.fromisoformat(told[name]) for name in ("starts_at", "ends_at"))
    if starts.tzinfo is None or ends.tzinfo is None or ends < starts:
        raise ValueError("time")
    if not concerned:
        return None
    words = (_text(told["title"], 200), _text(told["place"], 500))
    return ArrivingMeeting(UUID(told["meeting"]), *words, starts, ends, concerned, bool(told["cancelled"]))


def _is_choice(kind: Kind, name: str, value: str) -> bool:
    options = kind.fields[name]["options"]
    return not (options and value) or value in options


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise ValueError("text")
    return value
