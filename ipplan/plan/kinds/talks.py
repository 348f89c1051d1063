"""What people say to each other, and what somebody writes for herself: in rooms of their own."""

from dataclasses import dataclass

from ipplan.language import N_
from ipplan.permit import Access
from ipplan.plan.kinds.asking import line, words
from ipplan.plan.kinds.kind import Kind


@dataclass(frozen=True)
class Conversation:
    """What some talk about: all who may read its section, or those alone whom its author has named."""

    title: str = line(N_("Hva gjelder det?"), required=True)


@dataclass(frozen=True)
class Message:
    """What somebody says to all who share the conversation."""

    body: str = words(N_("Melding"), required=True)


@dataclass(frozen=True)
class Entry:
    """A day in somebody's own diary."""

    body: str = words(N_("Hva vil du skrive om dagen?"), required=True)
    title: str = line(N_("Overskrift"))


KINDS = (
    Kind(
        "conversation",
        N_("Samtale"),
        N_("Ny samtale"),
        Conversation,
        least=Access.COMMENT,
        apart=True,
        own=True,
    ),
    Kind(
        "message",
        N_("Melding"),
        N_("Skriv en melding"),
        Message,
        under=("conversation",),
        least=Access.COMMENT,
        areas=("messages",),
        own=True,
    ),
    Kind(
        "entry",
        N_("Dagbok"),
        N_("Skriv i dagboken"),
        Entry,
        clear=("starts_at",),
        least=Access.COMMENT,
        apart=True,
        areas=("diary",),
        own=True,
        private=True,
        labels={"starts_on": N_("Dag")},
    ),
)
