"""Who the owner is, what she can and needs, who is around her: told for a stranger who has a minute."""

from collections.abc import Mapping
from dataclasses import dataclass

from ipplan.language import N_
from ipplan.plan.kinds.asking import choice, line, words
from ipplan.plan.kinds.kind import Kind

COLOURS: Mapping[str, str] = {
    "green": N_("Grønn: Det går bra"),
    "yellow": N_("Gul: Det begynner å bli vanskelig"),
    "red": N_("Rød: Det er for mye"),
}
"""How hard it is; the words come first, for not everybody sees the colour."""
LIFE_AREAS: Mapping[str, str] = {
    "everyday": N_("Hverdagen"),
    "health": N_("Helse"),
    "home": N_("Hjemmet"),
    "work": N_("Barnehage, skole eller arbeid"),
    "leisure": N_("Fritid"),
    "network": N_("Familie og venner"),
    "communication": N_("Språk og kommunikasjon"),
    "mobility": N_("Å komme seg rundt"),
    "economy": N_("Økonomi"),
    "rights": N_("Rettigheter og avtaler"),
}
"""In the order in which needs are shown."""
COOPERATION: Mapping[str, str] = {
    "wished": N_("Vi ønsker at de samarbeider"),
    "necessary": N_("De må samarbeide"),
}


@dataclass(frozen=True)
class Important:
    """What matters to the owner."""

    body: str = words(
        N_("Hva er viktig for deg?"),
        required=True,
        hint=N_(
            "Hva gjør deg glad, og hva vil du ikke være uten? Hva liker du ikke? Skriv gjerne som du snakker."
        ),
    )


@dataclass(frozen=True)
class GoodToKnow:
    """What others should know beforehand."""

    body: str = words(
        N_("Hva er godt å vite om deg?"),
        required=True,
        hint=N_("Det en vikar bør vite den første dagen, for eksempel om mat, søvn eller utstyr."),
    )


@dataclass(frozen=True)
class Day:
    """A day with the owner, from morning to night."""

    morning: str = words(
        N_("Morgen"), hint=N_("Hva skjer fra du våkner til du går hjemmefra? Hva trenger du hjelp til?")
    )
    daytime: str = words(N_("Dagen"), hint=N_("Barnehage, skole, arbeid eller dagen hjemme."))
    afternoon: str = words(N_("Ettermiddag"))
    evening: str = words(N_("Kveld"), hint=N_("Hva gjør at kvelden blir rolig?"))
    night: str = words(N_("Natt"))


@dataclass(frozen=True)
class Hard:
    """How it looks when it is this hard, what the owner needs then, and what others do."""

    colour: str = choice(
        N_("Hvor vanskelig er det?"), COLOURS, required=True, hint=N_("Lag gjerne ett kort for hver farge.")
    )
    signs: str = words(N_("Slik ser det ut"), hint=N_("Hva kan andre se eller høre på deg?"))
    need: str = words(N_("Det trenger jeg"), hint=N_("For eksempel ro, en pause, mat eller noen å holde i."))
    others: str = words(N_("Det kan du gjøre"), hint=N_("Hva skal andre gjøre, og hva skal de la være?"))


@dataclass(frozen=True)
class Communication:
    """How one talks with the owner."""

    body: str = words(
        N_("Slik snakker du med meg"),
        hint=N_("Hvordan sier du ja og nei? Hvor lang tid trenger du? Hvordan vet andre at du har forstått?"),
    )
    interpreter: str = line(N_("Tolk"), hint=N_("Språk eller tegnspråk, og når dere trenger tolken."))
    symbols: str = words(
        N_("Tegn, symboler og bilder"), hint=N_("For eksempel tegn til tale, tavler eller bilder.")
    )
    aids: str = words(
        N_("Hjelpemidler"), hint=N_("For eksempel høreapparat eller talemaskin, og hvordan de brukes.")
    )


@dataclass(frozen=True)
class Need:
    """One part of life: how it is, how the owner wishes it to be, what she manages, and what takes help."""

    life_area: str = choice(N_("Hva handler det om?"), LIFE_AREAS, required=True)
    now: str = words(N_("Slik er det nå"), hint=N_("Hva går bra, og hva er vanskelig?"))
    wish: str = words(N_("Slik ønsker jeg det"), hint=N_("Hvordan er det når det er godt nok?"))
    own: str = words(
        N_("Dette klarer jeg, eller vi, selv"),
        hint=N_("Det du kan, og det familie, venner og andre rundt deg gjør."),
    )
    help: str = words(N_("Dette trengs det hjelp til"), hint=N_("Hva slags hjelp, og omtrent hvor mye?"))


@dataclass(frozen=True)
class Service:
    """A service around the owner, and with whom it should work together."""

    title: str = line(
        N_("Tjenesten"), required=True, hint=N_("For eksempel fysioterapi, avlastning eller PPT.")
    )
    extent: str = line(N_("Hvor mye og hvor ofte"), hint=N_("For eksempel to timer hver uke."))
    contact: str = line(N_("Kontaktperson"))
    phone: str = line(N_("Telefon"))
    body: str = words(N_("Hva hjelper de med?"))
    cooperation: str = choice(N_("Samarbeid med andre"), COOPERATION)
    partners: str = words(N_("Hvem skal de samarbeide med, og om hva?"))


ABOUT = ("important", "good_to_know", "communication", "day", "hard")
"""The kinds of a page about the owner, in its order."""
STANDS = {
    "ongoing": N_("Har nå"),
    "asked": N_("Har søkt"),
    "wished": N_("Ønsker"),
    "ended": N_("Avsluttet"),
}

KINDS = (
    Kind("important", N_("Viktig for meg"), N_("Hva er viktig for deg?"), Important, areas=("about",)),
    Kind("good_to_know", N_("Godt å vite om meg"), N_("Hva er godt å vite?"), GoodToKnow, areas=("about",)),
    Kind("day", N_("En dag med meg"), N_("Fortell om en dag"), Day, areas=("about",)),
    Kind("hard", N_("Når det er vanskelig"), N_("Hva hjelper når det er vanskelig?"), Hard, areas=("about",)),
    Kind(
        "communication",
        N_("Slik kommuniserer jeg"),
        N_("Hvordan kommuniserer du?"),
        Communication,
        areas=("about",),
    ),
    Kind("need", N_("Ressurser og behov"), N_("Beskriv en del av livet"), Need, areas=("needs",)),
    Kind(
        "service",
        N_("Tjeneste"),
        N_("Ny tjeneste"),
        Service,
        statuses=STANDS,
        # That a service was to last until a day that has passed makes nobody late.
        ended=frozenset(STANDS),
        clear=("status", "starts_at", "due_on"),
        areas=("needs", "network"),
        labels={"status": N_("Hvordan står det til med den?"), "starts_on": N_("Siden"), "due_on": N_("Til")},
    ),
)
