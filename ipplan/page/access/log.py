"""Who has seen what: the access log, for the owner and who acts for her, in plain words."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ipplan.gate.proposals import proposals
from ipplan.gate.unusual import Habits, thresholds, unusual
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.respond import as_uuid, language_of, page, uuid_in
from ipplan.page.sheets import cell
from ipplan.page.who import signed_in, who_of
from ipplan.permit import APPOINTMENTS, DECISIONS, KEPT, MEETINGS, PROPOSALS, SHEETS, Refused
from ipplan.store.access_lines import (
    BY_ITSELF,
    Entry,
    LineRow,
    Wanted,
    daily_readings,
    entries,
    first_readings,
    lines,
    readers,
)
from ipplan.store.accounts import Account, accounts
from ipplan.store.database import Tx
from ipplan.store.people import participants

SHOWN = 50
"""Entries on one page."""
ROADS = {
    "page": N_("Leste på planens side"),
    "live": N_("Hadde det åpent på skjermen"),
    "week": N_("Så i ukeplanen"),
    "search": N_("Søkte i planen"),
    "meeting": N_("Leste på møtets side"),
    "meeting-live": N_("Hadde møtets side åpen"),
    "projector": N_("Viste det på felles skjerm"),
    "projector-live": N_("Hadde det på felles skjerm"),
    "messages": N_("Leste meldinger"),
    "messages-live": N_("Hadde meldinger åpne"),
    "diary": N_("Leste i dagboken"),
    "edit": N_("Åpnet for å skrive"),
    "history": N_("Leste historikken"),
    "file": N_("Hentet en fil"),
    "scan": N_("Lest av ipplan, for å se etter virus"),
    "overview": N_("Så på oversikten"),
    "minute": N_("Leste den korte oversikten"),
    "minute-pdf": N_("Hentet den korte oversikten på papir"),
    "start": N_("Så det på forsiden sin"),
    "view.json": N_("Hentet som data"),
    "log": N_("Så på innsynsloggen"),
    "receipt": N_("Leste en kvittering"),
    "minutes": N_("Hentet referatet fra et møte på papir"),
    "copy": N_("Lastet ned en kopi"),
    "job": N_("Lest av ipplan, for å sende en e-post"),
    "complaint": N_("Skrev en klage, og så hva som kunne legges ved"),
    "calendar": N_("Hentet av kalenderen sin"),
    "crisis": N_("Åpnet krisesiden med koden"),
    "crisis-paper": N_("Skrev ut krisesiden"),
    "archive": N_("Lastet ned en kopi fra arkivet"),
    "together": N_("Skrev sammen med planeier, med planeierens egne ord"),
    "case": N_("Leste i saken"),
    "letter": N_("Skrev ut et brev i saken"),
    "export": N_("Hentet saken til kommunens arkiv"),
    "approval": N_("Leste hva som er nytt siden planen ble godkjent"),
    "asked": N_("Er spurt om å koordinere"),
    "see-as": N_("Så planen slik en annen ser den"),
}
"""Roads in plain words; one that is not here is shown by its own name rather than left out."""
UNUSUAL = {
    "first": N_("Første gang"),
    "many": N_("Mye mer enn vanlig"),
    "night": N_("Om natta"),
    "leaving": N_("Etter forslag om å ta bort tilgangen"),
}
PERIODS = {
    "7": N_("Siste 7 dager"),
    "30": N_("Siste 30 dager"),
    "365": N_("Siste år"),
    "all": N_("Fra begynnelsen"),
}
OTHERS, EVERYBODY = "", "all"
APART = {
    PROPOSALS: N_("Forslag om tilgang"),
    DECISIONS: N_("Avgjørelse om hvem som bestemmer"),
    SHEETS: N_("Samtykke på papir"),
    KEPT: N_("Hvorfor noe er holdt tilbake fra en forelder"),
    MEETINGS: N_("Møter"),
    APPOINTMENTS: N_("Hvem som er spurt om å koordinere, og hvordan du kan nås"),
}


@dataclass(frozen=True)
class Log:
    """What all three answers need: whose log, what is asked for, and the words for its ids."""

    visit: Visit
    wanted: Wanted
    titles: Mapping[UUID, str]
    people: Mapping[UUID, Account]
    readers: tuple[Account, ...]
    habits: Habits
    apart: Mapping[UUID, str]
    """What lies apart from the sections is called."""

    def unusual(self, entry: Entry | LineRow) -> list[str]:
        sections = entry.sections if isinstance(entry, Entry) else {entry.section_id}
        by_itself = entry.road in BY_ITSELF
        return unusual(self.habits, thresholds(), entry.account_id, sections, entry.at, by_itself=by_itself)

    def name(self, account_id: UUID | None) -> str:
        known = self.people.get(account_id) if account_id else None
        return known.name if known else ""

    def titled(self, sections: frozenset[UUID]) -> list[str]:
        """Titles in the plan's order."""
        found = [title for section, title in self.titles.items() if section in sections]
        return found + [name for room, name in self.apart.items() if room in sections]


