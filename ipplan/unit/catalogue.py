"""The catalogue of services and user organisations: what an entry must say, and how it is read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ipplan.language import N_
from ipplan.store.catalogue import Entry

AREAS: Mapping[str, str] = {
    "health": N_("Helse"),
    "home": N_("Hjemme"),
    "family": N_("Familie og avlastning"),
    "work": N_("Barnehage, skole og arbeid"),
    "leisure": N_("Fritid"),
    "economy": N_("Økonomi"),
    "other": N_("Annet"),
}
"""Areas of life, in the order in which they are shown."""
KINDS: Mapping[str, str] = {"service": N_("Tjeneste"), "organisation": N_("Brukerorganisasjon")}
FORMS = ("nb", "nn")
WRITTEN = ("name", "helps", "whom", "hours")
"""What is written in a form of the language."""
CONTACT = ("phone", "web", "mail")
FIELDS = ("kind", "area", *(f"{field}_{form}" for form in FORMS for field in WRITTEN), *CONTACT)
LONGEST = {"name": 120, "helps": 600, "whom": 300, "hours": 200, "phone": 30, "web": 300, "mail": 200}
MAIL = re.compile(r"[^\s@,;<>()]+@([a-z0-9-]+\.)+[a-z0-9-]+", re.I)
PHONE = re.compile(r"\+?\d[\d ]{1,20}\d")
HOST = re.compile(r"([\w-]+\.)+[\w-]{2,}(:\d{1,5})?")
IN_ORDER = str.maketrans("æøåäö", "{|}{|")
"""Norwegian letters come after z; the database has no Norwegian collation."""


def tidied(typed: Mapping[str, str]) -> dict[str, str]:
    """An entry's fields, each on one line; a web address is made whole."""
    values = {field: " ".join(typed.get(field, "").split()) for field in FIELDS}
    if values["web"] and "://" not in values["web"]:
        values["web"] = f"https://{values['web']}"
    return values


def errors_in(values: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with an entry, in words, by field."""
    errors: dict[str, str] = {}
    if values["kind"] not in KINDS:
        errors["kind"] = N_("Velg om det er en tjeneste eller en brukerorganisasjon.")
    if values["area"] not in AREAS:
        errors["area"] = N_("Velg hva det gjelder.")
    if not (values["name_nb"] or values["name_nn"]):
        errors["name_nb"] = N_("Skriv navnet, på bokmål eller nynorsk.")
    if not (values["helps_nb"] or values["helps_nn"]):
        errors["helps_nb"] = N_("Skriv hva den hjelper med, på bokmål eller nynorsk.")
    return errors | _errors_in_contact(values) | _too_long(values)


def _errors_in_contact(values: Mapping[str, str]) -> dict[str, str]:
    if not any(values[field] for field in CONTACT):
        return {"phone": N_("Skriv minst én måte å ta kontakt på: telefon, nettsted eller e-post.")}
    errors = {}
    if values["phone"] and not PHONE.fullmatch(values["phone"]):
        errors["phone"] = N_("Skriv telefonnummeret med bare sifre og mellomrom.")
    if values["web"] and not is_web_address(values["web"]):
        errors["web"] = N_("Nettadressen ser ikke riktig ut. Skriv for eksempel www.kommunen.no/fritid.")
    if values["mail"] and not MAIL.fullmatch(values["mail"]):
        errors["mail"] = N_("Skriv en e-postadresse, for eksempel post@example.org.")
    return errors


def _too_long(values: Mapping[str, str]) -> dict[str, str]:
    longest = {field: LONGEST.get(field.partition("_")[0], 40) for field in FIELDS}
    return {field: N_("Teksten er for lang.") for field in FIELDS if len(values[field]) > longest[field]}


def is_web_address(text: str) -> bool:
    """Whether it leads to a web page, and cannot lead elsewhere: no scripts, nobody's password in it."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and HOST.fullmatch(parts.netloc) is not None and " " not in text


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the form of the language in which there is one."""

    text: str
    lang: str


def words(entry: Entry, field: str, form: str) -> Words:
    """What an entry says, in ``form`` if it is written there, else in the first that it is written in."""
    for lang in sorted(FORMS, key=lambda one: one != form):
        if text := getattr(entry, f"{field}_{lang}"):
            return Words(text, lang)
    return Words("", form)


def by_area(found: Iterable[Entry], form: str) -> dict[str, list[Entry]]:
    """Entries that are not closed, by area of life and in it by name; areas without any are left out."""
    standing = sorted((one for one in found if not one.closed), key=lambda one: _place(one, form))
    grouped = {area: [one for one in standing if one.area == area] for area in AREAS}
    return {area: here for area, here in grouped.items() if here}


def _place(entry: Entry, form: str) -> str:
    return words(entry, "name", form).text.casefold().translate(IN_ORDER)
