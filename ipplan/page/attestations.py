"""Consent on paper: the coordinator makes the sheet, prints it, and registers what was signed on it."""

import asyncio
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.attesting import may_attest, print_sheet, register
from ipplan.gate.papering import paper_now
from ipplan.gate.posting import receipts_by_post
from ipplan.gate.sheets import Attestation, Scan, Terms, one_attestation, scan_of
from ipplan.gate.signing import BadWish, Wish
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.letter.paper import pdf
from ipplan.letter.sheet import GIVES, TAKES, TITLE, Named, sheet_parts, told_by
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.item import typed_in, writing
from ipplan.page.people import tidy
from ipplan.page.respond import language_of, page, see_other, uuid_in
from ipplan.page.uploads import ENDINGS, BadFile, media_type_of, sent_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Access, Permit, Refused
from ipplan.plan.forms import read_day
from ipplan.plan.kinds import AREAS
from ipplan.plan.periods import OSLO, PERIODS, end_of, last_day
from ipplan.store.accounts import names
from ipplan.store.people import Participant

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
    terms, errors = _read(visit, typed)
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
    """The sheet to sign, as a PDF."""
    visit, found, _ = await _found(request)
    language, house = language_of(request), house_of(request)
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
    scan, errors = _scan(visit, sent.typed, sent.data)
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


def _areas(visit: Visit) -> dict[str, UUID]:
    """The plan's sections that come from the template, in its order."""
    there = {row.area: row.section_id for row in visit.space.sections}
    return {area: there[area] for area in AREAS if area in there}


def _people(visit: Visit) -> list[Participant]:
    """Those who can be given access: not the owner, nor who acts for her in everything."""
    standings = visit.company().standings
    return [
        one
        for one in visit.company().people
        if one.role != "owner"
        and not ((known := standings.get(one.account_id)) and known.on_behalf_of and known.whole)
    ]


def _read(visit: Visit, typed: Mapping[str, str]) -> tuple[Terms, dict[str, str]]:
    errors: dict[str, str] = {}
    today, wishes = visit.at.astimezone(OSLO).date(), list[Wish]()
    for one in _people(visit):
        who = one.account_id
        chosen = {
            section: word
            for area, section in _areas(visit).items()
            if (word := typed.get(f"access-{who}-{area}", KEEP)) != KEEP
        }
        day = last_day(typed.get(f"until-{who}", ""), today)
        if day is None and any(word != "none" for word in chosen.values()):
            errors[f"until-{who}"] = N_("Velg hvor lenge tilgangen skal gjelde.")
        wishes += [_wish(who, section, word, day) for section, word in chosen.items()]
    chosen_consents = {kind: typed.get(f"consent-{kind}", KEEP) for kind in GIVES}
    gives = frozenset(kind for kind, word in chosen_consents.items() if word == "give")
    takes = frozenset(kind for kind, word in chosen_consents.items() if word == "take")
    terms = Terms(tuple(wishes), gives, takes)
    if takes and terms.granted:
        errors[""] = N_("Arket kan ikke gi tilganger og trekke tilbake et samtykke på én gang.")
    elif not (wishes or gives or takes) and not errors:
        errors[""] = N_("Velg hva arket skal si.")
    return terms, errors


def _wish(who: UUID, section: UUID, word: str, day: date | None) -> Wish:
    try:
        access = Access.named(word) if word != "none" else None
    except KeyError:
        raise Refused("access_word") from None
    return Wish(who, section, access, end_of(day) if access and day else None)


def _scan(visit: Visit, typed: Mapping[str, str], data: bytes) -> tuple[Scan | None, dict[str, str]]:
    """What is to be registered, or what is wrong, by field."""
    errors = {name: N_("Skriv noe her.") for name in ("witness", "witness_role") if not tidy(typed, name)}
    for name in ("witness", "witness_role"):
        if len(tidy(typed, name)) > 200:
            errors[name] = N_("Teksten er for lang.")
    if tidy(typed, "witness").casefold() == visit.company().names[visit.actor.account_id].casefold():
        errors["witness"] = N_("Vitnet skal være en annen enn deg.")
    day = read_day(typed.get("signed_on", ""))
    if day is None or day > visit.at.astimezone(OSLO).date():
        errors["signed_on"] = N_("Skriv dagen arket ble signert: i dag eller før.")
    try:
        media_type = media_type_of(data)
    except BadFile as wrong:
        errors["sheet"], media_type = str(wrong), ""
    if errors or day is None:
        return None, errors
    return Scan(day, tidy(typed, "witness"), tidy(typed, "witness_role"), media_type, data), {}


async def _named(request: Request, visit: Visit, terms: Terms) -> Named:
    owner_id = visit.space.owner_id
    async with house_of(request).database.engine.connect() as tx:
        known = await names(tx, {owner_id} | {wish.participant_id for wish in terms.wishes})
    areas = {row.section_id: AREAS.get(row.area, "") for row in visit.space.sections}
    return Named(known.get(owner_id, ""), known, areas)


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
        people=_people(visit),
        areas=list(_areas(visit)),
        periods=PERIODS,
        typed=typed,
        errors=errors,
        space_id=visit.space.space_id,
    )


def _file(data: bytes, media_type: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=media_type, headers=headers)
