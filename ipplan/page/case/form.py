"""Reading an inquiry's form: what was written, and what is wrong with it, in words beside the field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ipplan.language import N_
from ipplan.page.access.people import EMAIL, tidy
from ipplan.plan.forms import read_day
from ipplan.plan.identity import valid_pid
from ipplan.unit.inquiry import BEST, BY, CONSENTED, FIELDS, KNOWS, LANGUAGES, MOST_SERVICES, WISHES

LINE, TEXT = 200, 10_000
"""Most characters of a field of one line, and of one of more."""
LONG = ("hard", "address")
NEEDED = N_("Skriv noe her.")
CHOOSE = N_("Velg ett av valgene.")
BAD_DAY = N_("Skriv datoen som dag.måned.år, for eksempel 31.12.2026.")
FUTURE = N_("Datoen kan ikke være fram i tid.")
FURTHEST_BIRTH = timedelta(days=300)


@dataclass
class Reader:
    """A form as it is being read."""

    typed: Mapping[str, str]
    today: date
    errors: dict[str, str] = field(default_factory=dict)

    def line(self, name: str, *, needed: bool = False) -> str:
        said = tidy(self.typed, name) if name not in LONG else self.typed.get(name, "").strip()
        if len(said) > (TEXT if name in LONG else LINE):
            self.errors[name] = N_("Teksten er for lang.")
        elif needed and not said:
            self.errors[name] = NEEDED
        return said

    def one_of(self, name: str, choices: Mapping[str, str], *, needed: bool = True) -> str:
        said = self.typed.get(name, "")
        if said not in choices and (said or needed):
            self.errors[name] = CHOOSE
        return said

    def day(
        self, name: str, *, needed: bool = False, first: date = date.min, last: date = date.max
    ) -> str | None:
        said = self.typed.get(name, "").strip()
        if not said:
            if needed:
                self.errors[name] = NEEDED
            return None
        found = read_day(said)
        if found is None:
            self.errors[name] = BAD_DAY
        elif found > last:
            self.errors[name] = FUTURE if last == self.today else N_("Datoen er for langt fram.")
        elif found < first:
            self.errors[name] = N_("Datoen er for langt tilbake.")
        return found.isoformat() if found else None

    def ticked(self, name: str) -> bool:
        return self.typed.get(name) == "yes"


def kept(typed: Mapping[str, str]) -> dict[str, str]:
    """What of a form is the inquiry's: as it was typed, without empty fields."""
    return {name: typed[name] for name in FIELDS if typed.get(name)}


def read_inquiry(
    typed: Mapping[str, str], today: date, *, own_name: str, own_pid: str | None, paper: bool = False
) -> tuple[dict[str, Any], str | None, dict[str, str]]:
    """The inquiry as it will be kept, the person's number, and what is wrong by field.

    ``own_*``: of who writes the form; on paper nobody writes of herself.
    """
    form = Reader(typed, today)
    by = form.one_of("by", BY)
    itself = not paper and by not in ("relative", "service")
    person: dict[str, Any]
    person, pid = ({"name": own_name}, None) if itself else _person(form, own_pid, paper)
    person |= {"expects": form.ticked("expects"), "number": "given" if pid else ""}
    if person["expects"]:
        first, last = today - timedelta(days=30), today + FURTHEST_BIRTH
        person["expected_on"] = form.day("expected_on", first=first, last=last)
    said = {
        "by": by,
        "person": person,
        "services": _services(form),
        "hard": form.line("hard", needed=True),
        "wish": form.one_of("wish", WISHES),
        "team": form.ticked("team"),
        "named": form.line("named"),
        "contact": _contact(form, paper),
        "language": form.one_of("language", LANGUAGES),
        "sender": _sender(form, by, own_name, paper),
    }
    return said, pid, form.errors


def _person(form: Reader, own_pid: str | None, paper: bool) -> tuple[dict[str, Any], str | None]:
    unborn = form.ticked("expects")
    person = {"name": form.line("name", needed=True), "born_on": form.day("born_on", last=form.today)}
    if not form.typed.get("pid", "").strip():
        if not person["born_on"] and not unborn and "born_on" not in form.errors:
            form.errors["born_on"] = N_("Skriv fødselsdatoen, eller fødselsnummeret hvis du har det.")
        return person, None
    pid = valid_pid(form.typed["pid"])
    if pid is None:
        form.errors["pid"] = N_(
            "Fødselsnummeret stemmer ikke. Det har elleve sifre. La feltet stå tomt om du er usikker."
        )
    elif pid == own_pid:
        form.errors["pid"] = (
            N_("Det er ditt eget fødselsnummer. Du kan ikke registrere en henvendelse om deg selv.")
            if paper
            else N_("Det er ditt eget fødselsnummer. Gjelder det deg selv, så velg det øverst.")
        )
    return person, pid


def _services(form: Reader) -> list[dict[str, str]]:
    rows = [
        {"service": form.line(f"service-{row}"), "contact": form.line(f"contact-{row}")}
        for row in range(1, MOST_SERVICES + 1)
    ]
    return [row for row in rows if row["service"] or row["contact"]]


def _contact(form: Reader, paper: bool) -> dict[str, str]:
    contact = {name: form.line(name) for name in ("phone", "email", "address", "interpreter")}
    contact["best"] = form.one_of("best", BEST, needed=not paper)
    if contact["email"] and "email" not in form.errors and not EMAIL.fullmatch(contact["email"]):
        form.errors["email"] = N_("Skriv en e-postadresse, for eksempel kari@example.org.")
    if not paper and not contact["phone"] and not contact["email"] and not contact["address"]:
        form.errors["phone"] = N_("Skriv et telefonnummer, en e-postadresse eller en adresse.")
    for best, name in (("phone", "phone"), ("email", "email"), ("letter", "address")):
        if contact["best"] == best and not contact[name]:
            form.errors.setdefault(name, N_("Du har valgt dette som beste måte. Skriv det her."))
    return contact


def _sender(form: Reader, by: str, own_name: str, paper: bool) -> dict[str, Any]:
    if by not in ("relative", "service"):
        return {}
    sender: dict[str, Any] = {"name": form.line("sent_by", needed=True) if paper else own_name}
    if by == "relative":
        sender["relation"] = form.line("relation", needed=True)
        sender["knows"] = form.one_of("knows", KNOWS)
        return sender
    sender["organisation"] = form.line("organisation", needed=True)
    sender["role"] = form.line("role", needed=True)
    sender["consent_how"] = form.one_of("consent_how", CONSENTED)
    sender["consent_on"] = form.day("consent_on", needed=True, last=form.today)
    if not form.ticked("consented"):
        form.errors["consented"] = N_("En tjeneste kan bare sende henvendelsen når personen har samtykket.")
    return sender
