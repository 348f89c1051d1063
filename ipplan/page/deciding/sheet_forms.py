"""What a sheet of paper shall say, and what is registered of it: read from forms, problems by field."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from ipplan.gate.sheets import Scan, Terms
from ipplan.gate.signing import Wish
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.access.areas import areas_of
from ipplan.page.access.people import tidy
from ipplan.page.request.uploads import BadFile, media_type_of
from ipplan.permit import Access, Refused
from ipplan.plan.forms import read_day
from ipplan.plan.periods import OSLO, end_of, last_day
from ipplan.store.people import Participant

KEEP = "keep"


def people_of(visit: Visit) -> list[Participant]:
    """Those who can be given access: not the owner, nor who acts for her in everything."""
    standings = visit.company().standings
    return [
        one
        for one in visit.company().people
        if one.role != "owner"
        and not ((known := standings.get(one.account_id)) and known.on_behalf_of and known.whole)
    ]


def read_terms(visit: Visit, typed: Mapping[str, str], language: str) -> tuple[Terms, dict[str, str]]:
    errors: dict[str, str] = {}
    today, wishes = visit.at.astimezone(OSLO).date(), list[Wish]()
    for one in people_of(visit):
        who = one.account_id
        chosen = {
            section: word
            for area, section in areas_of(visit).items()
            if (word := typed.get(f"access-{who}-{area}", KEEP)) != KEEP
        }
        day = last_day(typed.get(f"until-{who}", ""), today)
        if day is None and any(word != "none" for word in chosen.values()):
            errors[f"until-{who}"] = N_("Velg hvor lenge tilgangen skal gjelde.")
        wishes += [_wish(who, section, word, day) for section, word in chosen.items()]
    chosen_consents = {kind: typed.get(f"consent-{kind}", KEEP) for kind in (visit.kind, "sharing")}
    gives = frozenset(kind for kind, word in chosen_consents.items() if word == "give")
    takes = frozenset(kind for kind, word in chosen_consents.items() if word == "take")
    terms = Terms(tuple(wishes), gives, takes, language)
    if takes and terms.granted:
        errors[""] = N_("Arket kan ikke gi tilganger og trekke tilbake et samtykke på én gang.")
    elif not (wishes or gives or takes) and not errors:
        errors[""] = N_("Velg hva arket skal si.")
    return terms, errors


def _wish(who: UUID, section: UUID, word: str, day: date | None) -> Wish:
    try:
        access = Access.named(word) if word != "none" else None
    except KeyError:
        raise Refused("access_word") from None
    return Wish(who, section, access, end_of(day) if access and day else None)


def scan_sheet(visit: Visit, typed: Mapping[str, str], data: bytes) -> tuple[Scan | None, dict[str, str]]:
    """What is to be registered, or what is wrong, by field."""
    errors = {name: N_("Skriv noe her.") for name in ("witness", "witness_role") if not tidy(typed, name)}
    for name in ("witness", "witness_role"):
        if len(tidy(typed, name)) > 200:
            errors[name] = N_("Teksten er for lang.")
    if tidy(typed, "witness").casefold() == visit.company().names[visit.actor.account_id].casefold():
        errors["witness"] = N_("Vitnet skal være en annen enn deg.")
    day = read_day(typed.get("signed_on", ""))
    if day is None or day > visit.at.astimezone(OSLO).date():
        errors["signed_on"] = N_("Skriv dagen arket ble signert: i dag eller før.")
    try:
        media_type = media_type_of(data)
    except BadFile as wrong:
        errors["sheet"], media_type = str(wrong), ""
    if errors or day is None:
        return None, errors
    return Scan(day, tidy(typed, "witness"), tidy(typed, "witness_role"), media_type, data), {}
