"""The plan as FHIR: whatever stands in it the bundle validates, and each thing is in it once."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from xml.etree import ElementTree

from fhir.resources.R4B.bundle import Bundle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipplan.letter.fhir.bundle import bundle
from ipplan.letter.fhir.told import Grant, Person, Plan
from ipplan.permit import Access
from ipplan.plan.kinds import KINDS
from ipplan.plan.meetings import Meeting
from ipplan.plan.origins import Origin, with_origin
from ipplan.plan.outline import Node, Outline, grow
from ipplan.store.items import Item
from ipplan.store.meetings import Change, When, Words
from ipplan.store.versions import Clear, Version

AT = datetime(2026, 5, 17, 12, tzinfo=UTC)
SPACE, OWNER, LEILA, MARTE, GONE = (UUID(int=number) for number in range(1, 6))
NAMES = {OWNER: "Tiril <b>", LEILA: "Leila", MARTE: "Marte", GONE: "Berit"}
PEOPLE = (
    Person(OWNER, NAMES[OWNER], "owner", "", "", ""),
    Person(LEILA, "Leila", "participant", "", "Fastlege", "Legesenteret"),
    Person(MARTE, "Marte", "representative", "Mor", "", ""),
)
CODES = {
    ("CarePlan", "status"): {"active", "completed"},
    ("CarePlan", "intent"): {"plan"},
    ("Goal", "lifecycleStatus"): {"active", "on-hold", "completed", "cancelled"},
    ("Task", "status"): {
        *("requested", "accepted", "rejected", "ready", "in-progress", "completed", "cancelled"),
    },
    ("Task", "intent"): {"plan", "order"},
    ("Appointment", "status"): {"proposed", "booked", "fulfilled", "cancelled"},
    ("Communication", "status"): {"completed"},
    ("DocumentReference", "status"): {"current"},
    ("Consent", "status"): {"active"},
    ("CareTeam", "status"): {"active", "inactive"},
}
"""Those of R4's required value sets that are used: the library does not hold codes to them."""
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")

text = st.text(max_size=40).map(lambda one: one.replace("\x00", ""))
days = st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))
kinds = st.sampled_from([name for name in KINDS if name != "section"])


@st.composite
def items(draw: st.DrawFn) -> list[Item]:
    """Items of any kinds, each under one that it may stand under, or where it stands alone."""
    made: list[Item] = []
    for name in draw(st.lists(kinds, max_size=12)):
        kind = KINDS[name]
        above = [one for one in made if one.clear.kind in kind.under]
        if above or kind.alone:
            parent = draw(st.sampled_from([*above, *([None] if kind.alone else [])]))
            made.append(draw(_item(name, parent)))
    return made


@st.composite
def _item(draw: st.DrawFn, name: str, parent: Item | None) -> Item:
    kind, begins = KINDS[name], draw(days)
    content = kind.content({field: draw(text) for field in kind.content({})})
    if kind.file:
        content |= {"media_type": "application/pdf", "size": "1700"}
    if draw(st.booleans()):
        content = with_origin(content, Origin(draw(text), AT.isoformat(), draw(text), draw(text)))
    clear = Clear(
        name,
        parent.item_id if parent else None,
        draw(st.sampled_from(list(kind.statuses))) if kind.statuses else "",
        due_on=draw(days),
        starts_at=datetime.combine(begins, datetime.min.time(), UTC) if begins else None,
        responsible_id=draw(st.sampled_from([None, OWNER, LEILA, GONE])),
    )
    return _version(clear, content, draw(st.sampled_from([OWNER, MARTE, GONE])), draw(st.integers(1, 3)))


def _version(clear: Clear, content: Any, author: UUID, number: int = 1, item_id: UUID | None = None) -> Item:
    head = Version(
        item_id=item_id or uuid4(),
        section_id=uuid4(),
        version_id=uuid4(),
        number=number,
        base=None,
        cause="created",
        author_id=author,
        on_behalf_of=None,
        created_by=author,
        at=AT,
        clear=clear,
        content=content,
    )
    return Item(head, AT, 1)


def section(title: str, made: list[Item]) -> Outline:
    section_id = uuid4()
    named = _version(Clear("section"), {"title": title}, OWNER, item_id=section_id)
    outline = grow(section_id, [named, *made])
    assert outline is not None
    return outline


def meeting(sections: list[UUID], title: str, place: str, state: str) -> Meeting:
    words = Words(title, place, "", False, frozenset({LEILA, OWNER, GONE}), 1)
    when = When(AT, AT + timedelta(hours=1), frozenset({*sections, uuid4()}))
    change = Change(uuid4(), 1, OWNER, AT, state, when, words)
    waiting = change if state == "proposed" else None
    return Meeting(change.meeting_id, None if waiting else change, waiting, (change,), {LEILA: "maybe"})


def files_in(outlines: list[Outline]) -> list[Node]:
    """Those of the items that have a file."""
    return [node for one in outlines for node, _ in one.walk() if KINDS[node.kind].file]


