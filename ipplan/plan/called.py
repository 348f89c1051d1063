"""What a space is called in words, by its kind: pages and mails say "plan" only where it is one."""

from collections.abc import Mapping
from dataclasses import dataclass

from ipplan.language import N_


@dataclass(frozen=True, slots=True)
class Called:
    """The words for one kind of space."""

    name: str
    """What it is."""
    whose: str
    """What it is, with ``%(name)s``."""
    of: str
    """The same, short."""
    belongs: str
    """Who owns it, as a sentence."""
    consent: str
    """The heading of the consent that it rests on."""
    to: str
    """What that is a consent to."""
    back: str
    at_rest: str
    resume: str
    invited: str
    invited_here: str
    ending: str
    """That an access ends, with ``%(day)s``."""


_COORDINATION = Called(
    name=N_("Koordinering uten plan"),
    whose=N_("Koordinering for %(name)s"),
    of=N_("Koordineringen for %(name)s"),
    belongs=N_("Koordineringen er for %(name)s."),
    consent=N_("Samtykke til å ha en koordinator"),
    to=N_("Å ha en koordinator uten en individuell plan"),
    back=N_("Tilbake til koordineringen"),
    at_rest=N_("Koordineringen er satt på pause."),
    resume=N_("Samtykk igjen, og ta opp koordineringen"),
    invited=N_("Du er invitert til å være med i en koordinering"),
    invited_here=N_("Du er invitert til å være med i en koordinering i ipplan."),
    ending=N_("En tilgang i en koordinering som du bestemmer over, går ut. Siste dag er %(day)s."),
)

CALLED: Mapping[str, Called] = {
    "plan": Called(
        name=N_("Individuell plan"),
        whose=N_("Individuell plan for %(name)s"),
        of=N_("Planen til %(name)s"),
        belongs=N_("Planen er til %(name)s."),
        consent=N_("Samtykke til å ha en plan"),
        to=N_("Å ha en individuell plan"),
        back=N_("Tilbake til planen"),
        at_rest=N_("Planen er satt på pause."),
        resume=N_("Samtykk igjen, og ta opp planen"),
        invited=N_("Du er invitert til å være med i en individuell plan"),
        invited_here=N_("Du er invitert til å være med i en individuell plan i ipplan."),
        ending=N_("En tilgang i en individuell plan som du bestemmer over, går ut. Siste dag er %(day)s."),
    ),
    "coordination": _COORDINATION,
    # Nothing that leaves the house says that somebody is, or was, expecting a child.
    "expecting": Called(
        name=N_("Koordinering før fødselen"),
        whose=N_("Koordinering før fødselen, for %(name)s"),
        of=_COORDINATION.of,
        belongs=N_("Dette er for %(name)s."),
        consent=N_("Samtykke til å ha en koordinator før fødselen"),
        to=N_("Å ha en koordinator før fødselen"),
        back=_COORDINATION.back,
        at_rest=_COORDINATION.at_rest,
        resume=_COORDINATION.resume,
        invited=_COORDINATION.invited,
        invited_here=_COORDINATION.invited_here,
        ending=_COORDINATION.ending,
    ),
}
