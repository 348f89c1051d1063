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
}
"""What its people have done; what the unit has, stands in its letters."""
ROOMS: Mapping[UUID, str] = {
    INQUIRY: N_("henvendelsen"),
    PAPERS: N_("brev og svar"),
    WORK: N_("arbeidsnotatene i saken"),
}
MOVED_ON = N_(
    "Saken har gått videre siden du åpnet siden, så dette kan ikke gjøres nå. Det du skrev, står her ennå."
)
NEEDED, TOO_LONG = N_("Skriv noe her."), N_("Teksten er for lang.")
LONGEST = 10_000
_AT = {
    "received": "received",
    "asking": "asked",
    "assessing": "assessed",
    "waiting": "assessed",
    "approving": "assessed",
}


def steps_of(file: CaseFile) -> list[tuple[str, str]]:
    """The way of a case: each step's name and whether it is ``done``, ``now`` or ``ahead``."""
    names = {"received": N_("Mottatt"), "asked": N_("Samtykke"), "assessed": N_("Vurdering")}
    if file.asked_by == "self":
        del names["asked"]
    names["decided"] = N_("Avgjort") if file.state != "withdrawn" else N_("Trukket")
    order = list(names)
    here = order.index(_AT.get(file.state, "decided"))
    return [
        (name, "done" if at < here else "now" if at == here else "ahead")
        for at, name in enumerate(names.values())
    ]