@signed_in
async def show(request: Request) -> Response:
    """The log, newest first."""
    async with house_of(request).database.engine.connect() as tx:
        log = await _log(request, tx)
        found = await entries(tx, log.wanted, before=_before(request), limit=SHOWN + 1)
    chosen = {name: request.query_params.get(name, "") for name in ("person", "section", "period")}
    chosen["period"] = chosen["period"] or "30"
    older = found[SHOWN - 1].number if len(found) > SHOWN else None
    return page(
        request,
        "log/show.html",
        log=log,
        entries=found[:SHOWN],
        chosen=chosen,
        query=urlencode(chosen),
        older=urlencode(chosen | {"before": str(older)}) if older else "",
        space_id=log.visit.space.space_id,
        roads=ROADS,
        words=UNUSUAL,
        periods=PERIODS,
        limits=thresholds(),
    )


@signed_in
async def as_csv(request: Request) -> Response:
    """The same lines as a table for a spreadsheet: every line, the oldest first."""
    async with house_of(request).database.engine.connect() as tx:
        log = await _log(request, tx)
        rows = [_row(request, log, one) for one in await lines(tx, log.wanted)]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(_COLUMNS), delimiter=";")
    words, language = house_of(request).render.words, language_of(request)
    writer.writerow({name: words(language, word) for name, word in _COLUMNS.items()})
    writer.writerows({name: cell(row[name]) for name in _COLUMNS} for row in rows)
    headers = {"content-disposition": 'attachment; filename="innsynslogg.csv"'}
    return Response("\ufeff" + text.getvalue(), media_type="text/csv", headers=headers)


@signed_in
async def as_json(request: Request) -> Response:
    """The same lines as data."""
    async with house_of(request).database.engine.connect() as tx:
        log = await _log(request, tx)
        rows = [_row(request, log, one) for one in await lines(tx, log.wanted)]
    headers = {"content-disposition": 'attachment; filename="innsynslogg.json"'}
    return JSONResponse({"space": str(log.visit.space.space_id), "lines": rows}, headers=headers)


_COLUMNS = {
    "line": N_("linje"),
    "at": N_("tid"),
    "until": N_("til"),
    "name": N_("hvem"),
    "for": N_("for"),
    "title": N_("hva"),
    "words": N_("hvordan"),
    "unusual": N_("uvanlig"),
    "person": N_("person"),
    "section": N_("del"),
    "grant": N_("tilgang"),
    "road": N_("vei"),
}


def _row(request: Request, log: Log, one: LineRow) -> dict[str, Any]:
    said = house_of(request).render.words
    language = language_of(request)
    return {
        "line": one.log_id,
        "at": one.at.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "person": str(one.account_id),
        "name": log.name(one.account_id),
        "for": log.name(one.on_behalf_of) or None,
        "section": str(one.section_id),
        "title": next(iter(log.titled(frozenset({one.section_id}))), None),
        "road": one.road,
        "words": said(language, ROADS[one.road]) if one.road in ROADS else one.road,
        "grant": str(one.grant_id),
        "unusual": [said(language, UNUSUAL[word]) for word in log.unusual(one)],
    }


async def _log(request: Request, tx: Tx) -> Log:
    """Enter as who decides, which leaves a line of its own; raises `Refused`."""
    house, actor = house_of(request), who_of(request).actor
    visit = await house.gate.enter(uuid_in(request, "plan"), actor, road="log")
    if not visit.decides:
        raise Refused("decides")
    space_id = visit.space.space_id
    opened = [await house.reader.outline(permit) for permit in await visit.open_all()]
    ordered = sorted((one for one in opened if one), key=lambda one: (one.closed, one.position))
    seen = await readers(tx, space_id)
    acting = {one.account_id for one in await participants(tx, space_id) if one.role == "representative"}
    people = await accounts(tx, seen | acting | {visit.space.owner_id})
    leaving: dict[UUID, list[datetime]] = {}
    for one in await proposals(tx, await visit.open_proposals()):
        if one.withdraws:
            leaving.setdefault(one.participant_id, []).append(one.at)
    habits = Habits(
        await first_readings(tx, space_id),
        await daily_readings(tx, space_id),
        acting | {visit.space.owner_id},
        leaving,
    )
    return Log(
        visit,
        _wanted(request, visit),
        {one.section_id: one.title for one in ordered},
        people,
        tuple(sorted((people[one] for one in seen if one in people), key=lambda one: one.name)),
        habits,
        {room: house.render.words(language_of(request), name) for room, name in APART.items()},
    )


def _wanted(request: Request, visit: Visit) -> Wanted:
    typed = request.query_params
    wanted = Wanted(visit.space.space_id, kept=visit.standing.role == "owner")
    person, section, period = typed.get("person", OTHERS), typed.get("section"), typed.get("period") or "30"
    if person == OTHERS:
        wanted = replace(wanted, but=visit.actor.account_id)
    elif person != EVERYBODY:
        wanted = replace(wanted, person=as_uuid(person))
    if section:
        wanted = replace(wanted, section=as_uuid(section))
    if period not in PERIODS:
        raise Refused("bad_period")
    if period != "all":
        wanted = replace(wanted, since=visit.at - timedelta(days=int(period)))
    return wanted


def _before(request: Request) -> int | None:
    typed = request.query_params.get("before", "")
    if not typed:
        return None
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 18:
        raise Refused("bad_number")
    return int(typed)