def plan(outlines: list[Outline], meetings: list[Meeting], *, decides: bool = True) -> Plan:
    ids = [one.section_id for one in outlines]
    given = [Grant(LEILA, one, Access.WRITE, AT + timedelta(days=9)) for one in ids]
    return Plan(
        SPACE,
        OWNER,
        NAMES[OWNER],
        "fjordvik",
        "Fjordvik kommune",
        AT,
        "nb",
        False,
        outlines,
        PEOPLE,
        NAMES,
        meetings,
        given if decides else (),
        {node.item_id: f"files/brev av {day}.pdf" for day, node in enumerate(files_in(outlines))},
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(text, items()), max_size=3),
    text,
    text,
    st.sampled_from(["called", "cancelled", "proposed"]),
)
def test_whatever_stands_in_a_plan_the_bundle_is_fhir_and_whole(
    sections: list[tuple[str, list[Item]]], title: str, place: str, state: str
) -> None:
    outlines = [section(*one) for one in sections]
    meetings = [meeting([one.section_id for one in outlines], title, place, state)]
    made = bundle(plan(outlines, meetings))
    Bundle.model_validate(made)
    shown = resources(made)
    check_by_hand(made)
    identified = Counter(one["identifier"][0]["value"] for one in shown if "identifier" in one)
    nodes = [node for outline in outlines for node, _ in outline.walk()]
    for own_id in (SPACE, meetings[0].meeting_id, *(node.item_id for node in nodes)):
        assert identified[f"urn:uuid:{own_id}"] == 1
    assert len(nodes) == sum(1 for one in shown if is_item(one, nodes))
    for day, node in enumerate(files_in(outlines)):
        _, file = next(one for one in shown if one["id"] == str(node.item_id))["content"]
        assert file["attachment"]["url"] == f"files/brev%20av%20{day}.pdf"
        assert (file["attachment"]["contentType"], file["attachment"]["size"]) == ("application/pdf", 1700)


def resources(made: Any) -> list[Any]:
    return [entry["resource"] for entry in made["entry"]]


def is_item(one: Any, nodes: list[Node]) -> bool:
    return one["id"] in {str(node.item_id) for node in nodes}


def check_by_hand(made: Any) -> None:
    """What the library does not: ids, references, codes of required sets, narratives, empty values."""
    there = {entry["fullUrl"] for entry in made["entry"]}
    assert len(there) == len(made["entry"])
    for one in resources(made):
        assert ID.fullmatch(one["id"])
        assert f"urn:uuid:{one['id']}" in there
        for name, value in one.items():
            if (codes := CODES.get((one["resourceType"], name))) is not None:
                assert value in codes, (one["resourceType"], name, value)
        div = ElementTree.fromstring(one["text"]["div"])
        assert {node.tag.rpartition("}")[2] for node in div.iter()} <= {"div", "p", "b"}
        assert "".join(div.itertext()).strip()
    for value in leaves(made):
        assert value not in ("", None)
    for reference in references(made):
        assert reference in there


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for below in value.values():
            yield from references(below)
    elif isinstance(value, list):
        for below in value:
            yield from references(below)


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        assert value, "FHIR has no empty objects or lists"
        for below in value.values() if isinstance(value, dict) else value:
            yield from leaves(below)
    else:
        yield value


def test_statuses_people_and_grants_are_told_as_the_document_says() -> None:
    goal = _version(Clear("goal", status="reached"), {"title": "Svømme", "body": "Gøy"}, OWNER)
    under = _version(Clear("goal", goal.item_id, "paused"), {"title": "Dykke"}, OWNER)
    action = _version(Clear("action", goal.item_id, "ongoing"), {"title": "Øve"}, MARTE)
    duty = Clear("responsibility", action.item_id, "declined", responsible_id=LEILA)
    asked = _version(duty, {"title": "Kjøre", "reason": "Har ikke bil"}, MARTE)
    outline = section("Fritid", [goal, under, action, asked])
    shown = {one["id"]: one for one in resources(bundle(plan([outline], [])))}
    told = shown[str(goal.item_id)]
    assert (told["lifecycleStatus"], told["description"]["text"]) == ("completed", "Svømme")
    milestone = told["extension"][0]["extension"][1]["valueReference"]["reference"]
    assert milestone == f"urn:uuid:{under.item_id}"
    assert shown[str(under.item_id)]["lifecycleStatus"] == "on-hold"
    assert shown[str(action.item_id)]["status"] == "in-progress"
    assert shown[str(action.item_id)]["focus"]["reference"] == f"urn:uuid:{goal.item_id}"
    answer = shown[str(asked.item_id)]
    assert (answer["status"], answer["statusReason"]["text"]) == ("rejected", "Har ikke bil")
    assert answer["owner"] == {"reference": f"urn:uuid:{LEILA}", "display": "Leila"}
    care = shown[str(outline.section_id)]
    assert {one["reference"] for one in care["goal"]} == {f"urn:uuid:{one.item_id}" for one in (goal, under)}
    kinds = {one["id"]: one["resourceType"] for one in shown.values()}
    assert (kinds[str(OWNER)], kinds[str(LEILA)], kinds[str(MARTE)]) == (
        "Patient",
        "Practitioner",
        "RelatedPerson",
    )
    consent = next(one for one in shown.values() if one["resourceType"] == "Consent")
    provision = consent["provision"]["provision"][0]
    assert provision["actor"][0]["reference"]["reference"] == f"urn:uuid:{LEILA}"
    assert provision["data"][0]["reference"]["reference"] == f"urn:uuid:{outline.section_id}"
    assert provision["period"]["end"].startswith("2026-05-26")
    assert "Consent" not in {
        one["resourceType"] for one in resources(bundle(plan([outline], [], decides=False)))
    }
    assert "<b>" not in shown[str(OWNER)]["text"]["div"].replace("<p><b>", "", 1).replace("</b></p>", "")
