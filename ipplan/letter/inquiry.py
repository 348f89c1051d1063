"""An inquiry as it was sent, told once: for who sent it, for whom it concerns, and for the unit."""

from collections.abc import Iterator, Mapping
from typing import Any

from ipplan.language import N_, translations
from ipplan.letter.told import Part
from ipplan.render import day_in_words
from ipplan.unit.inquiry import BEST, CONSENTED, KNOWS, LANGUAGES, TEAM, WISHES, Said, day_said

Pairs = tuple[tuple[str, str], ...]


def inquiry_parts(said: Said, language: str) -> list[Part]:
    """All that it says; of the person's number no more than whether one was given."""
    return [part for part in _parts(said, language) if part.pairs or part.sentences]


def _parts(said: Said, language: str) -> Iterator[Part]:
    say = translations(language).gettext
    yield Part(say(N_("Hvem det gjelder")), _pairs(say, _person(said, language)))
    yield Part(say(N_("Hvem som har sendt den")), _pairs(say, _sender(said, language)))
    services = [(one["service"] or "–", one["contact"]) for one in said["services"]]
    yield Part(say(N_("Hjelpen i dag")), tuple(services))
    yield Part(say(N_("Hva som er vanskelig")), sentences=tuple(filter(None, said["hard"].splitlines())))
    wished = {
        N_("Det ønskes"): say(WISHES[said["wish"]]),
        N_("Og"): say(TEAM) if said["team"] else "",
        N_("Ønsket koordinator"): said["named"],
    }
    yield Part(say(N_("Hva som ønskes")), _pairs(say, wished))
    contact = said["contact"]
    reached = {
        N_("Telefon"): contact["phone"],
        N_("E-post"): contact["email"],
        N_("Adresse"): ", ".join(filter(None, contact["address"].splitlines())),
        N_("Beste måte"): say(BEST[contact["best"]]) if contact["best"] else "",
        N_("Tolk"): contact["interpreter"],
        N_("Brev på"): say(LANGUAGES[said["language"]]) if said["language"] else "",
    }
    yield Part(say(N_("Hvordan dere kan nås")), _pairs(say, reached))


def _person(said: Said, language: str) -> Mapping[str, str]:
    say, person = translations(language).gettext, said["person"]
    born, expected = day_said(said, "person", "born_on"), day_said(said, "person", "expected_on")
    return {
        N_("Navn"): person["name"],
        N_("Fødselsdato"): day_in_words(born, language) if born else "",
        N_("Fødselsnummer"): say(N_("Oppgitt")) if person["number"] else "",
        N_("Ventet barn"): say(N_("Ja")) if person["expects"] else "",
        N_("Ventet"): day_in_words(expected, language) if expected else "",
    }


def _sender(said: Said, language: str) -> Mapping[str, str]:
    say, sender = translations(language).gettext, said["sender"]
    consent_on = day_said(said, "sender", "consent_on")
    how = sender.get("consent_how", "")
    return {
        N_("Navn"): sender.get("name", ""),
        N_("Hva avsenderen er for personen"): sender.get("relation", ""),
        N_("Arbeidssted"): sender.get("organisation", ""),
        N_("Rolle"): sender.get("role", ""),
        N_("Vet personen om henvendelsen?"): say(KNOWS[sender["knows"]]) if sender.get("knows") else "",
        N_("Samtykke"): say(CONSENTED[how]) if how else "",
        N_("Samtykke gitt"): day_in_words(consent_on, language) if consent_on else "",
    }


def _pairs(say: Any, told: Mapping[str, str]) -> Pairs:
    return tuple((say(term), text) for term, text in told.items() if text)
