"""The sheet that an owner without electronic id signs: what she consents to, and lines to sign on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from ipplan.gate.consents import text_for
from ipplan.gate.sheets import Terms
from ipplan.gate.signing import Wish
from ipplan.language import N_
from ipplan.letter.receipt import words
from ipplan.letter.told import MAY, Part
from ipplan.plan.called import CALLED
from ipplan.plan.periods import last_day_of
from ipplan.render import day_in_words

TITLE = N_("Samtykke på papir")
GIVES = {
    "plan": N_("Jeg samtykker til å ha en plan"),
    "coordination": N_("Jeg samtykker til å ha en koordinator"),
    "expecting": N_("Jeg samtykker til å ha en koordinator før fødselen"),
    "sharing": N_("Jeg samtykker til å dele det som står"),
}
TAKES = {
    "plan": N_("Jeg trekker tilbake samtykket til å ha en plan"),
    "coordination": N_("Jeg trekker tilbake samtykket til å ha en koordinator"),
    "expecting": N_("Jeg trekker tilbake samtykket til å ha en koordinator før fødselen"),
    "sharing": N_("Jeg trekker tilbake samtykket til å dele: alle mister tilgangen sin"),
}


@dataclass(frozen=True)
class Named:
    """Names for the ids of a sheet. Areas are the template's: the owner's own titles are not there."""

    owner: str
    people: Mapping[UUID, str]
    areas: Mapping[UUID, str]
    kind: str
    """What the space is."""


def told_by(terms: Terms, named: Named, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a sheet says of people: by name, each area and what she may there."""
    by_person: dict[UUID, list[tuple[str, str]]] = {}
    for wish in terms.wishes:
        area = words(language, named.areas.get(wish.section_id, ""))
        by_person.setdefault(wish.participant_id, []).append((area, _may(wish, language)))
    return [(named.people.get(who, ""), lines) for who, lines in by_person.items()]


def _may(wish: Wish, language: str) -> str:
    if wish.access is None or wish.expires_at is None:
        return words(language, N_("Får ikke lenger se dette"))
    until = day_in_words(last_day_of(wish.expires_at), language)
    may = words(language, MAY[wish.access.word])
    return f"{may}, {words(language, N_('til og med %(day)s'), day=until)}"


def sheet_parts(terms: Terms, named: Named, language: str) -> list[Part]:
    """The sheet, told."""
    return list(_parts(terms, named, language))


def _parts(terms: Terms, named: Named, language: str) -> Iterator[Part]:
    yield Part(words(language, CALLED[named.kind].of, name=named.owner))
    # Whoever gives somebody access reads what sharing means, also where she has consented to it before.
    for kind in sorted(terms.gives | ({"sharing"} if terms.granted else set())):
        text = text_for(kind, named.kind, language).text
        yield Part(words(language, GIVES[kind]), sentences=(text,), quoted=True)
    for kind in sorted(terms.takes):
        yield Part(words(language, TAKES[kind]))
    for name, lines in told_by(terms, named, language):
        yield Part(name, tuple(lines))
    said = N_(
        "Jeg har lest arket eller fått det lest opp. Jeg vet at jeg kan trekke dette tilbake når som helst."
    )
    yield Part(
        words(language, N_("Underskrift")),
        sentences=(words(language, said),),
        lines=tuple(words(language, one) for one in (N_("Dato"), N_("Underskrift"))),
    )
    yield Part(
        words(language, N_("Vitne")),
        sentences=(words(language, N_("Vitnet skal være en annen enn koordinatoren.")),),
        lines=tuple(words(language, one) for one in (N_("Navn"), N_("Rolle"), N_("Underskrift"))),
    )
