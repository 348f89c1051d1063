"""A family's appointments in its own calendars: when they are, and nothing of what they are about."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.letter.calendar import Entry
from ipplan.letter.invitation import Sender
from ipplan.page.house import House
from ipplan.plan.appointments import rule_of
from ipplan.plan.outline import Node
from ipplan.plan.periods import OSLO
from ipplan.store.having import sections_having

APPOINTMENT = N_("Avtale")
AHEAD = timedelta(days=400)
"""How far on what comes again is written out."""
FAMILY = ("owner", "representative")
"""Whose calendars have them: they are the owner's time. Others look at the week plan."""


async def appointments(house: House, visit: Visit, back: timedelta) -> list[Entry]:
    """Those of one plan that are there for her; none where she would get no mail about it, either."""
    standing = visit.standing
    if standing.role not in FAMILY or standing.silent or standing.paused or standing.closed:
        return []
    async with house.database.engine.connect() as tx:
        sections = await sections_having(tx, visit.space.space_id, "appointment")
    permits = [await visit.open(one) for one in sorted(sections) if visit.may(one)]
    opened = await house.reader.outlines(permits)
    since, until = (visit.at - back).astimezone(OSLO).date(), (visit.at + AHEAD).astimezone(OSLO).date()
    found: list[Entry] = []
    for _, outline in opened.values():
        for node in outline.nodes:
            found += _entries(house, visit, node, since, until)
    return found


def _entries(house: House, visit: Visit, node: Node, since: date, until: date) -> Iterator[Entry]:
    rule = rule_of(node) if node.kind == "appointment" else None
    sender = Sender(house.settings.mail_from, house.settings.address, house.render)
    for day in rule.days(since, until) if rule else ():
        span = rule.span(day) if rule else None
        midnight = datetime.combine(day, time(), OSLO)
        starts, ends = span or (midnight, midnight)
        yield Entry(
            f"appointment-{node.item_id}-{day}@{sender.domain}",
            node.item.head.number,
            node.item.head.at,
            starts,
            ends,
            house.render.words(visit.actor.language, APPOINTMENT),
            f"{sender.address}/plans/{visit.space.space_id}/week?day={day}",
            whole_day=span is None,
        )
