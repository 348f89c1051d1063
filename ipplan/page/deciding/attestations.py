"""Consent on paper: the coordinator makes the sheet, prints it, and registers what was signed on it."""

import asyncio
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.attesting import may_attest, print_sheet, register
from ipplan.gate.papering import paper_now
from ipplan.gate.posting import receipts_by_post
from ipplan.gate.sheets import Attestation, Terms, one_attestation, scan_of
from ipplan.gate.signing import BadWish
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.letter.paper import pdf
from ipplan.letter.sheet import GIVES, TAKES, TITLE, Named, sheet_parts, told_by
from ipplan.page.access.areas import areas_of
from ipplan.page.deciding.deciding import KINDS as CONSENT_NAMES
from ipplan.page.deciding.sheet_forms import people_of, read_terms, scan_sheet
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.request.uploads import ENDINGS, sent_in
from ipplan.page.respond import language_of, page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit, Refused
from ipplan.plan.areas import AREA_NAMES
from ipplan.plan.periods import OSLO, PERIODS
from ipplan.store.accounts import accounts, names

KEEP = "keep"
TOO_LATE = N_("Arket kan ikke registreres lenger. Lag et nytt ark.")


@signed_in
async def new(request: Request) -> Response:
    """First step: what the sheet shall say. Sections have the template's names."""
    return await _form(request, await _enter(request), {}, {})


@signed_in
async def create(request: Request) -> Response:
    """Make the sheet; nothing is opened or taken away by it."""
    typed, visit = await typed_in(request), await _enter(request)
    async with house_of(request).database.engine.connect() as tx:
        owner = (await accounts(tx, [visit.space.owner_id]))[visit.space.owner_id]
    terms, errors = read_terms(visit, typed, owner.language)
    if errors:
        return await _form(request, visit, typed, errors, 422)
    try:
        async with writing(request, paused=True) as (held, within):
            made = await print_sheet(held, within, await within.open_sheets(), terms)
    except BadWish:
        errors = {"": N_("Samtykket til å ha en plan er trukket tilbake. Da må arket gi det på nytt.")}
        return await _form(request, visit, typed, errors, 422)
    return see_other(f"/plans/{visit.space.space_id}/attestations/{made}")


@signed_in
async def show(request: Request) -> Response:
    """A sheet: to be printed and registered; or as it was registered, with the witness."""
    return await _page(request, await set_aside_for(request), {})


@signed_in
async def as_pdf(request: Request) -> Response:
    """The sheet to sign, as a PDF: in the language of who is to sign it."""
    visit, found, _ = await _found(request)
    language, house = found.terms.language, house_of(request)
    named = await _named(request, visit, found.terms)
    made = await asyncio.to_thread(
        pdf,
        house.settings.web / "templates",
        title=house.render.words(language, TITLE),
        language=language,
        parts=sheet_parts(found.terms, named, language),
        data=None,
    )
    return _file(made, "application/pdf", f"samtykke-{found.attestation_id}.pdf")


@signed_in
async def registration(request: Request) -> Response:
    """Second step: register the sheet that was signed, with its witness and its scan."""
    await _enter(request)
    sent = await sent_in(request)
    visit, found, _ = await _found(request)
    scan, errors = scan_sheet(visit, sent.typed, sent.data)
    if scan is None:
        return await _page(request, sent.typed, errors, 422)
    path = f"/plans/{visit.space.space_id}/attestations/{found.attestation_id}"
    if not is_fresh(request):
        return await ask_anew(request, path, sent.typed)
    try:
        async with writing(request, paused=True) as (held, within):
            await register(held, within, await within.open_sheets(), found.attestation_id, scan)
            await receipts_by_post(held, visit.gate.signer, within.space, found.attestation_id)
    except BadWish:
        return await _page(request, sent.typed, {"": TOO_LATE}, 422)
    return see_other(path)


@signed_in
async def sheet(request: Request) -> Response:
    """The sheet as it was scanned: for the owner, who acts for her, and who registered it."""
    visit, found, permit = await _found(request)
    async with house_of(request).database.engine.connect() as tx:
        scan = await scan_of(tx, visit, permit, found.attestation_id)
    return _file(scan.data, scan.media_type, f"ark-{found.attestation_id}.{ENDINGS[scan.media_type]}")


async def _enter(request: Request) -> Visit:
    """As a coordinator who may register what is on paper; raises `Refused`."""
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    if not may_attest(visit):
        raise Refused("not_on_paper")
    return visit


async def _found(request: Request) -> tuple[Visit, Attestation, Permit]:
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    permit = await visit.open_sheets()
    async with house_of(request).database.engine.connect() as tx:
        return visit, await one_attestation(tx, visit, permit, uuid_in(request, "attestation")), permit


async def _named(request: Request, visit: Visit, terms: Terms) -> Named:
    owner_id = visit.space.owner_id
    async with house_of(request).database.engine.connect() as tx:
        known = await names(tx, {owner_id} | {wish.participant_id for wish in terms.wishes})
    areas = {row.section_id: AREA_NAMES.get(row.area, "") for row in visit.space.sections}
    return Named(known.get(owner_id, ""), known, areas, visit.kind)


async def _page(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    visit, found, permit = await _found(request)
    named, language = await _named(request, visit, found.terms), language_of(request)
    async with house_of(request).database.engine.connect() as tx:
        known = await names(tx, [found.made_by])
        scan = None
        if found.state != "printed":
            scan = await scan_of(tx, visit, permit, found.attestation_id)
    return page(
        request,
        "attestations/show.html",
        status,
        visit=visit,
        found=found,
        named=named,
        lines=told_by(found.terms, named, language),
        gives=GIVES,
        takes=TAKES,
        made_by=known.get(found.made_by, ""),
        scan=scan,
        own=found.made_by == visit.actor.account_id,
        may=may_attest(visit),
        today=visit.at.astimezone(OSLO).date(),
        typed=typed,
        errors=errors,
        space_id=visit.space.space_id,
    )


async def _form(
    request: Request, visit: Visit, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    return page(
        request,
        "attestations/new.html",
        status,
        visit=visit,
        owner=visit.company().names.get(visit.space.owner_id, ""),
        paper=paper_now(visit.space, visit.at, visit.gate.signer),
        people=people_of(visit),
        areas=list(areas_of(visit)),
        consents={kind: CONSENT_NAMES[kind] for kind in (visit.kind, "sharing")},
        periods=PERIODS,
        typed=typed,
        errors=errors,
        space_id=visit.space.space_id,
    )


def _file(data: bytes, media_type: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=media_type, headers=headers)
