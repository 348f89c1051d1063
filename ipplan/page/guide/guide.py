"""The guided start. It is offered once, on the front page; who comes by a link goes where the link goes."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.visit import Visit
from ipplan.language import languages, plain
from ipplan.page.case.mine import cards_of
from ipplan.page.guide.sight import seen_by
from ipplan.page.guide.steps import Guided, guided_of
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import language_of, page, see_other
from ipplan.page.settings import QUESTIONS, WORDS
from ipplan.page.who import Who, signed_in, who_of
from ipplan.store.case_drafts import kept_inquiries
from ipplan.store.first_use import OUTCOMES, note_ended, note_offered
from ipplan.store.preferences import Preferences

PATH = "/guide"
ASKED = ("reading", "text_size")
"""Which of the settings are asked for at once; the others stand on their own page."""


@signed_in
async def show(request: Request) -> Response:
    """One step; the first where none of hers is named."""
    house, who = house_of(request), who_of(request)
    guided = await guided_of(house, who)
    steps, named = guided.steps, request.query_params.get("step", "")
    number = steps.index(named) if named in steps else 0
    return page(
        request,
        f"guide/{steps[number]}.html",
        guided=guided,
        number=number + 1,
        count=len(steps),
        before=steps[number - 1] if number else "",
        after=steps[number + 1] if number + 1 < len(steps) else "",
        owner=_owner(guided.visit),
        plan=f"/plans/{guided.visit.space.space_id}" if guided.visit else "",
        **await _of_step(request, house, who, guided, steps[number]),
    )


@signed_in
async def end(request: Request) -> Response:
    """Gone through, or not wanted: it is kept, and the front page is as it always will be."""
    house, typed = house_of(request), await typed_in(request)
    outcome = typed.get("outcome", "")
    async with house.database.begin() as tx:
        chosen = outcome if outcome in OUTCOMES else "skipped"
        await note_ended(tx, who_of(request).account_id, chosen, house.clock.now())
    return see_other("/")


async def lead(house: House, who: Who) -> Response:
    """Somebody's first time on the front page: this comes before it, once, where nothing waits for her."""
    async with house.database.begin() as tx:
        await note_offered(tx, who.account_id, house.clock.now())
    return see_other(PATH)


def _owner(visit: Visit | None) -> str:
    return visit.company().names.get(visit.space.owner_id, "").split(" ")[0] if visit else ""


async def _of_step(request: Request, house: House, who: Who, guided: Guided, step: str) -> dict[str, Any]:
    """What one step shows besides its words."""
    if step == "reading":
        return _reading(request, who)
    if step == "case":
        return await _cases(house, who)
    if step == "sight" and guided.visit:
        return {"people": seen_by(guided.visit)}
    if step == "matters" and guided.visit and guided.about:
        return {"about": guided.about, "written": await _written(house, guided.visit, guided)}
    return {}


def _reading(request: Request, who: Who) -> dict[str, Any]:
    preferences: Preferences = who.session.preferences
    chosen = {name: getattr(preferences, name) for name in ASKED} | {"language": plain(language_of(request))}
    asked = {"language": languages(), **{name: WORDS[name] for name in ASKED}}
    return {"chosen": chosen, "asked": asked, "questions": QUESTIONS}


async def _cases(house: House, who: Who) -> dict[str, Any]:
    async with house.database.engine.connect() as tx:
        cards = await cards_of(house, tx, who.account_id)
        drafts = await kept_inquiries(tx, house.keyring.secrets["session"], who.account_id)
    return {"cards": cards, "drafts": [draft_id for draft_id, _, _ in drafts]}


async def _written(house: House, visit: Visit, guided: Guided) -> list[str]:
    """What stands there of what matters, in the owner's words."""
    assert guided.about is not None
    found = await house.reader.outlines([await visit.open(guided.about)])
    return [
        node.content["body"]
        for _, outline in found.values()
        for node, _ in outline.walk()
        if node.kind == "important"
    ]
