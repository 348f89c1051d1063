"""Appointing somebody by the doors, as the unit, a manager, who is asked, and who decides do it."""

import re
from datetime import timedelta
from typing import Any

import httpx2

from ipplan.plan.periods import OSLO
from tests.site import Site
from tests.world import PEOPLE

UNIT = "ingeborg"
CONTACT = "Marte Aasen\n90 00 00 00"


def room(site: Site, owner: str = "tiril") -> str:
    return f"/unit/plans/{site.world.spaces[owner]}"


def day(site: Site, days: int = 0) -> str:
    return str(site.clock.now().astimezone(OSLO).date() + timedelta(days=days))


async def role_of(site: Site, name: str, owner: str = "tiril") -> str:
    """The role that somebody has or had last."""
    rows = await site.world.sql(
        "SELECT role_id FROM coordinator_role WHERE account_id = :who AND space_id = :space"
        " ORDER BY withdrawn_at NULLS FIRST",
        who=site.world.accounts[name],
        space=site.world.spaces[owner],
    )
    return str(rows[0][0])


async def asked(site: Site, unit: httpx2.AsyncClient, name: str, **form: str) -> str:
    """The unit begins to appoint somebody in Tiril's plan; the address of that."""
    base = {"account": str(site.world.accounts[name]), "kind": "child_coordinator", "contact": CONTACT}
    answer = await unit.post(f"{room(site)}/coordinator", data=base | form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def agreed(site: Site, unit: httpx2.AsyncClient, path: str) -> None:
    answer = await unit.post(f"{path}/agreement", data={"who": "Tor Vik", "day": day(site)})
    assert answer.status_code == 303, answer.text


async def said(client: httpx2.AsyncClient, path: str, **form: str) -> httpx2.Response:
    """Who is asked answers."""
    return await client.post(
        f"/appointments/{path.rpartition('/')[2]}/answer", data=form or {"answer": "yes"}
    )


async def appointed(site: Site, name: str, **form: str) -> tuple[httpx2.AsyncClient, httpx2.AsyncClient, str]:
    """All the way; the unit's client and hers, and the address of it."""
    unit, client = await site.client(UNIT), await site.client(name)
    path = await asked(site, unit, name, **form)
    await agreed(site, unit, path)
    assert (await said(client, path)).status_code == 303
    answer = await unit.post(f"{path}/appointment")
    assert answer.status_code == 303, answer.text
    return unit, client, path


async def taking_over(site: Site, name: str) -> tuple[httpx2.AsyncClient, httpx2.AsyncClient, str]:
    """The same, to take over from Wenche."""
    return await appointed(site, name, follows=await role_of(site, "wenche"))


async def proposal_of(client: httpx2.AsyncClient, site: Site) -> str:
    """The address of the one proposal that waits for who decides in Tiril's plan."""
    found = re.findall(r"/proposals/([0-9a-f-]{36})", (await client.get(site.plan())).text)
    assert len(set(found)) == 1, found
    return f"{site.plan()}/proposals/{found[0]}"


async def form_in(client: httpx2.AsyncClient, address: str) -> dict[str, str]:
    """What the page to sign would send as it stands, with all that is ticked."""
    text = (await client.get(address)).text
    ticked = re.findall(r'name="(same-[^"]+|takes)" value="yes" checked', text)
    mark = re.findall(r'name="read" value="([0-9a-f]+)"', text)
    assert ticked
    return {"read": mark[0], **dict.fromkeys(ticked, "yes")}


async def granted(site: Site, name: str) -> dict[str, Any]:
    """By section what somebody has in force, and until when."""
    rows = await site.world.sql(
        "SELECT section_id, access, expires_at FROM access_grant WHERE participant_id = :who"
        " AND space_id = :space AND withdrawn_at IS NULL",
        who=site.world.accounts[name],
        space=site.world.spaces["tiril"],
    )
    return {str(row[0]): (row[1], row[2]) for row in rows}


def called(name: str) -> str:
    return str(PEOPLE[name]["name"])
