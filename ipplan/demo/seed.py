"""Seeds the demo once: the people of people.toml, and their plans as if they had lived for months."""

import tomllib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from ipplan.gate.founding import Founding, Representation, found_plan
from ipplan.gate.gate import Gate
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.gate.unit import appoint
from ipplan.gate.visit import Actor, Visit
from ipplan.permit import Access
from ipplan.plan.identity import born_on
from ipplan.plan.kinds import KINDS
from ipplan.store.accounts import create_account
from ipplan.store.catalogue import put_entry
from ipplan.store.coordinators import put_registered
from ipplan.store.database import Tx
from ipplan.store.directory_accounts import change_account
from ipplan.store.first_use import note_ended
from ipplan.store.items import one_item
from ipplan.store.organisations import add_organisation
from ipplan.store.people import add_participant
from ipplan.store.spaces import Writing
from ipplan.store.tables import account, municipality
from ipplan.store.versions import Clear, put_version
from ipplan.unit.catalogue import tidied

FOLDER = Path(__file__).parent
ROAD = "seed"
"""The demo's filling is nobody's reading: its lines are in the access log, and not shown."""
FOUNDED = timedelta(days=400)
"""How long ago the plans were made."""


@dataclass(frozen=True)
class Seeding:
    """What every step of the seeding needs."""

    gate: Gate
    tx: Tx
    now: datetime
    people: dict[str, UUID]
    pids: dict[str, str]
    """Their synthetic identity numbers."""
    spaces: dict[str, UUID] = field(default_factory=dict)
    """The plans that were made, by whose they are."""

    def actor(self, slug: str) -> Actor:
        return Actor(self.people[slug], b"seed", "idporten-loa-high", self.now)

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)


async def seed(gate: Gate, tx: Tx) -> Seeding | None:
    """Seed an empty database, all in the given transaction; ``None`` where there are accounts already."""
    if (await tx.execute(select(func.count()).select_from(account))).scalar_one():
        return None
    people = read("people.toml")
    seeding = Seeding(gate, tx, gate.clock.now(), {}, {one["id"]: one["pid"] for one in people["person"]})
    await _accounts(seeding, people)
    await _catalogue(seeding, people)
    for name in ("plan_child.toml", "plan_adult.toml"):
        await _plan(seeding, people["municipality"]["id"], read(name))
    return seeding


async def _accounts(seeding: Seeding, people: dict[str, Any]) -> None:
    first = people["municipality"]["id"]
    for place in (people["municipality"], people["neighbour"]):
        values = {name: value for name, value in place.items() if name != "id"}
        await seeding.tx.execute(municipality.insert().values(municipality_id=place["id"], **values))
    await _organisations(seeding, first, people["organisation"])
    for person in people["person"]:
        if not person["account"]:
            continue
        home = person.get("municipality", first)
        seeding.people[person["id"]] = await create_account(
            seeding.tx,
            municipality_id=home,
            name=person["name"],
            email=person["email"],
            title=person["title"],
            organisation=person["organisation"],
            keys=seeding.gate.keyring.pids,
            pid=person["pid"],
            now=seeding.now,
        )
        if person.get("unit"):
            who = seeding.people[person["id"]]
            role = str(person["unit"])
            await appoint(seeding.tx, seeding.gate.signer, who, home, seeding.now, role=role)
        if not person.get("first_use"):
            await note_ended(seeding.tx, seeding.people[person["id"]], "done", seeding.now)
        if "language" in person:
            await change_account(seeding.tx, seeding.people[person["id"]], language=person["language"])
    await _register(seeding, people)


async def _organisations(seeding: Seeding, municipality_id: str, found: list[dict[str, Any]]) -> None:
    """Where people work; what something belongs under stands before it."""
    made: dict[str, UUID] = {}
    for one in found:
        under = made[one["under"]] if "under" in one else None
        values = {"name": one["name"], "kind": one["kind"], "parent_id": under, "now": seeding.now}
        made[one["name"]] = await add_organisation(seeding.tx, municipality_id, **values)


async def _catalogue(seeding: Seeding, people: dict[str, Any]) -> None:
    municipality_id = people["municipality"]["id"]
    author = next(seeding.people[one["id"]] for one in people["person"] if one.get("unit"))
    for one in read("catalogue.toml")["entry"]:
        values, now = tidied(one), seeding.ago(30)
        await put_entry(seeding.tx, municipality_id, uuid4(), 0, values, author_id=author, now=now)


async def _register(seeding: Seeding, people: dict[str, Any]) -> None:
    """Who can coordinate; a manager who is one of the people answers herself."""
    known = {one["id"]: one for one in people["person"]}
    for person in people["person"]:
        if "competence" not in person:
            continue
        manager = known.get(person["manager"], {"name": person["manager"], "email": ""})
        await put_registered(
            seeding.tx,
            people["municipality"]["id"],
            seeding.people[person["id"]],
            competence=person["competence"],
            most=person["most"],
            manager_id=seeding.people.get(person["manager"]),
            manager_name=manager["name"],
            manager_email=manager["email"],
            trained_at=seeding.now,
            added_by=seeding.people[person["id"]],
            now=seeding.now,
        )


