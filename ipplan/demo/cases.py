"""Two inquiries that wait for the demo's coordinating unit: one whose deadline is near, and a new one."""

from datetime import timedelta
from typing import Any

from ipplan.demo.seed import ROAD, Seeding, read
from ipplan.gate.case_parts import give_part
from ipplan.gate.cases import case_within, found_case
from ipplan.permit import INQUIRY, Access
from ipplan.store.accounts import create_account
from ipplan.store.cases import file_of, open_file
from ipplan.unit.acts import do
from ipplan.unit.deadlines import case_deadline, day_of
from ipplan.unit.inquiry import parts_asked

ALIKE = ("by", "hard", "wish", "team")


async def seed_cases(seeding: Seeding) -> None:
    """Let them come in; nobody is sent anything."""
    place = read("people.toml")["municipality"]["id"]
    for one in read("cases.toml")["case"]:
        await _case(seeding, place, one)


async def _case(seeding: Seeding, place: str, one: dict[str, Any]) -> None:
    gate, came, sender = seeding.gate, seeding.ago(one["days"]), seeding.people[one["sender"]]
    # Of whom it is about the unit knows no more than what was written.
    nobody: dict[str, Any] = {"email": None, "title": "", "organisation": "", "pid": None}
    owner = await create_account(
        seeding.tx, municipality_id=place, name=one["name"], keys=gate.keyring.pids, now=came, **nobody
    )
    held = await found_case(gate, seeding.tx, municipality_id=place, owner_id=owner, now=came)
    await give_part(held, gate.signer, sender, "sender", sender)
    said = _said(seeding, one)
    await open_file(
        held,
        municipality_id=place,
        channel="online",
        asked_by=one["by"],
        sender_id=sender,
        deadline_on=case_deadline(came, 4, gate.rules).last,
        parts=parts_asked(said),
        team=one["team"],
    )
    visit = await case_within(gate, held, seeding.actor(one["sender"]), road=ROAD)
    permit, file = await visit.open(INQUIRY, Access.WRITE), await file_of(seeding.tx, held.space_id)
    assert file is not None
    await do(held, permit, file, "inquiry", said)
    await held.finish()


def _said(seeding: Seeding, one: dict[str, Any]) -> dict[str, Any]:
    """As the form keeps it (page/case/form.py)."""
    names = {person["id"]: person["name"] for person in read("people.toml")["person"]}
    sender: dict[str, Any] = {"name": names[one["sender"]]}
    if one["by"] == "service":
        agreed = day_of(seeding.ago(one["days"]) - timedelta(days=1)).isoformat()
        sender |= {name: one[name] for name in ("organisation", "role", "consent_how")}
        sender["consent_on"] = agreed
    else:
        sender |= {"relation": one["relation"], "knows": one["knows"]}
    return {
        **{name: one[name] for name in ALIKE},
        "person": {"name": one["name"], "born_on": one["born_on"], "expects": False, "number": ""},
        "services": [{"service": service, "contact": contact} for service, contact in one["services"]],
        "named": "",
        "contact": {"phone": "00 00 02 00", "email": "", "address": "", "interpreter": "", "best": "phone"},
        "language": "nb",
        "sender": sender,
    }
