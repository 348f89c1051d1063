"""One of each of the unit's letters, in both languages, to the person herself and to somebody else."""

from datetime import date

from ipplan.letter.case.shapes import (
    Appointed,
    Body,
    CaseLetter,
    Changed,
    ComplaintReceived,
    ConsentAsked,
    Decided,
    Delayed,
    MoreWanted,
    Received,
    Remedied,
    Unit,
    Upheld,
    Written,
)
from ipplan.unit.conditions import PARTS, Answer, Assessment, DecidedPart

NOTE = "Caseworker 4711 noted this for herself"
"""On a condition: no letter says it."""
FOUND = Assessment(
    (
        Answer("long_term", "yes", NOTE),
        Answer("coordinated", "no", NOTE),
        Answer("under_age", "no", NOTE),
        Answer("serious", "yes", NOTE),
    )
)
UNITS = {
    "nb": Unit("Fjordvik kommune", "koordinerende enhet", ("Storgata 1", "5700 Fjordvik"), "55 01 02 03"),
    "nn": Unit("Fjordvik kommune", "koordinerande eining", ("Storgata 1", "5700 Fjordvik"), "55 01 02 03"),
}
GRANTED = (
    DecidedPart("coordinator", "granted", "Grunnlag A-17"),
    DecidedPart("child_coordinator", "granted", "Grunnlag B-17"),
    DecidedPart("plan", "granted", "Grunnlag C-17"),
)
REFUSED = (
    DecidedPart("coordinator", "refused", "Grunnlag A-18\n\nGrunnlag A-19"),
    DecidedPart("child_coordinator", "refused", "Grunnlag B-18"),
    DecidedPart("plan", "refused", "Grunnlag C-18"),
)
CAME, LAST = date(2027, 2, 26), date(2027, 3, 30)
BODIES: dict[str, Body] = {
    "received": Received(CAME, PARTS, LAST),
    "received_by_other": Received(CAME, PARTS, LAST, consent_first=True),
    "consent_asked": ConsentAsked("Sindre Moe", CAME, ("plan",), LAST),
    "delayed": Delayed("Grunnlag D-17", CAME, LAST),
    "more_wanted": MoreWanted(("Epikrise 17", "Rapport 18"), LAST, "Grunnlag E-17", date(2027, 4, 20)),
    "granted": Decided(CAME, GRANTED, FOUND),
    "refused": Decided(CAME, REFUSED, FOUND),
    "complaint_received": ComplaintReceived(
        CAME, ("refusal", "standstill", "unheard"), LAST, date(2027, 1, 4), date(2027, 2, 1)
    ),
    "complaint_on_standstill": ComplaintReceived(CAME, ("standstill", "refusal"), LAST),
    "upheld": Upheld(
        CAME, "Grunnlag F-17", "Statsforvalter Vestland", ("Skriv 1", "Skriv 2"), date(2027, 1, 4)
    ),
    "nothing_changed": Upheld(CAME, "Grunnlag F-18", "Statsforvalter Vestland", ()),
    "changed": Changed(CAME, date(2027, 1, 4), "Grunnlag G-17", (GRANTED[0], REFUSED[2]), FOUND),
    "remedied": Remedied(CAME, "Grunnlag H-17"),
    "coordinator": Appointed(
        "coordinator", "Wenche Berg", CAME, LAST, "NAV Fjordvik", "98 76 54 32", "w@b.no"
    ),
    "child_coordinator": Appointed("child_coordinator", "Grete Li", CAME, LAST),
    "deputy": Appointed("deputy", "Grete Li", CAME, LAST, ends=date(2027, 8, 15)),
}


def letter(name: str, language: Written, about: str = "") -> CaseLetter:
    """To Marte Lund, who lives at an address; of herself, or of whom it is ``about``."""
    return CaseLetter(
        language,
        UNITS[language],
        "2027/114",
        date(2027, 3, 24),
        "Marte Lund",
        BODIES[name],
        ("Bakken 3", "5701 Fjordvik"),
        about,
        ("Ingeborg Dahl",),
    )
