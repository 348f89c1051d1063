"""Files that people keep in the plan: documents, sub-plans, pictures; and the photo of who it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from ipplan.language import N_
from ipplan.plan.kinds.asking import choice, fixed, line, words
from ipplan.plan.kinds.kind import Kind

WHAT: Mapping[str, str] = {
    "school": N_("Skoleplan"),
    "treatment": N_("Behandlingsplan"),
    "training": N_("Treningsprogram"),
    "letter": N_("Brev eller vedtak"),
    "picture": N_("Bilde"),
    "other": N_("Noe annet"),
}
"""What a document is; the first three are plans within the plan."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What the house knows of a file: its bytes are sealed apart (store/files.py)."""

    name: str = fixed(N_("Filnavn"))
    media_type: str = fixed(N_("Filtype"))
    size: str = fixed(N_("Størrelse"), shown=False)
    sha256: str = fixed(N_("Kontrollsum"), shown=False)
    blob: str = fixed(N_("Nøkkel"), shown=False)
    small: str = fixed(N_("Har et lite bilde"), shown=False)
    held: str = fixed(N_("Holdes tilbake til den er sjekket"), shown=False)


STORED = tuple(one.name for one in fields(Stored))
"""What it knows, by name."""


@dataclass(frozen=True, kw_only=True)
class Document(Stored):
    """A file, and what it is."""

    title: str = line(N_("Navn"), required=True)
    what: str = choice(N_("Hva er det?"), WHAT)
    body: str = words(N_("Merknad"))


@dataclass(frozen=True, kw_only=True)
class Photo(Stored):
    """A picture of who the plan is about, and what it shows for those who do not see it."""

    title: str = line(
        N_("Hva er på bildet?"), required=True, hint=N_("Leses høyt for den som ikke ser bildet.")
    )


@dataclass(frozen=True)
class Check:
    """That a file was looked through for viruses, and what was found."""

    of: str = fixed(N_("Nøkkel"), shown=False)
    result: str = fixed(N_("Funnet"), shown=False)


KINDS = (
    Kind("document", N_("Fil"), N_("Legg til en fil"), Document, file=True),
    Kind("photo", N_("Bilde"), N_("Legg til et bilde"), Photo, areas=("about",), file=True),
    Kind(
        "check",
        N_("Sjekket for virus"),
        N_("Sjekket for virus"),
        Check,
        under=("document", "photo"),
        alone=False,
        own=True,
        made=False,
        told=False,
    ),
)
