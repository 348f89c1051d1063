"""The table of who sees what, and what is wished of it: read from the form as it was filled in."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ipplan.gate.agreeing import Agreement
from ipplan.gate.consenting import text_shown
from ipplan.gate.signing import Wish
from ipplan.gate.standing import Allowed
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.permit import Access, Refused
from ipplan.plan.forms import read_day
from ipplan.plan.outline import Outline
from ipplan.plan.periods import end_of, last_day, last_day_of, latest
from ipplan.store.doors import CameBy
from ipplan.store.people import Participant

KEEP = "keep"
SOON = 30
"""Days before its end from which access is about to end."""


@dataclass(frozen=True)
class Row:
    """One participant's row of the table: what she may open now, by section."""

    person: Participant
    now: Mapping[UUID, Allowed]
    receipt_id: UUID | None = None
    """The newest receipt of what was signed for her."""
    doors: Sequence[CameBy] = ()
    """By which doors she has come, the last first."""

    @property
    def on_paper(self) -> list[UUID]:
        """The sections to which she was given access on paper."""
        return [section for section, one in self.now.items() if one.attested]

    @property
    def ends(self) -> datetime | None:
        """The first end among her grants."""
        return min((one.expires_at for one in self.now.values()), default=None)


@dataclass(frozen=True)
class Table:
    """All that the sharing pages show."""

    visit: Visit
    sections: tuple[Outline, ...]
    rows: tuple[Row, ...]
    today: date
    blocked: str = ""
    """Which consent nothing can be signed without: ``first`` (that the space rests on) or ``sharing``."""
    waiting: tuple[tuple[Agreement, str], ...] = ()
    """What one of two who decide together has signed, and her name."""

    @property
    def soon(self) -> list[tuple[Row, Outline, Allowed]]:
        """What ends within `SOON` days, or was granted on a mandate that is over; the first end first."""
        found = [
            (row, section, one)
            for row in self.rows
            for section in self.sections
            if (one := row.now.get(section.section_id))
            and (one.left_over or (last_day_of(one.expires_at) - self.today).days <= SOON)
        ]
        return sorted(found, key=lambda one: one[2].expires_at)


def read_wishes(table: Table, typed: Mapping[str, str]) -> tuple[list[Wish], dict[str, str]]:
    """The cells that change, and what is wrong, by field."""
    wishes: list[Wish] = []
    errors: dict[str, str] = {}
    for row in table.rows:
        who = row.person.account_id
        period = typed.get(f"until-{who}", KEEP)
        day = _last_day(typed, who, table.today) if period != KEEP else None
        if period != KEEP and day is None:
            errors[f"until-{who}"] = N_("Velg en dato fra i morgen av, og høyst tre år fram.")
            continue
        for section in table.sections:
            wish = _wish(row, section.section_id, typed, day)
            if wish is None:
                continue
            if wish.access is not None and wish.expires_at is None:
                errors[f"until-{who}"] = N_("Velg hvor lenge tilgangen skal gjelde.")
            wishes.append(wish)
    return wishes, errors


def renewed(table: Table, period: str) -> dict[str, str]:
    """The form in which all that is about to end goes on as it is, for one more period."""
    typed = {}
    for row, section, now in table.soon:
        who = row.person.account_id
        typed[f"access-{who}-{section.section_id}"] = now.access.word
        typed[f"until-{who}"] = period
    return typed


def _wish(row: Row, section_id: UUID, typed: Mapping[str, str], day: date | None) -> Wish | None:
    """What is wished for one cell, or ``None`` where it stays as it is."""
    who = row.person.account_id
    now = row.now.get(section_id)
    word = typed.get(f"access-{who}-{section_id}")
    if word is None:
        return None
    try:
        access = Access.named(word) if word != "none" else None
    except KeyError:
        raise Refused("access_word") from None
    if access is None:
        return Wish(who, section_id, None, None) if now else None
    if now and now.access == access and (day is None or end_of(day) == now.expires_at):
        return None
    until = end_of(day) if day else (now.expires_at if now else None)
    return Wish(who, section_id, access, until)


def _last_day(typed: Mapping[str, str], who: UUID, today: date) -> date | None:
    period = typed.get(f"until-{who}", "")
    day = read_day(typed.get(f"day-{who}", "")) if period == "day" else last_day(period, today)
    return day if day is not None and today < day <= latest(today) else None


def in_words(table: Table, wishes: list[Wish]) -> list[dict[str, object]]:
    titles = {section.section_id: section.title for section in table.sections}
    rows = {row.person.account_id: row for row in table.rows}
    return [
        {
            "person": rows[wish.participant_id].person,
            "title": titles[wish.section_id],
            "access": wish.access,
            "until": wish.expires_at,
            "before": rows[wish.participant_id].now.get(wish.section_id),
        }
        for wish in wishes
    ]


def digest(table: Table, wishes: Sequence[Wish]) -> str:
    """A mark of what was read before signing: the wishes, what they replace, and the text of the consent."""
    rows = {row.person.account_id: row for row in table.rows}
    lines = [f"consent {text_shown(table.visit, 'sharing').sha256}"]
    for wish in wishes:
        now = rows[wish.participant_id].now.get(wish.section_id)
        before, access = now.grant_id if now else None, wish.access.word if wish.access else None
        lines.append(f"{wish.participant_id} {wish.section_id} {access} {wish.expires_at} {before}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
