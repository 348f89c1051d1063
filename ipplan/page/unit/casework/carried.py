"""What a case carries on to the unit's other pages, so that nobody writes there what stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request

from ipplan.gate.cases import enter_case
from ipplan.page.house import House, house_of
from ipplan.page.respond import as_uuid
from ipplan.page.unit.casework.opened import Opened, check_unit, opened_by
from ipplan.page.who import who_of
from ipplan.permit import Refused
from ipplan.store.accounts import Account, accounts, pid_of

CASE = "case"
"""Name of the case in a link or a form."""


async def case_behind(request: Request, typed: Mapping[str, str], person: UUID) -> Opened | None:
    """The case about a person by which one of the unit comes here, if by any; raises `Refused`."""
    named = typed.get(CASE) or request.query_params.get(CASE, "")
    if not named:
        return None
    house = house_of(request)
    visit = await enter_case(house.gate, who_of(request).actor, as_uuid(named), road="case")
    check_unit(visit)
    case = await opened_by(house, visit)
    if case.person != person:
        raise Refused("another_person")
    return case


@dataclass(frozen=True)
class Known:
    """Somebody who acts in a case, or sent it, by her own login."""

    account: Account
    relation: str
    basis: str


async def known_in(house: House, case: Opened) -> Known | None:
    """Who acts in the case, as the unit recorded it; else the relative who sent it."""
    acting = [one.sub for one in case.parts if one.role == "representative"]
    who = acting[0] if acting else case.file.sender_id if case.file.asked_by == "relative" else None
    if who is None:
        return None
    async with house.database.engine.connect() as tx:
        account = (await accounts(tx, [who]))[who]
    let_in = [one.said for one in case.events if one.kind == "let_in" and one.said["account"] == str(who)]
    recorded: Mapping[str, Any] = next(
        (one for one in reversed(let_in) if one["role"] == "representative"), {}
    )
    relation = recorded.get("relation") or _inquiry(case).get("sender", {}).get("relation", "")
    return Known(account, relation, recorded.get("basis", ""))


async def number_of(house: House, known: Known | None, typed: Mapping[str, str]) -> str | None:
    """Her number, where the form names her and leaves it out: it is known, and shown to nobody."""
    if known is None or typed.get("pid", "").strip():
        return None
    if typed.get("name", "").split() != known.account.name.split():
        return None
    async with house.database.engine.connect() as tx:
        return await pid_of(tx, house.pids, known.account.account_id)


def begun(known: Known | None) -> dict[str, str]:
    """How a form about her begins."""
    if known is None:
        return {}
    one = known.account
    values = {"name": one.name, "email": one.email or "", "relation": known.relation, "basis": known.basis}
    return {name: value for name, value in values.items() if value}


def appointing(case: Opened, known: Known | None) -> dict[str, str]:
    """How the unit begins to appoint: what kind, and how to reach whom it is about, or who acts for her."""
    said = _inquiry(case)
    child = case.file.child_coordinator == "granted"
    reached = said.get("contact", {}) if case.file.channel == "online" else {}
    name = known.account.name if known else case.file.owner_name
    lines = [name, reached.get("phone", ""), reached.get("email") or (known and known.account.email) or ""]
    kind = "child_coordinator" if child else "coordinator"
    return {"kind": kind, "contact": "\n".join(filter(None, lines))}


def wished_in(case: Opened | None) -> str:
    """Whom the inquiry wishes for."""
    return str(_inquiry(case).get("named", "")) if case else ""


def _inquiry(case: Opened) -> Mapping[str, Any]:
    event = case.last("inquiry")
    return event.said if event else {}
