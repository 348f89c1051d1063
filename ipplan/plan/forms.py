"""From what was typed to what a kind holds: every problem named beside its field, nothing thrown away."""

import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from ipplan.language import N_
from ipplan.plan.kinds import Kind
from ipplan.plan.kinds.asking import WEEKDAYS
from ipplan.store.versions import Clear


@dataclass(frozen=True)
class Filled:
    """A form as it was filled in. ``errors`` by field are message ids for gettext; empty: all is well."""

    values: Mapping[str, str]
    content: Mapping[str, str]
    clear: Clear
    errors: Mapping[str, str] = field(default_factory=dict)


def fill(kind: Kind, typed: Mapping[str, str], clear: Clear, before: Mapping[str, str]) -> Filled:
    """Read a form of ``kind``; what it does not ask for keeps its value from ``clear`` and ``before``."""
    errors: dict[str, str] = {}
    asked = {question.name for question in kind.questions}
    answers = {name: _tidy(value) for name, value in gathered(kind, typed).items() if name in asked}
    content = {**before, **kind.content({**before, **answers})}
    for question in kind.questions:
        wrong = _wrong(question.metadata, content[question.name])
        if wrong:
            errors[question.name] = wrong
        elif content[question.name] and question.metadata["widget"] in READS:
            widget, value = question.metadata["widget"], content[question.name]
            content[question.name] = _read(widget, question.name, value, errors)
    if kind.made and kind.questions and not any(content[one.name] for one in _written(kind)):
        errors.setdefault(_written(kind)[0].name, N_("Skriv noe her."))
    clear = replace(clear, **_read_clear(kind, typed, errors))
    if kind.check is not None and not errors:
        errors |= kind.check(content, clear.starts_at.date() if clear.starts_at else None)
    return Filled(typed, content, clear, errors)


def _wrong(asked: Mapping[str, Any], value: str) -> str | None:
    """What is wrong with an answer, if anything is."""
    if value and not _is_choice(asked, value):
        return N_("Velg ett av valgene.")
    if asked["required"] and not value:
        return N_("Velg ett av valgene.") if asked["options"] else N_("Skriv noe her.")
    return N_("Teksten er for lang. Gjør den kortere.") if len(value) > asked["longest"] else None


def _written(kind: Kind) -> list[Field[Any]]:
    """The questions that are answered in words: an item in which all of them stand empty says nothing."""
    return [one for one in kind.questions if one.metadata["widget"] not in ("choice", "participant")]


def draft_content(kind: Kind, typed: Mapping[str, str]) -> dict[str, str]:
    """What is being typed, as it is: no judgement, but for a bound on its size."""
    names = [question.name for question in kind.questions] + [_typed_name(name) for name in kind.clear]
    typed = gathered(kind, typed)
    return {name: typed[name][:20_000] for name in names if name in typed}


def shown(kind: Kind, clear: Clear, content: Mapping[str, str]) -> dict[str, str]:
    """The values a form starts with."""
    values = dict(content)
    for name in kind.clear:
        value = getattr(clear, name)
        if name == "starts_at" and value is not None:
            value = value.date()
        values[_typed_name(name)] = "" if value is None else str(value)
    return values


def _read_clear(kind: Kind, typed: Mapping[str, str], errors: dict[str, str]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name in kind.clear:
        value = typed.get(_typed_name(name), "").strip()
        if name == "status":
            read[name] = value or kind.first_status
            if read[name] not in kind.statuses:
                errors[name] = N_("Velg ett av valgene.")
        elif name == "responsible_id":
            read[name] = _uuid(value)
            if read[name] is None:
                errors[name] = N_("Velg hvem som blir spurt.")
        else:
            day = read_day(value)
            if not value and name in kind.needed:
                errors[_typed_name(name)] = N_("Skriv hvilken dag.")
            if value and day is None:
                errors[_typed_name(name)] = N_("Skriv datoen som dag.måned.år, for eksempel 31.12.2027.")
            read[name] = (
                datetime(day.year, day.month, day.day, tzinfo=UTC) if day and name == "starts_at" else day
            )
    return read


def _is_choice(asked: Mapping[str, Any], value: str) -> bool:
    """Whether a field that is chosen, and not written, has a value that can be."""
    if asked["widget"] == "participant":
        return _uuid(value) is not None
    return asked["widget"] != "choice" or value in asked["options"]


def gathered(kind: Kind, typed: Mapping[str, str]) -> dict[str, str]:
    """The form with one answer where it has a box for each day of the week (``weekdays-mon``)."""
    found = dict(typed)
    for question in kind.questions:
        if question.metadata["widget"] == "weekdays":
            ticked = [one for one in WEEKDAYS if f"{question.name}-{one}" in typed]
            if ticked:
                found[question.name] = " ".join(ticked)
    return found


def _read(widget: str, name: str, value: str, errors: dict[str, str]) -> str:
    """The answer as it is kept; as it was typed where it does not read."""
    read, problem = READS[widget]
    found = read(value)
    if found is None:
        errors[name] = problem
    return value if found is None else found


def _typed_name(column: str) -> str:
    return "starts_on" if column == "starts_at" else column


def _tidy(value: str) -> str:
    """Line ends as the browser sends them become plain; nobody's spaces at the ends are kept."""
    return value.replace("\r\n", "\n").replace("\x00", "").strip()


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _read_clock(value: str) -> str | None:
    """From 8, 830, 8.30 or 08:30 to 08:30."""
    found = re.fullmatch(r"([0-9]{1,2})(?:[.: ]?([0-5][0-9]))?", value)
    if found is None or int(found[1]) > 23:
        return None
    return f"{int(found[1]):02}:{found[2] or '00'}"


def _read_date(value: str) -> str | None:
    day = read_day(value)
    return day.isoformat() if day else None


def _read_days(value: str) -> str | None:
    found = [read_day(one) for one in re.split(r"[\s,;]+", value) if one]
    known = sorted({one for one in found if one})
    return None if None in found else ", ".join(f"{one:%d.%m.%Y}" for one in known)


def _read_weekdays(value: str) -> str | None:
    found = set(value.split())
    return " ".join(one for one in WEEKDAYS if one in found) if found <= set(WEEKDAYS) else None


READS: Mapping[str, tuple[Callable[[str], str | None], str]] = {
    "clock": (_read_clock, N_("Skriv klokkeslettet slik: 08:30.")),
    "day": (_read_date, N_("Skriv datoen som dag.måned.år, for eksempel 31.12.2027.")),
    "days": (_read_days, N_("Skriv datoene som dag.måned.år, med komma mellom.")),
    "weekdays": (_read_weekdays, N_("Velg blant ukedagene.")),
}
"""Answers that are not plain words: how each is read, and what is said where it does not read."""


def read_day(value: str) -> date | None:
    """A date as a date field sends it (2027-12-31), or as people write it (31.12.2027)."""
    for shape in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(value, shape).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        return day if 1900 <= day.year <= 2200 else None
    return None
