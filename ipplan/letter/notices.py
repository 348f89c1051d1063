"""Letters that say what a mail would, and no more."""

from collections.abc import Iterator
from datetime import datetime

from ipplan.language import N_
from ipplan.letter.receipt import words
from ipplan.letter.told import Part
from ipplan.plan.periods import last_day_of
from ipplan.render import day_in_words

TITLES = {
    "paper": N_("Du er registrert som uten elektronisk ID"),
    "expiry": N_("En tilgang du har gitt, går snart ut"),
    "coordinator": N_("Du har fått en koordinator"),
}
KINDS = {
    "paper": N_("Melding om registrering uten elektronisk ID"),
    "receipt": N_("Kvittering"),
    "expiry": N_("Melding om tilgang som går ut"),
    "case": N_("Brev i en sak"),
    "coordinator": N_("Melding om koordinator"),
}
"""What a letter is, in the unit's list."""


def notice_title(kind: str, language: str) -> str:
    """What the letter is called."""
    return words(language, TITLES[kind])


def notice_parts(kind: str, name: str, until: datetime, controller: str, language: str) -> list[Part]:
    """The letter, told. ``until``: when what it tells of ends."""
    return list(_parts(kind, name, until, controller, language))


def coordinator_parts(name: str, who: str, email: str | None, controller: str, language: str) -> list[Part]:
    """The letter that says who coordinates, told; ``email``: hers."""
    said = [
        words(language, N_("%(who)s er koordinatoren din."), who=who),
        words(language, N_("Koordinatoren tar kontakt med deg.")),
    ]
    if email:
        said.append(words(language, N_("Du når %(who)s på %(email)s."), who=who, email=email))
    said.append(words(language, N_("Koordinatoren leser ikke noe i planen din før du har sagt ja til det.")))
    said.append(words(language, N_("Ønsker du en annen, ta kontakt med koordinerende enhet.")))
    return [
        Part(name, sentences=tuple(said)),
        Part(words(language, N_("Hilsen")), sentences=(controller,)),
    ]


def _parts(kind: str, name: str, until: datetime, controller: str, language: str) -> Iterator[Part]:
    day = day_in_words(last_day_of(until), language)
    told = {
        "paper": (
            words(
                language,
                N_("Kommunen har registrert at du er uten elektronisk ID. Det gjelder til og med %(day)s."),
                day=day,
            ),
            words(
                language,
                N_(
                    "Til da kan koordinatoren registrere det du signerer på papir med et vitne til stede. "
                    "Du får en kvittering i posten hver gang."
                ),
            ),
            words(
                language,
                N_(
                    "Stemmer det ikke, ta kontakt med koordinerende enhet. "
                    "Da slutter det å gjelde med en gang."
                ),
            ),
        ),
        "expiry": (
            words(
                language,
                N_("En tilgang du har gitt i en plan, går ut. Siste dag er %(day)s."),
                day=day,
            ),
            words(
                language,
                N_(
                    "Vil du at den skal vare lenger, ta kontakt med koordinatoren. "
                    "Gjør du ingenting, går den ut."
                ),
            ),
        ),
    }
    yield Part(name, sentences=told[kind])
    yield Part(words(language, N_("Hilsen")), sentences=(controller,))
