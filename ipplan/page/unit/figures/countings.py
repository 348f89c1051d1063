"""What the unit's statistics count, and in what words: one statement of the database for each."""

from dataclasses import replace

from ipplan.gate.unit import Desk
from ipplan.language import N_
from ipplan.plan.kinds import KINDS
from ipplan.plan.periods import OSLO
from ipplan.store import oversight
from ipplan.store.database import Tx
from ipplan.unit.figures import Figure, apart, average, figure, over_time
from ipplan.unit.times import Time

PLANS = N_("Telt i planer i bruk.")
LOADS = {1: N_("1–4 planer"), 5: N_("5–9 planer"), 10: N_("10–19 planer"), 20: N_("20 planer eller flere")}
"""From how many plans on."""
UNTOUCHED = (30, 90)
"""Days without a change, from which on a plan is counted apart."""
AGO = (N_("Under 30 dager siden"), N_("30–89 dager siden"), N_("90 dager siden eller mer"))
DAYS = {0: N_("0–14 dager"), 15: N_("15–28 dager"), 29: N_("29–42 dager"), 43: N_("43 dager eller flere")}
WHO = {"self": N_("Personen selv"), "relative": N_("Pårørende"), "service": N_("En tjeneste")}
PARTS = {
    "coordinator": N_("Avgjørelser om koordinator"),
    "child_coordinator": N_("Avgjørelser om barnekoordinator"),
    "plan": N_("Avgjørelser om individuell plan"),
}
OUTCOMES = {"granted": N_("Innvilget"), "refused": N_("Avslått"), "none": N_("Ikke med i avgjørelsen")}
BECAME = {
    "changed": N_("Avgjørelsen er endret"),
    "upheld": N_("Avgjørelsen står"),
    "forwarded": N_("Sendt til statsforvalteren"),
    "withdrawn": N_("Klagen er trukket"),
    "none": N_("Ikke avgjort ennå"),
}


async def figures_of(desk: Desk, time: Time) -> list[Figure]:
    """All of them, for one municipality: those of today first."""
    async with desk.gate.database.engine.connect() as tx:
        return [*await _of_plans(tx, desk), *await _of_a_time(tx, desk, time)]


async def _nameless(tx: Tx, ours: str) -> Figure:
    """How many are told in all only where the number of plans is told, too."""
    lacking, actions = await oversight.nameless(tx, ours, KINDS["action"].ended)
    nobody = figure(
        "nameless",
        N_("Tiltak uten ansvarlig"),
        PLANS,
        (N_("Alle åpne tiltak har noen"), N_("Minst ett åpent tiltak har ingen")),
        lacking,
    )
    said = N_("Åpne tiltak uten ansvarlig i alt: %(number)s.")
    return _with(nobody, said, actions if nobody.parts[1].number else None)


async def _of_plans(tx: Tx, desk: Desk) -> list[Figure]:
    ours, now = desk.municipality_id, desk.at
    today = now.astimezone(OSLO).date()
    return [
        apart(
            "plans",
            N_("Planer og koordinering"),
            N_("Der samtykket står. Planer der det er trukket tilbake, er ikke med."),
            (N_("Individuelle planer i bruk"), N_("Koordinator uten plan")),
            await oversight.spaces(tx, ours),
        ),
        figure(
            "coordinated",
            N_("Koordinator"),
            PLANS,
            (N_("Har koordinator"), N_("Har ingen koordinator")),
            await oversight.coordinated(tx, ours, now),
        ),
        figure(
            "loads",
            N_("Planer per koordinator"),
            N_("Telt i koordinatorer."),
            tuple(LOADS.values()),
            await oversight.loads(tx, ours, now, tuple(LOADS)),
        ),
        figure(
            "untouched", N_("Sist endret"), PLANS, AGO, await oversight.untouched(tx, ours, now, UNTOUCHED)
        ),
        await _nameless(tx, ours),
        figure(
            "revised",
            N_("Når planen skal gås gjennom på nytt"),
            PLANS,
            (N_("Dagen er ikke kommet"), N_("Dagen er passert"), N_("Ingen dag er satt")),
            await oversight.revised(tx, ours, today),
        ),
        figure(
            "undecided",
            N_("Saker som venter på avgjørelse"),
            N_("Telt i saker."),
            (N_("Innen fristen"), N_("Over fristen")),
            await oversight.undecided(tx, ours, today),
        ),
    ]


async def _of_a_time(tx: Tx, desk: Desk, time: Time) -> list[Figure]:
    ours, edges = desk.municipality_id, time.moments
    taken, days = await oversight.days_used(tx, ours, edges, tuple(DAYS))
    parts = await oversight.outcomes(tx, ours, edges, tuple(PARTS), tuple(OUTCOMES))
    used = over_time(
        "days",
        N_("Dager fra henvendelse til avgjørelse"),
        N_("Telt i avgjorte saker."),
        tuple(DAYS.values()),
        taken,
    )
    return [
        over_time(
            "made",
            N_("Nye og avsluttede planer"),
            N_("Telt i planer."),
            (N_("Nye planer"), N_("Avsluttede planer")),
            await oversight.made(tx, ours, edges),
            no_whole=True,
        ),
        over_time(
            "received",
            N_("Henvendelser"),
            N_("Etter hvem som henvendte seg."),
            tuple(WHO.values()),
            await oversight.received(tx, ours, edges, tuple(WHO)),
        ),
        *(
            over_time(
                f"decided-{part}", PARTS[part], N_("Telt i avgjorte saker."), tuple(OUTCOMES.values()), found
            )
            for part, found in parts.items()
        ),
        _with(used, N_("I gjennomsnitt: %(number)s dager."), average(taken, days)),
        over_time(
            "within",
            N_("Frist"),
            N_("Telt i avgjorte saker."),
            (N_("Avgjort innen fristen"), N_("Avgjort etter fristen")),
            await oversight.within(tx, ours, edges),
        ),
        over_time(
            "complaints",
            N_("Klager"),
            N_("Etter hva det er blitt av dem."),
            tuple(BECAME.values()),
            await oversight.complaints(tx, ours, edges, tuple(BECAME)),
        ),
    ]


def _with(one: Figure, more: str, number: int | None) -> Figure:
    return replace(one, more=more if number is not None else "", number=number)
