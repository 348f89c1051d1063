"""Whom one can reach."""

from dataclasses import dataclass

from ipplan.language import N_
from ipplan.plan.kinds.asking import line, words
from ipplan.plan.kinds.kind import Kind


@dataclass(frozen=True)
class Contact:
    """Somebody whom the family may need to reach; with an account or without."""

    title: str = line(N_("Navn"), required=True)
    role: str = line(N_("Rolle"), hint=N_("For eksempel fysioterapeut eller rektor."))
    organisation: str = line(N_("Hvor personen jobber"))
    phone: str = line(N_("Telefon"))
    email: str = line(N_("E-post"))
    body: str = words(N_("Når og hvordan det er best å ta kontakt"))


KINDS = (Kind("contact", N_("Kontakt"), N_("Ny kontakt"), Contact, areas=("network", "messages")),)
