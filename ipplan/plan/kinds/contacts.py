"""Whom one can reach."""

from collections.abc import Mapping
from dataclasses import dataclass

from ipplan.language import N_
from ipplan.plan.kinds.asking import choice, line, participant, words
from ipplan.plan.kinds.kind import Kind

SECTORS: Mapping[str, str] = {
    "family": N_("Familie"),
    "friends": N_("Venner"),
    "work": N_("Skole eller arbeid"),
    "services": N_("Tjenester"),
}
"""Where on the map of people around the owner somebody stands."""
RINGS: Mapping[str, str] = {
    "near": N_("Nærmest"),
    "middle": N_("Litt lenger unna"),
    "far": N_("Lengst unna"),
}
"""And how close, from the middle outwards."""


@dataclass(frozen=True)
class Contact:
    """Somebody whom the family may need to reach; with an account or without."""

    title: str = line(N_("Navn"), required=True)
    role: str = line(N_("Rolle"), hint=N_("For eksempel fysioterapeut eller rektor."))
    organisation: str = line(N_("Hvor personen jobber"))
    phone: str = line(N_("Telefon"))
    email: str = line(N_("E-post"))
    body: str = words(N_("Når og hvordan det er best å ta kontakt"))
    sector: str = choice(N_("Hvor på kartet?"), SECTORS)
    closeness: str = choice(N_("Hvor nær?"), RINGS)
    account: str = participant(N_("Er det en som er med i planen?"))


KINDS = (Kind("contact", N_("Kontakt"), N_("Ny kontakt"), Contact, areas=("network", "messages")),)
