"""A town for benchmarks: plans of ten sections and sixty items, ten people in each, everybody logged in."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.app import open_gate
from ipplan.config import Settings
from ipplan.gate.founding import Founding, found_plan
from ipplan.gate.gate import Gate
from ipplan.gate.keys import load
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.gate.visit import Actor
from ipplan.permit import Access, Permit
from ipplan.plan.areas import AREAS
from ipplan.plan.kinds import KINDS
from ipplan.store.accounts import create_account
from ipplan.store.database import Tx
from ipplan.store.people import add_participant
from ipplan.store.sessions import Place, create_session, hashed
from ipplan.store.spaces import Writing
from ipplan.store.tables import municipality
from ipplan.store.versions import Clear, put_version

PEOPLE = 10
"""In each plan: the owner, the coordinator, and eight who see some sections."""
WORDS = (
    "Vi øver hver dag etter middag, og skriver ned hvordan det gikk. Når det er tungt, tar vi en pause og "
    "prøver igjen dagen etter. Det viktigste er at det blir gjort litt hver gang, og at alle som hjelper "
    "til vet hva de andre har gjort."
)
LEVEL = "idporten-loa-high"


@dataclass(frozen=True)
class Plan:
    """One plan of the town."""

    space_id: UUID
    people: tuple[UUID, ...]
    """The owner first, then the coordinator."""
    sections: tuple[UUID, ...]


@dataclass(frozen=True)
class Shape:
    """What a plan is like: how many items in each of its sections, and how many people in it."""

    sections: Sequence[int]
    people: int = PEOPLE


def even(items: int) -> Shape:
    """Ten sections, filled alike."""
    return Shape([items // len(AREAS)] * len(AREAS))


async def build(settings: Settings, shapes: Sequence[Shape]) -> list[Plan]:
    """Make plans of these shapes in a migrated database."""
    async with open_gate(settings, load(settings.keys)) as gate:
        async with gate.database.begin() as tx:
            await tx.execute(
                upsert(municipality)
                .values(municipality_id="0000", name="Benkvik kommune")
                .on_conflict_do_nothing()
            )
        found = []
        for number, shape in enumerate(shapes):
            async with gate.database.begin() as tx:
                found.append(await _plan(gate, tx, number, shape))
        return found


async def log_in(settings: Settings, people: Sequence[UUID]) -> list[str]:
    """A new session for each of ``people``: their cookies."""
    keyring = load(settings.keys)
    async with open_gate(settings, keyring) as gate, gate.database.begin() as tx:
        now, cookies = gate.clock.now(), []
        for person in people:
            cookie = secrets.token_urlsafe(24)
            await create_session(
                tx,
                keyring.secrets["session"],
                "a.b.c",
                Place("", ""),
                session_id=hashed(cookie),
                account_id=person,
                invitation_id=None,
                provider="idporten",
                sid=None,
                acr=LEVEL,
                auth_time=now,
                created_at=now,
                seen_at=now,
            )
            cookies.append(cookie)
        return cookies


async def _plan(gate: Gate, tx: Tx, number: int, shape: Shape) -> Plan:
    now = gate.clock.now()
    people = [await _account(gate, tx, f"Person {number:05d} {one}") for one in range(shape.people)]
    owner, unit = (Actor(one, b"bench", LEVEL, now) for one in people[:2])
    areas = tuple(AREAS)[: len(shape.sections)]
    founding = Founding("0000", people[0], people[1], areas=areas)
    held = await found_plan(gate, tx, unit, owner, founding, now=now - timedelta(days=1), road="seed")
    held = held.later(now - timedelta(hours=1))
    for one in people[2:]:
        await add_participant(held, account_id=one, role="participant", relation="Lærer", added_by=people[1])
    visit = await gate.visit_within(held, owner, road="seed")
    sections = [row.section_id for row in visit.space.sections]
    until = now.replace(microsecond=0) + timedelta(days=300)
    wishes = [
        Wish(one, section, Access.WRITE if place % 2 else Access.READ, until)
        for place, one in enumerate(people[1:])
        for section in sections[: 3 + place % 8]
    ]
    await sign_wishes(held, visit, gate.signer, wishes)
    for section, items in zip(sections, shape.sections, strict=True):
        await fill(held, await visit.open(section, Access.WRITE), people, items)
    await held.finish()
    return Plan(held.space_id, tuple(people), tuple(sections))


async def _account(gate: Gate, tx: Tx, name: str) -> UUID:
    keys = gate.keyring.pids
    pid = f"{secrets.randbelow(10**11):011d}"
    return await create_account(
        tx,
        municipality_id="0000",
        name=name,
        email="en@example.org",
        title="Lærer",
        organisation="Benkvik skole",
        keys=keys,
        pid=pid,
        now=gate.clock.now(),
    )


async def fill(held: Writing, permit: Permit, people: Sequence[UUID], items: int) -> None:
    """Fill a section: a goal, actions under it with somebody responsible, a text, and so on."""
    goal = action = None
    for place in range(items):
        kind = ("goal", "action", "responsibility", "action", "responsibility", "text")[place % 6]
        parent: UUID | None = {"goal": None, "text": None, "action": goal, "responsibility": action}[kind]
        responsible = people[place % len(people)] if kind == "responsibility" else None
        clear = Clear(
            kind=kind,
            parent_id=parent,
            status=KINDS[kind].first_status,
            position=float(place + 1),
            responsible_id=responsible,
        )
        item_id, words = uuid4(), {"title": f"{AREAS['health']} {place}", "body": WORDS}
        content = KINDS[kind].content(words)
        await put_version(held, permit, item_id, clear, content, cause="created", base=None)
        goal, action = (item_id if kind == "goal" else goal), (item_id if kind == "action" else action)
