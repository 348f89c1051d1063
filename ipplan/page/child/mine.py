"""The child's own page, from when it is heard until it decides: few things, in simple words.

Who helps, what is worked on, what the child is asked; and what it wishes, or does not agree with, which
stands in the plan as its own words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.child.heard import is_heard
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import language_of, page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Access, Permit, Refused
from ipplan.plan import changes
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.plan.periods import OSLO
from ipplan.plan.responsibilities import asked_of
from ipplan.store.outbox import promise
from ipplan.store.people import Participant
from ipplan.store.versions import Clear

WISHES = "about"
"""The area in which own words stand, where the plan has it; else its first section."""
WISH, DISAGREES = N_("Det jeg ønsker"), N_("Jeg er ikke enig")
Opened = Mapping[UUID, tuple[Permit, Outline]]


@dataclass(frozen=True)
class Helper:
    """Somebody who sees some of the plan, and which parts."""

    person: Participant
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """A goal, what is being done for it, and by whom; and what has been done."""

    goal: Node
    doing: tuple[tuple[Node, tuple[str, ...]], ...]
    done: tuple[Node, ...]


@signed_in
async def show(request: Request) -> Response:
    """For the child alone; raises `Refused` for everybody else, and for who is too young or decides."""
    return await _page(request, {}, {})


@signed_in
async def disagreement(request: Request) -> Response:
    """Written into the plan as the child's own words; the coordinator is told that there is something."""
    typed = await typed_in(request)
    clear = Clear("text", status="")
    async with writing(request) as (held, visit):
        _check(visit)
        house = house_of(request)
        section_id = _home(visit, await house.reader.outlines(visit.permits()))
        permit = await visit.open(section_id, Access.WRITE)
        title = house.render.words(language_of(request), DISAGREES)
        filled = fill(KINDS["text"], {"title": title, "body": typed.get("body", "")}, clear, {})
        if not filled.errors:
            item_id = uuid4()
            await changes.create(held, permit, item_id, KINDS["text"], None, filled)
            ids = {"space_id": str(held.space_id), "item_id": str(item_id)}
            await promise(held.tx, "send_disagreement", at=held.now.isoformat(), **ids)
    if filled.errors:
        return await _page(request, typed, filled.errors, 422)
    return see_other(f"/plans/{visit.space.space_id}/mine#own")


def _check(visit: Visit) -> None:
    if not is_heard(visit):
        raise Refused("not_heard")


async def _page(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    _check(visit)
    opened = await house.reader.outlines(await visit.open_all())
    today, rules = visit.at.astimezone(OSLO).date(), visit.gate.rules
    mine, company = visit.actor.account_id, visit.company()
    home = _home(visit, opened)
    acting = [
        one for one in company.people if (s := company.standings.get(one.account_id)) and s.on_behalf_of
    ]
    return page(
        request,
        "mine/show.html",
        status,
        space_id=visit.space.space_id,
        first_name=company.names[mine].split()[0],
        paused=visit.standing.paused,
        asked=[one for pair in opened.values() for one in asked_of({mine}, *pair, today)],
        work=_work(opened, company.names),
        helpers=_helpers(visit, opened, {one.account_id for one in acting}),
        acting=acting,
        age=rules.own_decision_from.value,
        own=[
            (outline, node) for _, outline in opened.values() for node in outline.nodes if _is_own(node, mine)
        ],
        room=f"/plans/{visit.space.space_id}/sections/{home}",
        wish=WISH,
        keeps=visit.keeps(home),
        typed=typed,
        errors=errors,
    )


def _home(visit: Visit, opened: Opened) -> UUID:
    """Where the child's own words stand."""
    about = next((row.section_id for row in visit.space.sections if row.area == WISHES), None)
    if about is not None and about in opened:
        return about
    if not opened:
        raise Refused("no_section")
    return next(iter(opened))


def _is_own(node: Node, mine: UUID) -> bool:
    return node.kind == "text" and node.item.created_by == mine


def _work(opened: Opened, names: Mapping[UUID, str]) -> list[Work]:
    """What is worked on, or has been reached: goals that stand still are not here."""
    nodes = [node for _, outline in opened.values() for node, _ in outline.walk() if node.kind == "goal"]
    found = [_work_on(goal, names) for goal in nodes if goal.clear.status in ("active", "reached")]
    return sorted(found, key=lambda one: one.goal.clear.status != "active")


def _work_on(goal: Node, names: Mapping[UUID, str]) -> Work:
    actions = goal.of("action")
    return Work(
        goal,
        tuple((one, _doers(one, names)) for one in actions if one.clear.status not in KINDS["action"].ended),
        tuple(one for one in actions if one.clear.status == "done"),
    )


def _doers(action: Node, names: Mapping[UUID, str]) -> tuple[str, ...]:
    """Who has said yes to it."""
    duties: Sequence[Node] = action.of("responsibility")
    who = [one.clear.responsible_id for one in duties if one.clear.status in ("accepted", "done")]
    return tuple(names[one] for one in who if one is not None and one in names)


def _helpers(visit: Visit, opened: Opened, acting: set[UUID]) -> list[Helper]:
    company, found = visit.company(), []
    for one in company.sharing(opened, visit.actor.account_id):
        if one.account_id not in acting:
            standing = company.standings[one.account_id]
            parts = [outline.title for section, (_, outline) in opened.items() if standing.may(section)]
            found.append(Helper(one, tuple(parts)))
    return found
