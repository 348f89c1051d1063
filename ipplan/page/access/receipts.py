"""Receipts: what was signed, for who decides and for whom it concerns; as a page, on paper and as data."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ipplan.gate.consents import text_of
from ipplan.gate.facts import SpaceFacts
from ipplan.gate.records import Act, acts, acts_in, behind, behind_in, openings
from ipplan.gate.sheets import scan_of
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.letter import told
from ipplan.letter.paper import pdf
from ipplan.letter.receipt import Receipt, sealed, words
from ipplan.page.house import House, house_of
from ipplan.page.respond import language_of, page, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.areas import AREA_NAMES
from ipplan.store.accounts import names
from ipplan.store.database import Tx
from ipplan.store.spaces import municipality_name

ROAD = "receipt"
KINDS = {
    "consent": N_("Samtykke"),
    "consent_withdrawal": N_("Samtykke trukket tilbake"),
    "mandate": N_("Fullmakt"),
    "mandate_end": N_("Fullmakt avsluttet"),
    "grant": N_("Tilgang"),
    "withdrawal": N_("Trukket tilbake"),
}


@signed_in
async def index(request: Request) -> Response:
    """All receipts that this person may have, newest first. Opens no section: dates, names and numbers."""
    house, visit = house_of(request), await _enter(request)
    async with house.database.engine.connect() as tx:
        found = await acts(tx, visit)
        known = await names(tx, {one.participant_id for one in found} | {one.first.by for one in found})
    return page(
        request,
        "receipts/index.html",
        acts=found,
        names=known,
        kinds=KINDS,
        space_id=visit.space.space_id,
        visit=visit,
    )


@signed_in
async def show(request: Request) -> Response:
    """One receipt, in words."""
    receipt = await _receipt(request)
    language = language_of(request)
    return page(
        request,
        "receipts/show.html",
        title=told.title(receipt, language),
        parts=told.parts(receipt, language),
        space_id=receipt.act.first.claims["space"],
        receipt_id=receipt.act.receipt_id,
    )


@signed_in
async def as_json(request: Request) -> Response:
    """One receipt as data, sealed: what `ipplan verify` reads."""
    receipt = await _receipt(request)
    house = house_of(request)
    data = sealed(receipt, house.gate.signer, house.clock.now())
    return JSONResponse(data, headers=_named(receipt, "json"))


@signed_in
async def as_pdf(request: Request) -> Response:
    """One receipt on paper, with its data file within."""
    receipt = await _receipt(request)
    house, language = house_of(request), language_of(request)
    # Making a PDF takes a tenth of a second of work: not in the loop that everybody shares.
    made = await asyncio.to_thread(
        pdf,
        house.settings.web / "templates",
        title=told.title(receipt, language),
        language=language,
        parts=told.parts(receipt, language),
        data=sealed(receipt, house.gate.signer, house.clock.now()),
    )
    return Response(made, media_type="application/pdf", headers=_named(receipt, "pdf"))


async def _receipt(request: Request) -> Receipt:
    """The receipt of the path, as its reader may see it; looked up among her own."""
    house, visit = house_of(request), await _enter(request)
    wanted = uuid_in(request, "receipt")
    async with house.database.engine.connect() as tx:
        act = next((one for one in await acts(tx, visit) if one.names(wanted)), None)
        if act is None:
            raise Refused("no_receipt")
        rests_on = await behind(tx, visit, act)
        opened = await openings(tx, visit, act.participant_id, act.at) if act.withdrawals else []
        sections = {one.section_id for one in opened}
        sections |= {one.section_id for one in act.signed if one.section_id is not None}
        scope = act.mandate.claims.get("scope", "*") if act.mandate else "*"
        sections |= set() if scope == "*" else {UUID(section) for section in scope}
        people = {act.participant_id, visit.space.owner_id} | {one.by for one in act.signed}
        known = await names(tx, people | ({act.registered_by} if act.registered_by else set()))
        witness = await _witness(tx, visit, act)
        controller = visit.space.municipality_id, await municipality_name(tx, visit.space.municipality_id)
    consent = act.consent or next((one for one in rests_on if one.kind == "consent"), None)
    areas, language = {row.section_id: row.area for row in visit.space.sections}, language_of(request)
    return Receipt(
        act=act,
        behind=rests_on,
        text=text_of(consent.claims["text"]["sha256"]) if consent else None,
        owner_id=visit.space.owner_id,
        controller=controller,
        names=known,
        titles=await _titles(house, visit, sections),
        areas={section: areas[section] for section in sections if visit.may(section)},
        opened=opened if visit.decides and act.withdrawals else None,
        issuer=house.settings.grant_issuer,
        address=house.settings.address,
        bases={word: one.called(language) for word, one in house.gate.rules.basis.items()},
        language=language,
        storage=house.settings.storage_country,
        kind=visit.kind,
        witness=witness,
    )


async def _witness(tx: Tx, visit: Visit, act: Act) -> str:
    """Who saw the sheet signed, for the owner and who acts for her."""
    if act.attested is None or visit.standing.role not in ("owner", "representative"):
        return ""
    scan = await scan_of(tx, visit, await visit.open_sheets(), act.attested)
    return f"{scan.witness}, {scan.witness_role}"


async def receipt_by_post(house: House, space: SpaceFacts, receipt_id: UUID, language: str) -> Receipt:
    """A receipt as the unit prints it for an owner: sections have the template's names. Raises `Refused`."""
    signer = house.gate.signer
    async with house.database.engine.connect() as tx:
        act = next((one for one in await acts_in(tx, space.space_id, signer) if one.names(receipt_id)), None)
        if act is None:
            raise Refused("no_receipt")
        rests_on = await behind_in(tx, space.space_id, signer, act, whole=True)
        people = {act.participant_id, space.owner_id} | {one.by for one in act.signed}
        known = await names(tx, people | ({act.registered_by} if act.registered_by else set()))
        controller = space.municipality_id, await municipality_name(tx, space.municipality_id)
    consent = act.consent or next((one for one in rests_on if one.kind == "consent"), None)
    areas = {row.section_id: row.area for row in space.sections}
    return Receipt(
        act=act,
        behind=rests_on,
        text=text_of(consent.claims["text"]["sha256"]) if consent else None,
        owner_id=space.owner_id,
        controller=controller,
        names=known,
        titles={one: words(language, AREA_NAMES[area]) for one, area in areas.items() if area in AREA_NAMES},
        areas=areas,
        opened=None,
        issuer=house.settings.grant_issuer,
        address=house.settings.address,
        bases={word: one.called(language) for word, one in house.gate.rules.basis.items()},
        language=language,
        storage=house.settings.storage_country,
    )


async def _titles(house: House, visit: Visit, sections: set[UUID]) -> Mapping[UUID, str]:
    """Titles are content: only of sections that the reader may open now, and opening them is logged."""
    permits = [await visit.open(section) for section in sorted(sections) if visit.may(section)]
    outlines = [await house.reader.outline(permit) for permit in permits]
    return {
        one.section_id: one.title for one in outlines if one is not None and (visit.decides or not one.closed)
    }


async def _enter(request: Request) -> Visit:
    house = house_of(request)
    return await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road=ROAD)


def _named(receipt: Receipt, ending: str) -> dict[str, str]:
    name = f"kvittering-{receipt.act.receipt_id}.{ending}"
    return {"content-disposition": f'attachment; filename="{name}"'}


def newest(found: list[Act]) -> dict[UUID, Any]:
    """The newest receipt's id by participant."""
    return {one.participant_id: one.receipt_id for one in reversed(found)}