async def _plan(seeding: Seeding, municipality_id: str, content: dict[str, Any]) -> None:
    plan = content["plan"]
    decider = seeding.actor(plan.get("representative", plan["owner"]))
    unit = seeding.actor(plan["coordinator"])
    held = await found_plan(
        seeding.gate,
        seeding.tx,
        unit,
        decider,
        Founding(
            municipality_id=municipality_id,
            owner_id=seeding.people[plan["owner"]],
            coordinator_id=seeding.people[plan["coordinator"]],
            representation=_representation(seeding, content),
            titles={section["area"]: section["title"] for section in content["section"]},
            areas=tuple(section["area"] for section in content["section"]),
            born_on=born_on(seeding.pids[plan["owner"]]),
        ),
        now=seeding.now - FOUNDED,
        road=ROAD,
    )
    held = held.later(seeding.now - FOUNDED / 2)
    await _participants(seeding, held, content)
    visit = await seeding.gate.visit_within(held, decider, road=ROAD)
    sections = {row.area: row.section_id for row in visit.space.sections}
    await _grants(seeding, held, visit, sections, content)
    await _items(seeding, held, sections, content)
    await held.finish()
    seeding.spaces[plan["owner"]] = held.space_id


def _representation(seeding: Seeding, content: dict[str, Any]) -> Representation | None:
    slug = content["plan"].get("representative")
    if slug is None:
        return None
    relation = next(one["relation"] for one in content["participant"] if one["person"] == slug)
    return Representation(seeding.people[slug], content["plan"]["basis"], relation)


async def _participants(seeding: Seeding, held: Writing, content: dict[str, Any]) -> None:
    plan = content["plan"]
    known = {plan["owner"], plan.get("representative"), plan["coordinator"]}
    for one in content["participant"]:
        if one["person"] not in known:
            await add_participant(
                held,
                account_id=seeding.people[one["person"]],
                role="participant",
                relation=one["relation"],
                added_by=seeding.people[plan["coordinator"]],
            )


async def _grants(
    seeding: Seeding, held: Writing, visit: Visit, sections: dict[str, UUID], content: dict[str, Any]
) -> None:
    wishes = [
        Wish(
            seeding.people[grant["person"]],
            sections[grant["section"]],
            Access.named(grant["access"]),
            seeding.now + timedelta(days=grant["days"]),
        )
        for grant in content["grant"]
    ]
    await sign_wishes(held, visit, seeding.gate.signer, wishes)


async def _items(seeding: Seeding, held: Writing, sections: dict[str, UUID], content: dict[str, Any]) -> None:
    """Every item, and every later version, in the order in which they were written."""
    made: dict[str, UUID] = {item["ref"]: uuid4() for item in content["item"]}
    steps = [(item["days_ago"], item, None) for item in content["item"]]
    steps += [(later["days_ago"], item, later) for item in content["item"] for later in item.get("later", ())]
    steps.sort(key=lambda step: -step[0])
    visits: dict[str, Visit] = {}
    places = {item["ref"]: float(place) for place, item in enumerate(content["item"], start=1)}
    for days_ago, item, later in steps:
        by = later["by"] if later else item["by"]
        if by not in visits:
            visits[by] = await seeding.gate.visit_within(held, seeding.actor(by), road=ROAD)
        permit = await visits[by].open(sections[item["section"]], Access.WRITE)
        then = held.later(seeding.ago(days_ago))
        if later:
            before = await one_item(seeding.tx, permit, made[item["ref"]])
            text = {**before.content, "body": later["body"]}
            await put_version(
                then, permit, made[item["ref"]], before.clear, text, cause="saved", base=before.head
            )
        else:
            clear = replace(_clear(seeding, item, made), position=places[item["ref"]])
            known = {"account": str(seeding.people[item["account_of"]])} if "account_of" in item else {}
            text = KINDS[item["kind"]].content({**item, **known})
            await put_version(then, permit, made[item["ref"]], clear, text, cause="created", base=None)
        held.follow(then)


def _clear(seeding: Seeding, item: dict[str, Any], made: dict[str, UUID]) -> Clear:
    today = seeding.now.date()
    start = item.get("start_days")
    return Clear(
        kind=item["kind"],
        parent_id=made[item["under"]] if "under" in item else None,
        status=item.get("status", KINDS[item["kind"]].first_status),
        due_on=today + timedelta(days=item["due_days"]) if "due_days" in item else None,
        starts_at=datetime.combine(today + timedelta(days=start), datetime.min.time(), UTC)
        if start is not None
        else None,
        responsible_id=seeding.people[item["person"]] if "person" in item else None,
    )


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
