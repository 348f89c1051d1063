"""The form by which a decision becomes an action: what can be chosen in it, and what was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from starlette.requests import Request

from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.permit import Access, Permit
from ipplan.plan.decided import Here, Wanted, open_goals
from ipplan.plan.forms import read_day
from ipplan.plan.outline import Node, Outline
from ipplan.plan.periods import OSLO
from ipplan.plan.points import ABOUT
from ipplan.store.database import Tx
from ipplan.store.items import Item, lineage
from ipplan.store.people import Participant

LONGEST = 200
NEW = "new"


@dataclass(frozen=True)
class Choice:
    """What can be chosen: goals by section, a new one here, and who may see at least one of them."""

    goals: Sequence[tuple[Outline, Sequence[Node]]] = ()
    permits: Mapping[UUID, Permit] = field(default_factory=dict)
    new_in: Outline | None = None
    people: Sequence[Participant] = ()


@dataclass(frozen=True)
class Form:
    """The form, and what it is on."""

    visit: Visit
    here: Here
    item: Item
    typed: Mapping[str, str]
    choice: Choice = Choice()
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def slot(self) -> str:
        """Id of the element that it takes the place of."""
        return f"decide-{self.item.item_id}"

    @property
    def writes_line(self) -> bool:
        """Whether the line is written with it."""
        return self.item.clear.kind == "point"

    @property
    def room(self) -> str:
        return f"/plans/{self.here.permit.space_id}/meetings/{self.here.meeting.meeting_id}"

    @property
    def path(self) -> str:
        return f"{self.room}/points/{self.here.permit.section_id}/{self.item.item_id}/decision"

    @property
    def today(self) -> date:
        return self.visit.at.astimezone(OSLO).date()


async def choice_of(request: Request, visit: Visit, permit: Permit) -> Choice:
    """What she may choose: all goals where she writes, in the plan's order."""
    open_to = [row.section_id for row in visit.open_sections() if visit.may(row.section_id, Access.WRITE)]
    permits = {one: await visit.open(one, Access.WRITE) for one in sorted(open_to)}
    outlines = [one for _, one in (await house_of(request).reader.outlines(permits.values())).values()]
    goals = tuple((one, nodes) for one in outlines if (nodes := tuple(open_goals(one))))
    new_in = next((one for one in outlines if one.section_id == permit.section_id), None)
    sections = {one.section_id for one, _ in goals} | ({new_in.section_id} if new_in else set())
    company = visit.company()
    able = {who.account_id for section in sections for who in company.readers_of(section)}
    people = tuple(one for one in company.people if one.account_id in able)
    return Choice(goals, permits, new_in, people)


def about(item: Item, choice: Choice) -> str:
    """The goal that a point is about, or that what it is about stands under."""
    about = item.content.get(ABOUT)
    for outline, nodes in choice.goals:
        for node in nodes:
            if about in {str(node.item_id), *(str(one.item_id) for one in node.of("action"))}:
                return f"{outline.section_id}/{node.item_id}"
    return ""


def short(words: str) -> str:
    """As much of a line's words as an action's title takes, in whole words."""
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else words[:LONGEST].rpartition(" ")[0] or words[:LONGEST]


async def read(tx: Tx, form: Form, ids: Mapping[str, UUID]) -> tuple[Wanted, Permit] | Mapping[str, str]:
    """What is to be made, and the permit to where; or what is wrong, by field."""
    errors: dict[str, str] = {}
    there, goal, new_goal = _under(form.typed, form.choice, ids["goal"], errors)
    what, due = _what(form.typed, errors), _due(form, errors)
    who = await _who(tx, form, there, None if form.typed["under"] == NEW else goal, errors)
    if errors or there is None or goal is None or who is None or due is None:
        return errors
    return Wanted(ids["line"], ids["action"], ids["duty"], goal, new_goal, what, who, due), there


def _what(typed: Mapping[str, str], errors: dict[str, str]) -> str:
    what = " ".join(typed["what"].split())
    if not what:
        errors["what"] = N_("Skriv hva som skal gjøres.")
    elif len(what) > LONGEST:
        errors["what"] = N_("Teksten er for lang. Gjør den kortere.")
    return what


def _due(form: Form, errors: dict[str, str]) -> date | None:
    due = read_day(form.typed["due_on"].strip())
    if due is None:
        errors["due_on"] = N_("Skriv datoen som dag.måned.år, for eksempel 31.12.2027.")
    elif due < form.today:
        errors["due_on"] = N_("Velg en dag som ikke er passert.")
    return due


def _under(
    typed: Mapping[str, str], choice: Choice, new_id: UUID, errors: dict[str, str]
) -> tuple[Permit | None, UUID | None, str]:
    """Under which goal: its section's permit, its id, and what it is called if it is made now."""
    under, title = typed["under"], " ".join(typed["new_goal"].split())
    if under == NEW and choice.new_in is not None:
        if not title:
            errors["new_goal"] = N_("Skriv hva målet er.")
        elif len(title) > LONGEST:
            errors["new_goal"] = N_("Teksten er for lang. Gjør den kortere.")
        return choice.permits[choice.new_in.section_id], new_id, title
    for outline, nodes in choice.goals:
        for node in nodes:
            if under == f"{outline.section_id}/{node.item_id}":
                return choice.permits[outline.section_id], node.item_id, ""
    errors["under"] = N_("Velg hvilket mål det hører til.")
    return None, None, ""


async def _who(
    tx: Tx, form: Form, there: Permit | None, goal: UUID | None, errors: dict[str, str]
) -> UUID | None:
    """Who is asked: somebody who may read the goal, and from whom it is not withheld."""
    company = form.visit.company()
    chosen = next((one for one in company.people if str(one.account_id) == form.typed["who"]), None)
    if chosen is None:
        errors["who"] = N_("Velg hvem som skal gjøre det.")
        return None
    if there is None:
        return chosen.account_id
    among = {item.item_id for item in await lineage(tx, there, goal)} if goal else set()
    if chosen.account_id not in {one.account_id for one in company.readers_of(there.section_id, among)}:
        errors["who"] = N_("Denne personen ser ikke målet. Velg en annen person, eller et annet mål.")
    return chosen.account_id
