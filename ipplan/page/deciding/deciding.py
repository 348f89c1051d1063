"""Who decides here: the owner's two consents, and who acts for her, on what basis and until when."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.agreeing import disagreements, sign_first
from ipplan.gate.assisting import assistances
from ipplan.gate.attesting import may_attest
from ipplan.gate.consenting import give_consent, may_become, standing_consent, text_shown, withdraw_consent
from ipplan.gate.consents import FIRST
from ipplan.gate.decisions import Decision, ask_for_review, decisions
from ipplan.gate.mandates import Mandate, mandates
from ipplan.gate.papering import end_own_paper, paper_now
from ipplan.gate.records import Act, acts
from ipplan.gate.representing import takes_over
from ipplan.gate.sheets import Attestation, attestations
from ipplan.gate.silence import stop_notices
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.deciding.handover import handover_of
from ipplan.page.deciding.mandates import bases_for
from ipplan.page.deciding.takeover import takeover_of
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.plan.templates import Offered, chosen, offered
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.screen.sight import is_unbegun
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.areas import AREA_NAMES
from ipplan.plan.called import CALLED
from ipplan.store.accounts import named, names
from ipplan.store.database import Tx
from ipplan.store.plan_words import declined as plan_declined
from ipplan.store.plan_words import say

CONCERNED = ("owner", "representative", "coordinator")
KINDS = {kind: CALLED[kind].consent for kind in FIRST} | {
    "sharing": N_("Samtykke til å dele det som står her"),
}
"""What the consents are called."""


@signed_in
async def show(request: Request) -> Response:
    """In plain words, for the owner, who acts for her, and the coordinator. No section is opened for it."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    if visit.standing.role not in CONCERNED:
        raise Refused("not_concerned")
    async with house.database.engine.connect() as tx:
        found = await mandates(tx, visit.gate.signer, visit.space.space_id)
        decided = await _decisions(tx, visit, found)
        waiting, declined = await disagreements(tx, visit.space.space_id)
        signed = await acts(tx, visit) if visit.decides else []
        sheets = await _sheets(tx, visit)
        helped = await assistances(tx, visit.gate.signer, visit.space.space_id)
        paper = paper_now(visit.space, visit.at, visit.gate.signer)
        people = {visit.space.owner_id} | {
            who for one in found for who in (one.representative_id, one.signed_by)
        }
        people |= {one.made_by for one in sheets} | {one.helper_id for one in helped}
        people |= {paper.signed_by, *paper.registrars} if paper else set()
        people |= {one.registered_by for one in signed if one.registered_by}
        no_plan = await plan_declined(tx, visit.space.space_id)
        people |= {no_plan.author_id} if no_plan else set()
        known = await names(tx, people | {one.first.by for one in signed})
    return page(
        request,
        "deciding/show.html",
        visit=visit,
        at=visit.at,
        space_id=visit.space.space_id,
        acting=[one for one in found if one.stands(visit.at)],
        ended=[one for one in found if not one.stands(visit.at)],
        names=known,
        receipts={one.first.record_id for one in signed if one.kind == "mandate"},
        me=visit.actor.account_id,
        may_give=bool(bases_for(visit)),
        rules=visit.gate.rules,
        decisions=decided,
        waiting=waiting,
        declined=declined,
        prepares=visit.standing.role != "coordinator" and takeover_of(visit) is not None,
        hands_over=handover_of(visit) is not None,
        takes_over=takes_over(visit.space, visit.gate.signer, visit.at),
        areas={row.section_id: AREA_NAMES.get(row.area, "") for row in visit.space.sections},
        kinds={kind: KINDS[kind] for kind in (visit.kind, "sharing")},
        texts={kind: text_shown(visit, kind) for kind in KINDS},
        standing={kind: standing_consent(visit, kind) for kind in KINDS},
        last={kind: _last(signed, kind) for kind in KINDS},
        becomes=may_become(visit) if visit.decides and visit.standing.whole else None,
        no_plan=no_plan if may_become(visit) else None,
        sharing_with=_sharing_with(visit),
        paper=paper,
        registrars=named(known, paper.registrars if paper else ()),
        sheets=sheets,
        helped=helped,
        may_attest=may_attest(visit),
        templates=_templates(request, visit),
        typed=await set_aside_for(request),
    )


