"""See as …: who decides sees the plan as one participant does, now or on a later day, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.company import Company
from ipplan.gate.facts import Facts
from ipplan.gate.signing import withdrawn_at
from ipplan.gate.standing import Allowed, Denied, Standing
from ipplan.language import N_
from ipplan.live.frames import SECTION
from ipplan.page.house import house_of
from ipplan.page.respond import page, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.forms import read_day
from ipplan.plan.outline import Node, Outline
from ipplan.plan.periods import OSLO, latest
from ipplan.store.people import Participant


@dataclass(frozen=True)
class Reason:
    """Why a section is open to somebody, or not."""

    outline: Outline
    word: str
    """``read``, ``comment``, ``write``; ``none``, ``expired``, ``withdrawn``, ``not_yet``, ``void``."""
    when: datetime | None
    """Until when, since when or from when."""
    withheld: tuple[Node, ...]
    """Single items in it that are hidden from her."""


@signed_in
async def show(request: Request) -> Response:
    """The plan as another sees it, without anything to press; the log marks it as the reader's own."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="see-as")
    if not visit.decides:
        raise Refused("decides")
    person = _person(visit.company(), uuid_in(request, "account"))
    today = visit.at.astimezone(OSLO).date()
    day, error = _day(request.query_params.get("day", ""), today)
    moment = datetime.combine(day, time(12), OSLO) if day else None
    own = await house.reader.outlines(await visit.open_all())
    facts, standing, look = await house.gate.look(
        visit, person.account_id, language=person.account.language, at=moment
    )
    parts: dict[str, str] = {}
    if look is not None:
        view = await house.screens.view(look, await look.open_all(), still=True)
        parts = {one.name: one.html for one in view.fragments}
    async with house.database.engine.connect() as tx:
        gone = await withdrawn_at(tx, visit.space.space_id, person.account_id)
    outlines = [outline for _, outline in own.values()]
    return page(
        request,
        "see_as/show.html",
        422 if error else 200,
        person=person,
        space_id=visit.space.space_id,
        today=today,
        latest=latest(today),
        day=day,
        error=error,
        reasons=[_reason(outline, facts, standing, gone) for outline in outlines],
        parts=parts,
        sections=[html for name, html in parts.items() if name.startswith(SECTION)],
    )


def _person(company: Company, account_id: UUID) -> Participant:
    for one in company.people:
        if one.account_id == account_id and one.role in ("participant", "coordinator"):
            return one
    raise Refused("no_participant")


def _day(typed: str, today: date) -> tuple[date | None, str]:
    """The later day that is asked for, or ``None`` for now; and what is wrong."""
    if not typed:
        return None, ""
    day = read_day(typed)
    if day is None or not today <= day <= latest(today):
        return None, N_("Velg en dato fra i dag av, og høyst tre år fram.")
    return (day, "") if day > today else (None, "")


def _reason(
    outline: Outline, facts: Facts, standing: Standing | Denied, gone: Mapping[UUID, datetime]
) -> Reason:
    section_id = outline.section_id
    if isinstance(standing, Denied):
        return Reason(outline, "void", None, ())
    # What is for others than her was never hers: nobody has hidden it.
    hidden = standing.withheld.get(section_id, frozenset())
    withheld = tuple(node for node, _ in outline.walk() if node.item_id in hidden)
    verdict = standing.sections.get(section_id, Denied("no_grant"))
    if isinstance(verdict, Allowed):
        return Reason(outline, verdict.access.word, verdict.expires_at, withheld)
    row = next((one for one in facts.person.grants if one.section_id == section_id), None)
    if row is None:
        word = "withdrawn" if section_id in gone else "none"
        return Reason(outline, word, gone.get(section_id), withheld)
    if verdict.reason == "expired":
        return Reason(outline, "expired", datetime.fromtimestamp(row.expires_at, OSLO), withheld)
    if verdict.reason == "not_yet":
        return Reason(outline, "not_yet", datetime.fromtimestamp(row.not_before, OSLO), withheld)
    return Reason(outline, "void", None, withheld)
