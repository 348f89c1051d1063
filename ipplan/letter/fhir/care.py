"""The plan itself: a care plan, one within it for each section, goals, and what is to be done."""

from collections.abc import Iterator
from dataclasses import fields

from ipplan.language import N_
from ipplan.letter.fhir.told import (
    Plan,
    Resource,
    coded,
    identified,
    made,
    part_id,
    printable,
    title_of,
    to,
    told_lines,
)
from ipplan.plan.kinds import KINDS
from ipplan.plan.origins import origin_of
from ipplan.plan.outline import Node, Outline

GOALS = {"active": "active", "reached": "completed", "paused": "on-hold", "stopped": "cancelled"}
"""Goal.lifecycleStatus."""
ACTIONS = {"planned": "ready", "ongoing": "in-progress", "done": "completed", "stopped": "cancelled"}
"""Task.status of an action."""
ANSWERS = {"asked": "requested", "accepted": "accepted", "declined": "rejected", "done": "completed"}
"""Task.status of a responsibility."""
ACHIEVED = "http://terminology.hl7.org/CodeSystem/goal-achievement"
RELATED = "http://hl7.org/fhir/StructureDefinition/goal-relationship"
RELATION = "http://hl7.org/fhir/goal-relationship-type"


def whole(plan: Plan) -> Resource:
    """The plan; its sections are parts of it."""
    title = plan.said(N_("Individuell plan for %(name)s"), name=plan.owner)
    return made(
        plan,
        "CarePlan",
        plan.space_id,
        title,
        [one.title for one in plan.outlines],
        identifier=identified(plan.space_id),
        status="completed" if plan.closed else "active",
        intent="plan",
        title=printable(title),
        subject=to(plan.owner_id),
        careTeam=[to(part_id(plan, "careteam"))],
        created=plan.at.isoformat(),
    )


def section(plan: Plan, outline: Outline) -> Resource:
    """A section: its goals, what is done in it, and what is written in it."""
    nodes = [node for node, _ in outline.walk()]
    goals = [to(node.item_id) for node in nodes if node.kind == "goal"]
    tasks = [{"reference": to(node.item_id)} for node in nodes if node.kind == "action"]
    rest = [to(one.item_id) for one in nodes if one.kind not in ("goal", "action", "responsibility")]
    return made(
        plan,
        "CarePlan",
        outline.section_id,
        outline.title,
        identifier=identified(outline.section_id),
        partOf=[to(plan.space_id)],
        status="completed" if plan.closed else "active",
        intent="plan",
        title=printable(outline.title) or "–",
        subject=to(plan.owner_id),
        goal=goals,
        activity=tasks,
        supportingInfo=rest,
    )


def goal(plan: Plan, node: Node) -> Resource:
    """What the owner wants; a sub-goal is a milestone of the goal that it stands under."""
    said, state = title_of(plan, node), node.clear.status
    reached = coded(plan.said(N_("Nådd")), ACHIEVED, "achieved") if state == "reached" else None
    due = node.clear.due_on
    return made(
        plan,
        "Goal",
        node.item_id,
        said,
        told_lines(plan, node),
        extension=[_milestone(below) for below in node.of("goal")],
        identifier=identified(node.item_id),
        lifecycleStatus=GOALS[state],
        achievementStatus=reached,
        description={"text": said},
        subject=to(plan.owner_id),
        target=[{"dueDate": due.isoformat()}] if due else [],
        statusDate=node.item.head.at.date().isoformat(),
        expressedBy=to(plan.owner_id) if node.item.head.author_id == plan.owner_id else None,
        note=_notes(plan, node),
    )


def action(plan: Plan, node: Node, above: Node | None) -> Resource:
    """What is to be done, for which goal."""
    due = node.clear.due_on
    starts = node.clear.starts_at.date() if node.clear.starts_at else None
    # FHIR has no period that ends before it begins; when it was to begin stands in the words of view.json.
    begins = starts if starts and not (due and due < starts) else None
    period = {name: day.isoformat() for name, day in (("start", begins), ("end", due)) if day}
    return made(
        plan,
        "Task",
        node.item_id,
        title_of(plan, node),
        told_lines(plan, node),
        identifier=identified(node.item_id),
        status=ACTIONS[node.clear.status],
        intent="plan",
        description=title_of(plan, node),
        focus=to(above.item_id) if above is not None else None,
        **{"for": to(plan.owner_id)},
        authoredOn=node.item.created_at.isoformat(),
        lastModified=node.item.head.at.isoformat(),
        executionPeriod=period,
        note=_notes(plan, node),
    )


def responsibility(plan: Plan, node: Node, above: Node | None) -> Resource:
    """Who is asked to do it, and what she answered."""
    origin = origin_of(node.content)
    due, asked = node.clear.due_on, node.clear.responsible_id
    owner = plan.who(asked, origin.responsible if origin else "")
    reason = printable(node.content.get("reason", ""))
    return made(
        plan,
        "Task",
        node.item_id,
        title_of(plan, node),
        [str(owner["display"]), *told_lines(plan, node)],
        identifier=identified(node.item_id),
        partOf=[to(above.item_id)] if above is not None else [],
        status=ANSWERS[node.clear.status],
        statusReason=coded(reason) if reason else None,
        intent="order",
        description=title_of(plan, node),
        **{"for": to(plan.owner_id)},
        authoredOn=node.item.created_at.isoformat(),
        lastModified=node.item.head.at.isoformat(),
        owner=owner,
        restriction={"period": {"end": due.isoformat()}} if due else None,
    )


def is_care(node: Node) -> bool:
    """Whether it is a goal, an action or a responsibility, in a state that is known."""
    known = {"goal": GOALS, "action": ACTIONS, "responsibility": ANSWERS}.get(node.kind, {})
    return node.clear.status in known


def _milestone(below: Node) -> Resource:
    kind = {"url": "type", "valueCodeableConcept": coded("milestone", RELATION, "milestone")}
    return {"url": RELATED, "extension": [kind, {"url": "target", "valueReference": to(below.item_id)}]}


def _notes(plan: Plan, node: Node) -> list[Resource]:
    author = plan.author(node)
    by = {"authorReference": author} if "reference" in author else {"authorString": author["display"]}
    at = node.item.head.at.isoformat()
    return [{**by, "time": at, "text": line} for line in map(printable, _fields(plan, node)) if line]


def _fields(plan: Plan, node: Node) -> Iterator[str]:
    kind, content = KINDS[node.kind], KINDS[node.kind].content(node.content)
    for one in fields(kind.shape):
        if one.name != "title" and one.metadata["shown"] and content[one.name].strip():
            label = plan.said(one.metadata["label"])
            yield content[one.name] if one.name == "body" else f"{label}: {content[one.name]}"
