"""The bundle: a collection, in which every reference leads to a resource of the same bundle."""

from collections.abc import Iterator
from typing import Any

from ipplan.letter.fhir import care, people
from ipplan.letter.fhir.meetings import appointment
from ipplan.letter.fhir.told import ITEM, Plan, Resource, part_id
from ipplan.letter.fhir.words import SPOKEN, communication, document
from ipplan.plan.outline import Node


def bundle(plan: Plan) -> dict[str, Any]:
    """All that the reader sees, as a Bundle of type ``collection`` (FHIR R4)."""
    own_id = part_id(plan, "bundle", plan.at.isoformat())
    return {
        "resourceType": "Bundle",
        "id": str(own_id),
        "language": plan.lang,
        "identifier": {"system": ITEM, "value": f"urn:uuid:{own_id}"},
        "type": "collection",
        "timestamp": plan.at.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in _resources(plan)],
    }


def _resources(plan: Plan) -> Iterator[Resource]:
    yield people.patient(plan)
    yield people.municipality(plan)
    yield from people.everybody(plan)
    yield people.care_team(plan)
    yield care.whole(plan)
    for outline in plan.outlines:
        yield care.section(plan, outline)
        for node, above in outline.walk():
            yield _resource(plan, node, above)
    for meeting in plan.meetings:
        yield appointment(plan, meeting)
    yield from people.consents(plan)


def _resource(plan: Plan, node: Node, above: Node | None) -> Resource:
    """Each item is one resource, of any kind there is or will be."""
    if care.is_care(node):
        if node.kind == "goal":
            return care.goal(plan, node)
        tell = care.action if node.kind == "action" else care.responsibility
        return tell(plan, node, above)
    if node.kind in SPOKEN:
        return communication(plan, node, above)
    return document(plan, node, above)