def _templates(request: Request, visit: Visit) -> list[Offered]:
    """What new rooms may begin from, for who makes them by consenting alone."""
    makes = is_unbegun(visit) or may_become(visit) is not None
    if visit.kind == "expecting" or visit.standing.joint or not (makes and visit.decides):
        return []
    return offered(house_of(request), visit.space.municipality_id, visit.actor.language)


@signed_in
async def paper_ending(request: Request) -> Response:
    """The owner says that she has electronic id: from now on nothing is registered on paper for her."""
    async with writing(request, paused=True) as (held, visit):
        await end_own_paper(held, visit)
    return see_other(f"/plans/{visit.space.space_id}/deciding")


async def _sheets(tx: Tx, visit: Visit) -> list[Attestation]:
    """What was signed on paper; for a coordinator what she has registered, or made to be signed."""
    if not visit.space.attestations and not may_attest(visit):
        return []
    return await attestations(tx, visit, await visit.open_sheets())


@signed_in
async def consent(request: Request) -> Response:
    """Give a consent anew, to the text as it reads now."""
    path, typed = f"/plans/{uuid_in(request, 'plan')}/deciding", await typed_in(request)
    if not is_fresh(request):
        return await ask_anew(request, path, {"template": typed.get("template", "")})
    async with writing(request, paused=True) as (held, visit):
        kind, unbegun = request.path_params["kind"], is_unbegun(visit)
        if not visit.standing.joint:
            template = chosen(house_of(request), visit.space.municipality_id, typed)
            await give_consent(held, visit, kind, template=template, shown=typed.get("shown", ""))
        elif standing_consent(visit, kind) is None:
            await sign_first(held, visit, (), consent=kind)
    # Where there was nothing yet, it begins now: she is led to it.
    begins = unbegun and not visit.standing.joint
    return see_other(f"/plans/{visit.space.space_id}" if begins else path)


@signed_in
async def withdrawal(request: Request) -> Response:
    """Withdraw a consent: at once, on any login."""
    async with writing(request, paused=True) as (held, visit):
        await withdraw_consent(held, visit, request.path_params["kind"])
    return see_other(f"/plans/{visit.space.space_id}/deciding")


@signed_in
async def silence(request: Request) -> Response:
    """Stop every notice, to everybody: at once and for good, on any login."""
    async with writing(request, paused=True) as (held, visit):
        await stop_notices(held, visit)
    return see_other(f"/plans/{visit.space.space_id}/deciding#notices")


@signed_in
async def word(request: Request) -> Response:
    """Say that no plan is wanted now, or take that back: her own word, and it shuts nothing."""
    taken_back = (await typed_in(request)).get("word") == "taken_back"
    async with writing(request) as (held, visit):
        if not visit.decides or may_become(visit) is None:
            raise Refused("no_plan_to_decline")
        by, owner_id = visit.actor.account_id, visit.standing.on_behalf_of
        await say(held, "taken_back" if taken_back else "declined", by=by, on_behalf_of=owner_id)
    return see_other(f"/plans/{visit.space.space_id}/deciding#becoming")


@signed_in
async def review(request: Request) -> Response:
    """Ask that the unit decide anew whether the owner can decide herself."""
    async with writing(request, paused=True) as (held, visit):
        await ask_for_review(held, await visit.open_decisions(), uuid_in(request, "decision"))
    return see_other(f"/plans/{visit.space.space_id}/deciding")


async def _decisions(tx: Tx, visit: Visit, found: list[Mandate]) -> dict[UUID, Decision]:
    """What mandates rest on, for the owner and who acts for her; the coordinator is told that it is so."""
    if visit.is_coordinator or not any(one.decision_id for one in found):
        return {}
    return await decisions(tx, await visit.open_decisions())


def _last(signed: list[Act], kind: str) -> Act | None:
    """What was last signed of a consent: given, or withdrawn."""
    return next((one for one in signed if one.consent and one.consent.claims["kind"] == kind), None)


def _sharing_with(visit: Visit) -> list[str]:
    """Names of those whose grants would stand if the consent to the plan did."""
    granted = {row.participant_id for one in visit.space.people.values() for row in one.grants}
    known = visit.company().names
    return sorted(known[who] for who in granted if who in known)
