"""An inquiry to the coordinating unit: what can be asked, and what it comes to in the case's file.

As it is kept (``said`` of the event ``inquiry``) it has no identity number: that is the account's.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from ipplan.language import N_

By = Literal["self", "relative", "service"]
Said = Mapping[str, Any]

BY: Mapping[str, str] = {
    "self": N_("Meg selv"),
    "relative": N_("Barnet mitt, eller en jeg står nær"),
    "service": N_("En jeg møter i arbeidet mitt"),
}
OF_PERSON, OF_RELATIVE = N_("Personen selv"), N_("En forelder eller pårørende")
OF_SERVICE = N_("En tjeneste")
"""The same of one that came on paper."""
WISHES: Mapping[str, str] = {
    "coordinator": N_("En koordinator, uten plan"),
    "plan": N_("En koordinator og en individuell plan"),
    "child": N_("En barnekoordinator"),
    "child_plan": N_("En barnekoordinator og en individuell plan"),
}
"""A coordinator may be had without a plan; a child coordinator too, and she offers one."""
PARTS: Mapping[str, tuple[str, ...]] = {
    "coordinator": ("coordinator",),
    "plan": ("coordinator", "plan"),
    "child": ("child_coordinator",),
    "child_plan": ("child_coordinator", "plan"),
}
"""What of the case's file each wish asks for; each part is decided by itself."""
TEAM = N_("En oppfølgingsgruppe (ansvarsgruppe): et fast lag av dem som hjelper")
BEST: Mapping[str, str] = {
    "phone": N_("Telefon"),
    "email": N_("E-post om at det er noe å lese her"),
    "letter": N_("Brev i posten"),
}
KNOWS: Mapping[str, str] = {
    "agrees": N_("Ja, og ønsker det selv"),
    "knows": N_("Ja, men har ikke sagt ja til det ennå"),
    "child": N_("Det er barnet mitt, og jeg har foreldreansvaret"),
    "no": N_("Nei, ikke ennå"),
}
CONSENTED: Mapping[str, str] = {
    "spoken": N_("Muntlig, til meg"),
    "written": N_("Skriftlig"),
    "represented": N_("Av den som handler for personen (forelder eller verge)"),
}
LANGUAGES: Mapping[str, str] = {"nb": N_("Bokmål"), "nn": N_("Nynorsk")}
MOST_SERVICES = 12
FIELDS = (
    *("by", "municipality", "name", "pid", "born_on", "expects", "expected_on", "hard", "wish", "team"),
    *("named", "phone", "email", "address", "best", "interpreter", "language", "relation", "knows"),
    *("organisation", "role", "consented", "consent_how", "consent_on", "received_on", "sent_by"),
    *(f"{part}-{row}" for row in range(1, MOST_SERVICES + 1) for part in ("service", "contact")),
)
"""Every field of the form, in one level: a draft keeps them just as they were typed."""


def parts_asked(said: Said) -> dict[str, str]:
    """The parts of the case's file that are asked for."""
    return dict.fromkeys(PARTS[said["wish"]], "asked")


def person_called(said: Said) -> str:
    """Whom it is about, as who sent it has written: never what a register knows."""
    return str(said["person"]["name"])


def day_said(said: Said, *path: str) -> date | None:
    """A day that was written, if it was."""
    found: Any = said
    for name in path:
        found = found.get(name)
        if not found:
            return None
    return date.fromisoformat(found)
