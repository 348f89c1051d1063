"""Searching what one may see of a plan.

The words are posted: in an address they would stand in logs, and in the history of a shared machine.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.viewer import place_is_secret
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import is_fragment, page, uuid_in
from ipplan.page.week.week import meetings_for
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit
from ipplan.plan.meetings import Meeting
from ipplan.plan.outline import Outline
from ipplan.plan.search import Found, Piece, pieces, search, search_meetings, shown_of, words_of

LONGEST, WORDS_MOST = 200, 10
"""Characters and words of a query."""
STEP, MOST = 20, 200
"""Results on the page at first, with each press for more, and at most."""
NOTHING = N_("Skriv minst ett ord å søke etter.")
TOO_LONG = N_("Søket er for langt. Bruk noen få ord.")


@dataclass(frozen=True)
class Hit:
    """One result as it is shown: where it leads, and its words with those that were asked for marked."""

    found: Found
    path: str
    title: Sequence[Piece]
    excerpt: Sequence[Piece]


@dataclass(frozen=True)
class Results:
    """All of them, those that are shown by their sections."""

    count: int
    meetings: Sequence[tuple[Meeting, Sequence[Piece]]] = ()
    sections: Sequence[tuple[Outline, Sequence[Hit]]] = ()
    more: int = 0
    """How many to show next; 0: there are no more, or no more are shown."""
    left: int = 0


@signed_in
async def show(request: Request) -> Response:
    """Somewhere to write the words."""
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="search")
    return _page(request, visit)


@signed_in
async def find(request: Request) -> Response:
    """What is found by the words."""
    typed = await typed_in(request)
    query = typed.get("words", "").strip()
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="search")
    words = words_of(query[: LONGEST + 1])
    if error := NOTHING if not words else TOO_LONG if len(query) > LONGEST or len(words) > WORDS_MOST else "":
        return _page(request, visit, query, error=error)
    opened = await house.reader.outlines(await visit.open_all())
    meetings = await meetings_for(house, visit)
    return _page(request, visit, query, results_of(visit, opened, meetings, words, _most(typed)))


def results_of(
    visit: Visit,
    opened: Mapping[UUID, tuple[Permit, Outline]],
    meetings: Sequence[Meeting],
    words: tuple[str, ...],
    most: int,
) -> Results:
    """What is found, ``most`` of it to be shown."""
    space_id, there = visit.space.space_id, [one.meeting_id for one in meetings]
    found = search((one for _, one in opened.values()), words, there, visit.company().names)
    called = search_meetings(meetings, words, places=not place_is_secret(visit))
    shown = [(one, pieces(one.newest.words.title, words)) for one in called[:most]]
    hits = [_hit(space_id, one, words) for one in found[: most - len(shown)]]
    count, seen = len(found) + len(called), len(shown) + len(hits)
    more = min(most + STEP, MOST) if seen < count and most < MOST else 0
    return Results(count, shown, _by_section(opened, hits), more, count - seen)


def _by_section(
    opened: Mapping[UUID, tuple[Permit, Outline]], hits: Iterable[Hit]
) -> list[tuple[Outline, Sequence[Hit]]]:
    by: dict[UUID, list[Hit]] = {}
    for one in hits:
        by.setdefault(one.found.outline.section_id, []).append(one)
    return [(outline, by[section]) for section, (_, outline) in opened.items() if section in by]


def _hit(space_id: UUID, found: Found, words: tuple[str, ...]) -> Hit:
    node, plan = found.node, f"/plans/{space_id}"
    place = _place(found)
    anchor = f"live-section-{node.item_id}" if node.kind == "section" else f"item-{node.item_id}"
    title, said = node.content.get("title", ""), shown_of(node, words)
    return Hit(found, f"{plan}{place}#{anchor}", pieces(title, words), pieces(said, words) if said else ())


def _place(found: Found) -> str:
    """The page that shows it: after the plan's own address."""
    apart = found.text.apart
    if found.text.meeting_id:
        return f"/meetings/{found.text.meeting_id}"
    if apart is None:
        return ""
    talk = f"/messages/{found.outline.section_id}/{apart.item_id}"
    return talk if apart.kind == "conversation" else "/diary"


def _most(typed: Mapping[str, str]) -> int:
    wanted = typed.get("most", "")
    if not wanted.isascii() or not wanted.isdecimal() or len(wanted) > 4:
        return STEP
    return max(STEP, min(int(wanted), MOST))


def _page(
    request: Request, visit: Visit, query: str = "", results: Results | None = None, error: str = ""
) -> Response:
    values: dict[str, Any] = {"query": query, "results": results, "error": error}
    status = 422 if error else 200
    if is_fragment(request):
        known = {"space_id": visit.space.space_id, "rules": visit.gate.rules}
        return page(request, "search/_search.html", status, **known, **values)
    return room_page(request, visit, "search", "search/show.html", status, **values)
