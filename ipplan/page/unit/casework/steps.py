"""What is to be done next in a case: one thing, in words, and where."""

from dataclasses import dataclass
from uuid import UUID

from ipplan.language import N_
from ipplan.page.unit.casework.following import Own
from ipplan.page.unit.casework.opened import Opened
from ipplan.rules import Stage
from ipplan.unit.complaints import complaint_of


@dataclass(frozen=True)
class Step:
    """The next step. ``path``: below the case's address; empty: there is nothing to press."""

    label: str
    path: str = ""
    why: str = ""
    address: str = ""
    """Of a page that is not of the case."""


def next_step(case: Opened, stage: Stage, plan: Own | None) -> Step:
    """The most urgent one, by where the case stands; ``plan``: the person's own, if she has one."""
    state = case.file.state
    if state in ("received", "assessing"):
        return _open_step(case, stage)
    if state == "approving":
        return _approving(case)
    if state == "decided":
        return _decided(case, plan)
    if state == "complaint":
        return _complained(case)
    return STEPS.get(state, Step(N_("Saken er avsluttet.")))


STEPS = {
    "asking": Step(
        N_("Registrer svaret om samtykke"),
        "consent",
        N_(
            "Personen kan svare selv når hun eller han logger inn. Kommer svaret på papir, registrer det her."
        ),
    ),
    "waiting": Step(
        N_("Registrer svaret"),
        "answer",
        N_(
            "Personen kan svare selv når hun eller han logger inn. Kommer svaret på papir, registrer det her."
        ),
    ),
    "forwarded": Step(
        N_("Registrer svaret fra statsforvalteren"),
        "complaint",
        N_("Klagen ligger hos statsforvalteren. Når svaret kommer, registrer det."),
    ),
    "withdrawn": Step(N_("Avslutt saken"), "closing", N_("Saken er trukket. Det er ikke mer å gjøre i den.")),
}


def _open_step(case: Opened, stage: Stage) -> Step:
    if not case.confirmed:
        return Step(
            N_("Bekreft hvem saken gjelder"),
            "parties",
            N_(
                "Brevene i saken går til personen selv, eller til den som handler for personen. Bekreft hvem."
            ),
        )
    if stage == "child" and not case.acted_for:
        return Step(
            N_("Registrer hvem som handler for barnet"),
            "parties",
            N_("Barnet er for ungt til å svare selv. Brevene går til den som handler for barnet."),
        )
    if not case.consented:
        return Step(
            N_("Spør om samtykke"),
            "consent",
            N_("En annen har sendt henvendelsen. Ingenting vurderes før personen selv har sagt ja."),
        )
    if case.last("assessment") is None:
        return Step(
            N_("Vurder saken"), "assessment", N_("Svar på lovens vilkår, ett for ett, med en begrunnelse.")
        )
    returned = case.last("returned", "assessment", "proposed")
    if returned is not None and returned.kind == "returned":
        return Step(
            N_("Rett avgjørelsen"),
            "decision",
            N_("Den som skulle godkjenne, sendte den tilbake. Les hvorfor under."),
        )
    return Step(
        N_("Skriv avgjørelsen"),
        "decision",
        N_("Utkastet bygger på vurderingen. Du ser brevet før det sendes."),
    )


def _approving(case: Opened) -> Step:
    proposed = case.last("proposed")
    if proposed is not None and proposed.author_id == case.visit.actor.account_id:
        return Step(
            N_("Venter på at en annen godkjenner."),
            "",
            N_("Den som har skrevet avgjørelsen, kan ikke godkjenne den selv."),
        )
    return Step(
        N_("Les og godkjenn"), "approval", N_("Avgjørelsen blir sendt først når du har godkjent den.")
    )


def _complained(case: Opened) -> Step:
    complaint = complaint_of(case.events)
    if complaint is not None and complaint.is_overruled:
        return Step(N_("Skriv en ny avgjørelse"), "decision", OVERRULED)
    if complaint is not None and complaint.upheld is not None:
        return Step(N_("Send klagen videre"), "complaint", N_("Brevet om at avgjørelsen står, er sendt."))
    return Step(
        N_("Vurder klagen"), "complaint", N_("Saken skal vurderes på nytt før den eventuelt sendes videre.")
    )


OVERRULED = N_("Statsforvalteren har endret avgjørelsen. Skriv en ny avgjørelse som følger den.")


def _decided(case: Opened, plan: Own | None) -> Step:
    granted = {part for part in case.asked if getattr(case.file, part) == "granted"}
    if granted and plan is None:
        return Step(
            N_("Åpne kontoer og lag plan") if "plan" in granted else N_("Åpne kontoer og samordning"),
            "founding",
            N_(
                "Plattformen gjøres klar for personen. Ingenting kan skrives før hun eller han har samtykket."
            ),
        )
    if plan and granted and not plan.decided:
        return Step(
            N_("Registrer hvem som bestemmer"),
            why=N_("Personen er for ung til å samtykke selv. Den som bestemmer, må samtykke først."),
            address=f"/unit/plans/{plan.space_id}/mandates/new?case={case.file.space_id}",
        )
    if plan and not plan.coordinated and granted & {"coordinator", "child_coordinator"}:
        return _appointing(plan, case.file.space_id)
    return Step(N_("Avslutt saken"), "closing", N_("Vent gjerne til klagefristen er ute."))


def _appointing(plan: Own, case_id: UUID) -> Step:
    path = f"/unit/plans/{plan.space_id}/coordinator"
    if plan.asked is None:
        why = N_("Personen har fått innvilget koordinator.")
        return Step(N_("Oppnevn koordinator"), why=why, address=f"{path}/new?case={case_id}")
    asked, state = plan.asked
    label, why = UNDER_WAY[state]
    return Step(label, why=why, address=f"{path}/{asked}")


UNDER_WAY = {
    "proposed": (N_("Spør lederen"), N_("Lederen må si ja før koordinatoren blir spurt.")),
    "asked": (N_("Se oppnevningen"), N_("Den som er spurt om å koordinere, har ikke svart ennå.")),
    "accepted": (N_("Fullfør oppnevningen"), N_("Den som ble spurt om å koordinere, har sagt ja.")),
}
"""An appointment under way: what is next, and why."""
