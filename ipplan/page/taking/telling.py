"""What goes into the archive, by what was opened: the plan as data, on paper, as FHIR, and who is who."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from starlette.responses import JSONResponse

from ipplan.gate.standing import Allowed
from ipplan.gate.viewer import place_is_secret, viewer_of
from ipplan.gate.visit import Visit
from ipplan.letter.archive.contents import about
from ipplan.letter.archive.parts import ABOUT, FHIR, PAPER, VIEW, File
from ipplan.letter.copy import Copied, on_paper
from ipplan.letter.fhir.bundle import bundle
from ipplan.letter.fhir.told import Grant, Person, Plan
from ipplan.page.files.fetching import Fetch, read_on
from ipplan.page.house import House
from ipplan.page.plan.view_json import Reading, as_json, reading_of
from ipplan.page.taking.files_out import Read, files_of
from ipplan.permit import Permit
from ipplan.plan.meetings import Meeting, meetings_of, without_place
from ipplan.plan.outline import Outline
from ipplan.store.accounts import names
from ipplan.store.files import Blob
from ipplan.store.people import Participant
from ipplan.store.spaces import municipality_name


@dataclass(frozen=True)
class Opened:
    """What was opened for one reader, and what she knows of the people in it."""

    reading: Reading
    sections: Mapping[UUID, tuple[Permit, Outline]]
    names: Mapping[UUID, str]
    municipality_id: str
    municipality: str
    areas: Mapping[UUID, str]
    people: Sequence[Person] = ()
    meetings: Sequence[Meeting] = ()
    grants: Sequence[Grant] = ()
    files: Sequence[File] = ()
    closed: bool = False

    @property
    def outlines(self) -> tuple[Outline, ...]:
        return tuple(outline for _, outline in self.sections.values())

    @property
    def by_item(self) -> dict[UUID, str]:
        """What the files are called in the archive, by item."""
        return {one.item_id: one.name for one in self.files}


async def seen_on(house: House, visit: Visit, sections: Mapping[UUID, tuple[Permit, Outline]]) -> Opened:
    """What is seen on a visit: the people as the plan's page shows them, and grants for who decides alone."""
    permit, company = await visit.open_meetings(), visit.company()
    me = visit.actor.account_id
    shared = company.people if visit.decides else company.sharing(sections, me)
    always = {me, visit.space.owner_id}
    people = [*shared, *(one for one in company.people if one.account_id in always and one not in shared)]
    place_id = visit.space.municipality_id

    def read(permit: Permit, item_id: UUID, blob: Blob) -> Read:
        return partial(read_on, house, Fetch(visit, permit, item_id, blob))

    async with house.database.engine.connect() as tx:
        meetings = await meetings_of(tx, permit, viewer_of(visit))
        invited = {who for one in meetings for who in one.newest.words.invited}
        known = await names(tx, mentioned(reading_of(visit), sections) | invited)
        place = await municipality_name(tx, place_id)
    return Opened(
        reading=reading_of(visit),
        sections=sections,
        names={**known, **{one.account_id: one.account.name for one in people}},
        municipality_id=place_id,
        municipality=place,
        areas={row.section_id: row.area for row in visit.space.sections if row.section_id in sections},
        people=[_person(one) for one in people],
        meetings=[without_place(one) for one in meetings] if place_is_secret(visit) else meetings,
        grants=_grants(visit, people, sections) if visit.decides else (),
        files=await files_of(house, sections, read),
        closed=visit.standing.closed is not None,
    )


def mentioned(reading: Reading, sections: Mapping[UUID, tuple[Permit, Outline]]) -> set[UUID]:
    """Everybody whose name stands in what was opened."""
    return {reading.owner_id, reading.reader_id}.union(*(one.mentioned for _, one in sections.values()))


async def parts_of(house: House, seen: Opened, language: str) -> dict[str, bytes]:
    """The parts that every archive has, in the order in which they stand in it."""
    view = as_json(seen.reading, seen.sections)
    data = bytes(JSONResponse(view).body)
    copied = Copied(
        owner=seen.names.get(seen.reading.owner_id, ""),
        reader=seen.names.get(seen.reading.reader_id, ""),
        at=seen.reading.at,
        language=language,
        outlines=seen.outlines,
        names=seen.names,
        view=data,
    )
    paper = await asyncio.to_thread(on_paper, house.settings.web / "templates", copied)
    told = await asyncio.to_thread(bundle, _plan(seen, language))
    known = about(seen.names, seen.areas, seen.meetings, seen.by_item)
    return {VIEW: data, PAPER: paper, FHIR: _json(told), ABOUT: _json(known)}


def _plan(seen: Opened, language: str) -> Plan:
    reading = seen.reading
    return Plan(
        space_id=reading.space_id,
        owner_id=reading.owner_id,
        owner=seen.names.get(reading.owner_id, ""),
        municipality_id=seen.municipality_id,
        municipality=seen.municipality,
        at=reading.at,
        language=language,
        closed=seen.closed,
        outlines=seen.outlines,
        people=seen.people,
        names=seen.names,
        meetings=seen.meetings,
        grants=seen.grants,
        files=seen.by_item,
    )


def _person(one: Participant) -> Person:
    account = one.account
    return Person(one.account_id, account.name, one.role, one.relation, account.title, account.organisation)


def _grants(
    visit: Visit, people: Sequence[Participant], sections: Mapping[UUID, tuple[Permit, Outline]]
) -> list[Grant]:
    """Of sections that she opens herself: what others may see of them."""
    standings = visit.company().standings
    return [
        Grant(one.account_id, section, found.access, found.expires_at)
        for one in people
        if (standing := standings.get(one.account_id))
        for section in sections
        if isinstance(found := standing.sections.get(section), Allowed)
    ]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
