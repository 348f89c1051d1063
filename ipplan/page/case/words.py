"""What a case is called and told on its people's pages: plain words for states, events and readers."""

from collections.abc import Mapping
from uuid import UUID

from ipplan.language import N_
from ipplan.permit import INQUIRY, PAPERS, WORK
from ipplan.store.cases import CaseFile

STATES: Mapping[str, str] = {
    "received": N_("Mottatt"),
    "asking": N_("Venter på samtykke"),
    "assessing": N_("Blir vurdert"),
    "waiting": N_("Venter på svar"),
    "approving": N_("Blir vurdert"),
    "decided": N_("Avgjort"),
    "complaint": N_("Klagen blir vurdert"),
    "forwarded": N_("Hos statsforvalteren"),
    "withdrawn": N_("Trukket"),
    "closed": N_("Avsluttet"),
}
TOLD: Mapping[str, str] = {
    "received": N_("Koordinerende enhet har fått henvendelsen. En saksbehandler tar den snart."),
    "asking": N_("Ingenting blir vurdert før den saken gjelder, har sagt ja til det."),
    "assessing": N_("En saksbehandler vurderer saken. Svaret kommer som et brev her."),
    "waiting": N_("Saksbehandleren trenger svar på noe før saken kan gå videre."),
    "approving": N_("Saken er snart ferdig vurdert. Svaret kommer som et brev her."),
    "decided": N_("Saken er avgjort. Svaret står i brevet."),
    "complaint": N_("Koordinerende enhet ser på saken en gang til."),
    "forwarded": N_("Klagen er sendt til statsforvalteren, som avgjør den."),
    "withdrawn": N_("Henvendelsen er trukket. Det skjer ikke noe mer i den."),
    "closed": N_("Saken er avsluttet."),
}
EVENTS: Mapping[str, str] = {
    "supplement": N_("La til opplysninger"),
    "consent_given": N_("Sa ja til at saken behandles"),
    "consent_refused": N_("Sa nei til at saken behandles"),
    "answer": N_("Svarte"),
    "withdrawn": N_("Trakk henvendelsen"),
    "complaint": N_("Klaget"),
    "excerpt_taken": N_("Trakk tilbake det som var lagt ved fra planen"),
    "complaint_withdrawn": N_("Trakk klagen"),
    "forwarded": N_("Sendte klagen til statsforvalteren"),
    "governor": N_("Statsforvalteren svarte"),
}
"""What its people have done, and what became of a complaint; all else stands in letters."""
ANSWERED: Mapping[str, str] = {
    "upheld": N_("Avgjørelsen står. Hvorfor, står i brevet."),
    "remedied": N_("Enheten er enig med deg. Hva den gjør, står i brevet."),
    "decided": N_("Saken er avgjort på nytt. Svaret står i brevet."),
    "complaint_withdrawn": N_("Klagen er trukket."),
}
"""What became of a complaint in the unit."""
ROOMS: Mapping[UUID, str] = {
    INQUIRY: N_("henvendelsen"),
    PAPERS: N_("brev og svar"),
    WORK: N_("arbeidsnotatene i saken"),
}
MOVED_ON = N_(
    "Saken har gått videre siden du åpnet siden, så dette kan ikke gjøres nå. Det du skrev, står her ennå."
)
SENT_ON = N_("Klagen er behandlet eller sendt videre, så det som var lagt ved, kan ikke trekkes tilbake nå.")
NEEDED, TOO_LONG = N_("Skriv noe her."), N_("Teksten er for lang.")
LONGEST = 10_000
_AT = {
    "received": "received",
    "asking": "asked",
    "assessing": "assessed",
    "waiting": "assessed",
    "approving": "assessed",
    "complaint": "complaint",
    "forwarded": "forwarded",
}


def title_of(file: CaseFile, me: UUID, person: str) -> str:
    """What a case is called to somebody; with a place for the name of whom it concerns."""
    if not file.asked:
        return N_("Klagen din") if file.owner_id == me else N_("Klage for %(name)s")
    if file.owner_id == me:
        return N_("Henvendelsen din") if file.asked_by == "self" else N_("Henvendelse om deg")
    return N_("Henvendelse om %(name)s") if person else N_("Henvendelse du har sendt")


def steps_of(file: CaseFile) -> list[tuple[str, str]]:
    """The way of a case: each step's name and whether it is ``done``, ``now`` or ``ahead``."""
    names = {"received": N_("Mottatt"), "asked": N_("Samtykke"), "assessed": N_("Vurdering")}
    names["decided"] = N_("Avgjort") if file.state != "withdrawn" else N_("Trukket")
    if file.asked_by == "self":
        del names["asked"]
    if not file.asked:
        names = {}
    if file.complaint_at and file.complaint_outcome != "withdrawn":
        names["complaint"] = N_("Klagen vurderes")
        if file.complaint_outcome in ("upheld", "forwarded"):
            names["forwarded"] = N_("Statsforvalteren")
        names["over"] = N_("Ferdig behandlet")
    order, at = list(names), "complaint" if file.complaint_by else _AT.get(file.state)
    here = order.index(at) if at in order else len(order) - 1
    return [
        (name, "done" if step < here else "now" if step == here else "ahead")
        for step, name in enumerate(names.values())
    ]
