"""Cases for tests: an inquiry sent as people send one, the parts that the unit gives, and who takes it on."""

import re
from uuid import UUID, uuid4

import httpx2

from ipplan.gate.case_parts import give_part
from ipplan.gate.cases import taking_on
from ipplan.store.cases import CaseFile, file_of
from tests.site import Site

HERSELF: dict[str, str] = {
    "by": "self",
    "municipality": "fjordvik",
    "service-1": "Hjemmesykepleien",
    "contact-1": "Ragnhild, 990 00 001",
    "service-2": "NAV Fjordvik",
    "hard": "Ingen vet hva de andre gjør, og jeg må fortelle alt på nytt hver gang.",
    "wish": "plan",
    "named": "Wenche Dahl",
    "phone": "990 00 002",
    "best": "phone",
    "language": "nb",
}
"""A person's own inquiry, filled in."""
FOR_CHILD = HERSELF | {
    "by": "relative",
    "name": "Jonas Test Lie",
    "born_on": "2018-05-17",
    "wish": "child_plan",
    "relation": "Mor",
    "knows": "child",
}
"""A mother's, about a child without a number here."""
BY_SERVICE = HERSELF | {
    "by": "service",
    "name": "Kari Test Moen",
    "born_on": "1950-02-03",
    "organisation": "Fjordvik legesenter",
    "role": "Fastlege",
    "consented": "yes",
    "consent_how": "spoken",
    "consent_on": "2026-01-15",
}
"""A service's, with what the person has consented to."""


async def inquire(site: Site, client: httpx2.AsyncClient, draft: str = "", **fields: str) -> UUID:
    """Send an inquiry as the client's person (about herself, if ``fields`` say no else); returns its case."""
    answer = await client.post(f"/inquiries/{draft or uuid4()}", data=HERSELF | fields)
    assert answer.status_code == 303, re.findall(r'id="(\w+)-error"', answer.text) or answer.text
    found = re.fullmatch(r"/cases/([0-9a-f-]{36})\?sent=1", answer.headers["location"])
    assert found, answer.headers["location"]
    return UUID(found[1])


async def take_on(site: Site, case: UUID, who: str = "ingeborg") -> None:
    """Let somebody of the unit have the case, past the unit's pages."""
    world = site.world
    async with taking_on(world.house.gate, world.actor(who), case) as (held, _):
        await give_part(held, world.house.gate.signer, world.accounts[who], "caseworker", world.accounts[who])


async def let_in(site: Site, case: UUID, account_id: UUID, role: str, by: str = "ingeborg") -> None:
    """Give somebody a part in the case, as the unit does."""
    world = site.world
    owner = await file_in(site, case)
    async with taking_on(world.house.gate, world.actor(by), case) as (held, _):
        acting = owner.owner_id if role == "representative" else None
        await give_part(held, world.house.gate.signer, account_id, role, world.accounts[by], owner_id=acting)


async def file_in(site: Site, case: UUID) -> CaseFile:
    """The case as lists have it."""
    async with site.world.house.database.engine.connect() as tx:
        found = await file_of(tx, case)
    assert found is not None
    return found
