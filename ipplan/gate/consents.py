"""The texts that are consented to: versioned, hashed, and part of what is signed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from ipplan.gate.claims import TextRef


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The exact text that was shown; its hash is part of what is signed."""

    text_id: str
    version: int
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def ref(self) -> TextRef:
        """The text as signed statements name it."""
        return TextRef(self.text_id, self.version, self.sha256)


CONSENTS: Mapping[str, ConsentText] = {
    "plan": ConsentText(
        "plan",
        1,
        "Jeg ønsker en individuell plan. Jeg kan trekke samtykket når som helst.",
    ),
    "coordination": ConsentText(
        "coordination",
        1,
        "Jeg ønsker en koordinator som samordner hjelpen jeg får, uten at det lages en individuell plan. Jeg "
        "kan trekke samtykket når som helst.",
    ),
    "expecting": ConsentText(
        "expecting",
        1,
        "Jeg er gravid, og ønsker en koordinator som samordner hjelpen før fødselen. Dette er mitt: Bare jeg "
        "bestemmer hvem som ser hva. Jeg kan trekke samtykket når som helst.",
    ),
    "sharing": ConsentText(
        "sharing",
        1,
        "De jeg gir tilgang til en del av planen, kan se det som står i den delen, også opplysninger som er "
        "taushetsbelagte, til datoen jeg har satt. Jeg bestemmer hvem, hva og hvor lenge, og jeg kan trekke "
        "en tilgang når som helst.",
    ),
}
"""The texts that are shown when consent is given; a changed text is a new version."""

FIRST = ("plan", "coordination", "expecting")
"""The consents on one of which a space rests, without which nothing is made: its kind is called the same."""

PAST: tuple[ConsentText, ...] = ()
"""Versions that are shown no more, kept for the receipts of those who read them."""


APART = ConsentText(
    "sharing-coordination",
    1,
    "De jeg gir tilgang til en del, kan se det som står i den delen, også opplysninger som er "
    "taushetsbelagte, til datoen jeg har satt. Jeg bestemmer hvem, hva og hvor lenge, og jeg kan trekke en "
    "tilgang når som helst.",
)
"""The consent to share where there is no plan to speak of."""


CRISIS = ConsentText(
    "crisis",
    1,
    "Den som har koden til krisesiden og logger inn på det nivået som kreves, kan lese det som står på "
    "krisesiden, også opplysninger som er taushetsbelagte, til datoen jeg har satt. Ingenting annet i planen "
    "er åpent for den personen. Hver åpning står i innsynsloggen, og jeg får beskjed. Jeg kan trekke koden "
    "tilbake når som helst.",
)
"""What is shown when a code to the crisis page is signed; it rests on the consent to share."""


def text_for(kind: str, space_kind: str) -> ConsentText:
    """What is shown when a consent is given in a space of that kind."""
    return APART if kind == "sharing" and space_kind != "plan" else CONSENTS[kind]


def text_of(sha256: str) -> ConsentText | None:
    """The very text that was shown, by the hash that was signed."""
    return next((one for one in (*CONSENTS.values(), APART, CRISIS, *PAST) if one.sha256 == sha256), None)
