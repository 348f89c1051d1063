"""Whom one can reach, and what is said to all who share a conversation."""

from dataclasses import dataclass

from ipplan.language import N_
from ipplan.permit import Access
from ipplan.plan.kinds.asking import line, words
from ipplan.plan.kinds.kind import Kind


@dataclass(frozen=True)
class Message:
    """What somebody says to all who share the conversation."""

    body: str = words(N_("Melding"), required=True)


@dataclass(frozen=True)
class Contact:
    """Somebody whom the family may need to reach; with an account or without."""

    title: str = line(N_("Navn"), required=True)
    role: str = line(N_("Rolle"), hint=N_("For eksempel fysioterapeut eller rektor."))
    organisation: str = line(N_("Hvor personen jobber"))
    phone: str = line(N_("Telefon"))
    email: str = line(N_("E-post"))
    body: str = words(N_("Når og hvordan det er best å ta kontakt"))


KINDS = (
    Kind(
        "message",
        N_("Melding"),
        N_("Skriv en melding"),
        Message,
        least=Access.COMMENT,
        areas=("messages",),
        own=True,
    ),
    Kind("contact", N_("Kontakt"), N_("Ny kontakt"), Contact, areas=("network", "messages")),
)
