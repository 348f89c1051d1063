"""Meetings that come again: reading how often, and taking a change on to those after it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from ipplan.language import N_
from ipplan.page.meeting.calling.fields import FURTHEST, TOO_FAR
from ipplan.page.meeting.meetings import Room
from ipplan.plan.meetings import Meeting, meetings_of
from ipplan.plan.series import (
    FEWEST,
    MOST,
    STEPS,
    NoSuchTime,
    carried,
    day_of,
    days_of,
    hours_of,
    later_than,
)
from ipplan.render import day_in_words
from ipplan.store.database import Tx
from ipplan.store.meetings import When, Words


async def later(tx: Tx, room: Room, found: Meeting) -> list[Meeting]:
    """Those of its series after it, that a change may go for, too."""
    return later_than(found, await meetings_of(tx, room.permit, room.viewer), room.visit.at)


def read(
    typed: Mapping[str, str], room: Room, when: When | None, words: Words, errors: dict[str, str]
) -> list[tuple[When, Words]]:
    """The meetings of the form: one, or a series. Nothing where there are ``errors``."""
    step, count = typed.get("repeat", ""), _number(typed.get("times", ""))
    if step in ("", "no"):
        return [(when, words)] if when and not errors else []
    if step not in STEPS:
        errors["repeat"] = N_("Velg ett av valgene.")
    if not FEWEST <= count <= MOST:
        errors["times"] = N_("Velg hvor mange møter, fra 2 til 12.")
    if errors or when is None:
        return []
    try:
        whens = [When(*hours_of(when).on(day), when.sections) for day in days_of(day_of(when), step, count)]
    except NoSuchTime as none:
        _no_such_time(room, none.day, errors)
        return []
    if whens[-1].starts_at > room.visit.at + FURTHEST:
        errors["times"] = TOO_FAR
        return []
    words = replace(words, series=uuid4())
    return [(one, words) for one in whens]


def changed(
    room: Room,
    found: Meeting,
    when: When | None,
    words: Words,
    among: Sequence[Meeting],
    errors: dict[str, str],
) -> list[tuple[Meeting, When, Words]]:
    """The form's meeting, and ``among`` with the same change; nothing where there are ``errors``."""
    if errors or when is None:
        return []
    words = replace(words, series=found.newest.words.series)
    try:
        made = [(found, when, words), *_carried(found, when, words, among)]
    except NoSuchTime as none:
        _no_such_time(room, none.day, errors)
        return []
    starts = [one.starts_at for _, one, _ in made]
    if min(starts) <= room.visit.at:
        errors["day"] = N_("Velg et tidspunkt som ikke er passert.")
    elif max(starts) > room.visit.at + FURTHEST:
        errors["day"] = TOO_FAR
    return [] if errors else made


def _carried(
    found: Meeting, when: When, words: Words, among: Sequence[Meeting]
) -> Iterator[tuple[Meeting, When, Words]]:
    before = found.newest
    for one in among:
        now = one.newest
        yield one, *carried((before.when, before.words), (when, words), (now.when, now.words))


def _no_such_time(room: Room, day: date, errors: dict[str, str]) -> None:
    errors["from"] = N_("Dette klokkeslettet finnes ikke %(day)s: klokka stilles fram.")
    errors["no-such-day"] = day_in_words(day, room.visit.actor.language)


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 4 else 0
