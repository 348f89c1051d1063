"""What people most often want to do, and how it is done: in the order in which they come to want it."""

from typing import NamedTuple

from ipplan.language import N_


class Task(NamedTuple):
    """One of them: its name, and the steps."""

    name: str
    word: str
    steps: tuple[str, ...]
    path: str = ""
    """Where it begins, when that is in no plan."""


TASKS: tuple[Task, ...] = (
    Task(
        "write",
        N_("Skrive noe i planen"),
        (
            N_("Åpne planen fra forsiden, og finn delen det hører til i."),
            N_("Trykk på knappen for det du vil skrive, for eksempel «Nytt mål»."),
            N_("Skriv, og trykk «Lagre». Det du skriver, blir tatt vare på også før du lagrer."),
        ),
    ),
    Task(
        "undo",
        N_("Angre, eller finne igjen noe"),
        (
            N_("Rett etter at du har lagret, kan du trykke «Angre»."),
            N_(
                "Senere: Åpne menyen ved teksten, og velg «Historikk og angre». Der står alt som har stått "
                "der før."
            ),
            N_("Det som er lukket, finner du nederst i delen. Det kan åpnes igjen."),
        ),
    ),
    Task(
        "share",
        N_("La noen se en del av planen"),
        (
            N_("Åpne planen, og velg «Hvem ser hva»."),
            N_("Velg hva personen kan gjøre i hver del, og hvor lenge."),
            N_("Les gjennom det du er i ferd med å signere. Så signerer du."),
        ),
    ),
    Task(
        "withdraw",
        N_("Ta det tilbake"),
        (
            N_("Åpne «Hvem ser hva», og finn personen."),
            N_("Trykk «Endre hva … ser», og så «Ta bort alt, nå». Det gjelder med en gang."),
        ),
    ),
    Task(
        "answer",
        N_("Svare når noen spør deg"),
        (
            N_("På forsiden står det du er spurt om, øverst."),
            N_("Trykk «Svar», og si ja eller nei. Sier du nei, kan du skrive hvorfor."),
        ),
        "/",
    ),
    Task(
        "news",
        N_("Se hva som er nytt"),
        (
            N_("Forsiden viser det som er nytt siden du var her sist."),
            N_("I planen viser «Siden sist» det samme på ett minutt."),
        ),
    ),
    Task(
        "meeting",
        N_("Finne et møte"),
        (
            N_("Åpne planen, og velg «Møter»."),
            N_("Der står når og hvor, hva dere skal snakke om, og det dere ble enige om sist."),
        ),
    ),
    Task(
        "message",
        N_("Skrive til noen i planen"),
        (
            N_("Åpne planen, og velg «Meldinger»."),
            N_("Velg hvem du vil skrive til. Bare de, og den som bestemmer over planen, leser det."),
        ),
    ),
    Task(
        "paper",
        N_("Få planen på papir, eller ta den med deg"),
        (
            N_("Åpne planen, og velg «Mer om planen»."),
            N_("Trykk «Ta med deg», og last ned. Det du får, kan leses og skrives ut."),
        ),
    ),
    Task(
        "settings",
        N_("Få større bokstaver, lettere språk eller færre e-poster"),
        (
            N_("Åpne «Innstillinger». Der velger du språk, bokstaver, farger og om du vil lese lettlest."),
            N_("Under «Varsler på e-post» velger du hva du vil ha e-post om."),
        ),
        "/settings",
    ),
)
