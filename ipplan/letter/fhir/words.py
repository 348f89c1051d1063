"""What is written and said: messages and remarks as communications, all else as documents."""

from base64 import b64encode
from urllib.parse import quote

from ipplan.letter.fhir.told import (
    Plan,
    Resource,
    coded,
    identified,
    made,
    printable,
    title_of,
    to,
    told_lines,
)
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node

SPOKEN = frozenset({"message", "comment"})
"""Kinds that somebody says to others."""


def communication(plan: Plan, node: Node, above: Node | None) -> Resource:
    """A message, or a remark on something."""
    author = plan.author(node)
    body = printable(node.content.get("body", "")) or "–"
    return made(
        plan,
        "Communication",
        node.item_id,
        str(author["display"]),
        told_lines(plan, node),
        identifier=identified(node.item_id),
        status="completed",
        category=[coded(plan.said(KINDS[node.kind].word))],
        subject=to(plan.owner_id),
        about=[to(above.item_id)] if above is not None else [],
        sent=node.item.created_at.isoformat(),
        sender=author,
        payload=[{"contentString": body}],
    )


def document(plan: Plan, node: Node, above: Node | None) -> Resource:
    """Anything else that is written: as it reads, and its file, if it has one."""
    title, lines = title_of(plan, node), told_lines(plan, node)
    dates = [one for one in (node.clear.starts_at, node.clear.due_on) if one]
    text = "\n".join([title, *(one.isoformat()[:10] for one in dates), *map(printable, lines)])
    attached = {
        "contentType": "text/plain; charset=utf-8",
        "language": plan.lang,
        "data": b64encode(text.encode()).decode(),
        "title": title,
    }
    return made(
        plan,
        "DocumentReference",
        node.item_id,
        title,
        lines,
        identifier=identified(node.item_id),
        status="current",
        type=coded(plan.said(KINDS[node.kind].word)),
        subject=to(plan.owner_id),
        date=node.item.head.at.isoformat(),
        author=[plan.author(node)],
        description=title,
        content=[{"attachment": attached}, *_file(plan, node)],
        context={"related": [to(above.item_id)]} if above is not None else None,
    )


def _file(plan: Plan, node: Node) -> list[Resource]:
    """The file of an item, where it is in the archive; its address is relative to the bundle."""
    name, content = plan.files.get(node.item_id), node.content
    if name is None:
        return []
    attached = {
        "contentType": content["media_type"],
        "url": quote(name),
        "size": int(content["size"]),
        "title": printable(content["name"]) or name,
    }
    return [{"attachment": attached}]
