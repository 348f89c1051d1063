"""What people are told of by e-mail, by kind: what each may choose, and why of some they may not.

To add a kind is to add a line. A kind that is not here goes at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ipplan.clock import OSLO
from ipplan.language import N_

HOWS = {"at_once": N_("Med en gang"), "daily": N_("Samlet, én gang om dagen"), "off": N_("Aldri")}
ANY = tuple(HOWS)
IN_TIME = ("at_once", "off")
"""Of what would come too late in a daily mail."""
NEVER_OFF = ("at_once", "daily")


@dataclass(frozen=True)
class Notice:
    """One kind of thing that somebody is told of."""

    name: str
    word: str
    hows: tuple[str, ...] = ANY
    counted: str = N_("annet")
    """What it is called in the daily mail."""


NOTICES = (
    Notice("asked", N_("Noen spør deg om noe, eller venter på svaret ditt"), counted=N_("spurt om noe")),
    Notice("messages", N_("Nye meldinger"), counted=N_("meldinger")),
    Notice("meetings", N_("Innkalling til møter, endringer og avlysning"), IN_TIME),
    Notice("reminders", N_("Påminnelse dagen før et møte"), IN_TIME),
    Notice("minutes", N_("Referat som venter på deg"), counted=N_("referat")),
    Notice("expiry", N_("En tilgang du har gitt, går snart ut"), counted=N_("tilgang som går ut")),
    Notice("pulse", N_("En plan du koordinerer, står stille"), counted=N_("planer som står stille")),
    Notice("revision", N_("En plan skal gås gjennom på nytt"), counted=N_("planer som skal gås gjennom")),
    Notice("cases", N_("Nytt i en sak hos koordinerende enhet"), NEVER_OFF, N_("saker")),
)
"""Those that can be chosen, in the page's order."""
ALWAYS = (
    (N_("Invitasjon til en plan"), N_("Uten den kommer ingen inn.")),
    (N_("Krisesiden ble åpnet"), N_("Du skal vite det når noen uten tilgang leser.")),
    (
        N_("Hvem som koordinerer, og vikarer"),
        N_("Noen venter på svar fra deg."),
    ),
    (N_("Et barn blir eldre, eller har sagt fra"), N_("Barnets rett til å bli hørt kan ikke slås av.")),
    (N_("En fil du la inn, hadde virus"), N_("Filen er slettet, og andre kan vente på den.")),
    (N_("Frister i saker du behandler"), N_("Loven setter dem.")),
)
"""What is always sent, and why."""
NAMED: Mapping[str, Notice] = {one.name: one for one in NOTICES}
DAILY_AT = time(7)
"""In Oslo."""


def how_of(kind: str, chosen: Mapping[str, str]) -> str:
    """How somebody is told of that kind, by what she has chosen; where she may not, or has not, at once."""
    notice = NAMED.get(kind)
    how = chosen.get(kind, "at_once")
    return how if notice is not None and how in notice.hows else "at_once"


def turn_of(day: date) -> datetime:
    """When a day's mail gathers what came before."""
    return datetime.combine(day, DAILY_AT, OSLO)


def last_turn(now: datetime) -> date:
    """The day whose mail is due, or was last."""
    today = now.astimezone(OSLO).date()
    return today if turn_of(today) <= now else today - timedelta(days=1)
