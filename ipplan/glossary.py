"""The hard words, each said in short ones: read where they stand, and all together under /help."""

from collections.abc import Mapping
from typing import NamedTuple

from ipplan.language import N_


class Word(NamedTuple):
    """One of them."""

    word: str
    means: str


GLOSSARY: Mapping[str, Word] = {
    "plan": Word(
        N_("individuell plan"),
        N_(
            "En plan for deg som trenger hjelp fra flere tjenester over tid. Der står hva du vil, hva som "
            "skal gjøres, og hvem som gjør det. Planen er din."
        ),
    ),
    "section": Word(
        N_("en del av planen"),
        N_("Planen er delt opp, for eksempel i Helse og Fritid. Du bestemmer for hver del hvem som ser den."),
    ),
    "consent": Word(
        N_("samtykke"),
        N_(
            "Du sier ja, og vet hva du sier ja til. Ett samtykke er til å ha en plan. Et annet er til at de "
            "som er med, får vite private ting om deg. Du kan ta begge tilbake når du vil."
        ),
    ),
    "mandate": Word(
        N_("fullmakt"),
        N_(
            "En som har fullmakt, kan bestemme i planen for en annen. Det står hva fullmakten gjelder, og "
            "hvor lenge. Foreldre har det for barn."
        ),
    ),
    "coordinator": Word(
        N_("koordinator"),
        N_(
            "Den som hjelper deg med planen, kaller inn til møter og passer på at det dere har avtalt, blir "
            "gjort. Koordinatoren ser bare det du har åpnet."
        ),
    ),
    "child_coordinator": Word(
        N_("barnekoordinator"),
        N_(
            "Koordinator for familier som har eller venter et barn med alvorlig sykdom, skade eller nedsatt "
            "funksjonsevne. Familien kan ha en til barnet er voksent."
        ),
    ),
    "unit": Word(
        N_("koordinerende enhet"),
        N_(
            "Kontoret i kommunen som tar imot søknader, avgjør dem og finner koordinatorer. Enheten ser ikke "
            "hva som står i planen."
        ),
    ),
    "goal": Word(
        N_("mål"), N_("Noe du vil få til, eller noe du vil skal bli bedre. Skriv det som du sier det.")
    ),
    "action": Word(N_("tiltak"), N_("Noe som blir gjort for at du skal nå målet.")),
    "responsibility": Word(
        N_("ansvar"),
        N_("Hvem som gjør det, og når det skal være gjort. Den som blir spurt, svarer ja eller nei selv."),
    ),
    "share": Word(
        N_("å dele"),
        N_(
            "Du lar en person se en del av planen. Du velger hva, hvor lenge, og om personen også kan skrive."
        ),
    ),
    "withdraw": Word(
        N_("å trekke tilbake"),
        N_("Du tar tilbake det du har delt. Det gjelder med en gang. Du trenger ikke å si hvorfor."),
    ),
    "withhold": Word(
        N_("å skjule for noen"),
        N_(
            "Én ting i en del vises ikke for en person som ellers ser delen. Personen får ikke vite at det "
            "står noe der."
        ),
    ),
    "receipt": Word(
        N_("kvittering"),
        N_(
            "Et papir på det som er signert: hva, av hvem og når. Du kan skrive den ut, og andre kan se at "
            "den er ekte."
        ),
    ),
    "crisis": Word(
        N_("krisesiden"),
        N_(
            "Det andre må vite når det haster: hva som hjelper, hva de skal la være, og hvem de skal ringe. "
            "Du velger hva som står der."
        ),
    ),
    "approve": Word(
        N_("å godkjenne planen"),
        N_(
            "Du sier: Slik er planen nå. Så svarer koordinatoren. Planen kan endres etterpå, og da ser dere "
            "hva som er nytt."
        ),
    ),
    "decision": Word(
        N_("avgjørelse"),
        N_("Svaret fra kommunen på om du får plan og koordinator. Er du ikke enig, kan du klage."),
    ),
    "complaint": Word(
        N_("klage"),
        N_(
            "Du sier fra at du ikke er enig. Kommunen ser på saken en gang til. Holder de fast ved svaret, "
            "avgjør statsforvalteren."
        ),
    ),
}
"""By the name that templates ask for them by: ``{{ help("consent") }}`` from help/_word.html."""
