"""From what was typed to what a kind holds: every problem named beside its field, nothing thrown away."""

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from ipplan.language import N_
from ipplan.plan.kinds import Kind
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
    answers = {name: _tidy(value) for name, value in typed.items() if name in asked}
    content = {**before, **kind.content({**before, **answers})}
    for question in kind.questions:
        wrong = _wrong(question.metadata, content[question.name])
        if wrong:
            errors[question.name] = wrong
    if kind.made and kind.questions and not any(content[one.name] for one in _written(kind)):
        errors.setdefault(_written(kind)[0].name, N_("Skriv noe her."))
    clear = replace(clear, **_read_clear(kind, typed, errors))
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


def read_day(value: str) -> date | None:
    """A date as a date field sends it (2027-12-31), or as people write it (31.12.2027)."""
    for shape in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(value, shape).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        return day if 1900 <= day.year <= 2200 else None
    return None
