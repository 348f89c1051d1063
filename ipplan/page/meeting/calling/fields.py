"""What the forms of meetings and of polls have in common: what can be chosen, and reading what was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from starlette.requests import Request

from ipplan.gate.viewer import open_to, place_is_secret
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.meeting.meetings import Room
from ipplan.plan import meetings as rules
from ipplan.plan.forms import read_day
from ipplan.plan.outline import Outline
from ipplan.store.meetings import Words
from ipplan.store.people import Participant

FURTHEST = timedelta(days=3 * 366)
LONGEST = 200
TOO_FAR = N_("Så langt fram kan det ikke kalles inn til møte.")


@dataclass(frozen=True)
class Choice:
    """What can be chosen: the sections open to who calls, and the people who see at least one of them."""

    sections: Sequence[Outline]
    people: Sequence[Participant]
    open_to: Mapping[UUID, frozenset[UUID]]


@dataclass(frozen=True)
class Kept:
    """What of a meeting stays as it is: sections and people who are not hers to choose, a place not shown."""

    sections: frozenset[UUID] = frozenset()
    invited: frozenset[UUID] = frozenset()
    place: str = ""


async def choice_of(request: Request, room: Room) -> Choice:
    """What a visitor can choose."""
    opened = await house_of(request).reader.outlines(await room.visit.open_all())
    opens = open_to(room.visit)
    able = rules.may_be_invited(opened, opens)
    people = [one for one in room.visit.company().people if one.account_id in able]
    return Choice([outline for _, outline in opened.values()], people, opens)


def read_words(
    typed: Mapping[str, str], room: Room, choice: Choice, kept: Kept, errors: dict[str, str]
) -> tuple[Words, frozenset[UUID]]:
    """Title, place, link and people; and the sections it is about. ``errors``: what is wrong, by field."""
    title = typed.get("title", "").strip()
    if not title:
        errors["title"] = N_("Skriv hva slags møte det er.")
    sections = {one.section_id for one in choice.sections if typed.get(f"section-{one.section_id}") == "yes"}
    sections |= kept.sections - {one.section_id for one in choice.sections}
    if not sections:
        errors["sections"] = N_("Velg minst én del som møtet gjelder.")
    invited = {one.account_id for one in choice.people if typed.get(f"invite-{one.account_id}") == "yes"}
    invited |= kept.invited - {one.account_id for one in choice.people}
    able = rules.may_be_invited(sections, choice.open_to)
    if not invited:
        errors["invited"] = N_("Velg minst én som skal komme.")
    elif sections and not invited <= able:
        errors["invited"] = N_("Alle som inviteres, må ha tilgang til minst én av delene møtet gjelder.")
    place, link = typed.get("place", "").strip(), typed.get("link", "").strip()
    if place_is_secret(room.visit):
        place = kept.place
    if link and not link.startswith("https://"):
        errors["link"] = N_("Lenken skal begynne med https://")
    for name, text in (("title", title), ("place", place), ("link", link)):
        if len(text) > LONGEST:
            errors[name] = N_("Teksten er for lang. Gjør den kortere.")
    in_mail = typed.get("place_in_mail") == "yes"
    return Words(title, place, link, in_mail, frozenset(invited), 1), frozenset(sections)


def read_times(
    typed: Mapping[str, str], now: datetime, errors: dict[str, str], which: str = ""
) -> tuple[datetime, datetime] | None:
    """From when until when; one that ends before it begins goes on past midnight.

    ``which``: what the names of the three fields end in, where there are several times.
    """
    day, first, last = read_day(typed.get(f"day{which}", "")), *read_clocks(typed, which)
    if day is None:
        errors[f"day{which}"] = N_("Skriv datoen som dag.måned.år, for eksempel 31.12.2027.")
    for name, clock in (("from", first), ("to", last)):
        if clock is None:
            errors[f"{name}{which}"] = N_("Skriv klokkeslettet som timer og minutter, for eksempel 14:30.")
    if day is None or first is None or last is None:
        return None
    starts = rules.moment(day, first)
    ends = rules.moment(day + timedelta(days=1) if last <= first else day, last)
    if starts is None or ends is None:
        errors[f"{'from' if starts is None else 'to'}{which}"] = N_(
            "Dette klokkeslettet finnes ikke den dagen: klokka stilles fram."
        )
        return None
    if starts <= now:
        errors[f"day{which}"] = N_("Velg et tidspunkt som ikke er passert.")
    elif starts > now + FURTHEST:
        errors[f"day{which}"] = TOO_FAR
    return starts, ends


def read_clocks(typed: Mapping[str, str], which: str = "") -> tuple[time | None, time | None]:
    """From which time of day until which; ``None`` for what is none."""
    return _clock(typed.get(f"from{which}", "")), _clock(typed.get(f"to{which}", ""))


def _clock(value: str) -> time | None:
    try:
        return datetime.strptime(value.strip().replace(".", ":"), "%H:%M").time()
    except ValueError:
        return None
