"""Who looks at the meetings of a space, and to whom what of it is open: as the gate says."""

from collections.abc import Mapping
from uuid import UUID

from ipplan.gate.standing import Standing
from ipplan.gate.visit import Visit
from ipplan.plan.meetings import Viewer
from ipplan.store.meetings import Words
from ipplan.store.people import Participant


def viewer_of(visit: Visit) -> Viewer:
    """The visitor."""
    arranges = visit.decides or visit.is_coordinator
    return Viewer(visit.actor.account_id, arranges, visit.decides, _open(visit.standing))


def known_to(visit: Visit) -> list[Participant]:
    """Those who take part, but the owner, as far as the visitor may know of them.

    Who decides or coordinates knows them all; another those with whom she shares a section, and herself.
    """
    company, me = visit.company(), visit.reader
    among = company.people
    if not (visit.decides or visit.is_coordinator):
        sections = [row.section_id for row in visit.open_sections()]
        shared = {one.account_id for one in company.sharing(sections, me)} | {me}
        among = tuple(one for one in among if one.account_id in shared)
    return [one for one in among if one.account_id != visit.space.owner_id]


def known_as(visit: Visit, account_id: UUID) -> dict[str, str]:
    """What a form for somebody who takes part begins with; nothing where the visitor may not know of her."""
    one = next((one for one in known_to(visit) if one.account_id == account_id), None)
    if one is None:
        return {}
    role, account = one.relation or one.account.title, one.account
    known = {"title": account.name, "role": role, "organisation": account.organisation}
    return known | {"account": str(account_id)}


def open_to(visit: Visit) -> Mapping[UUID, frozenset[UUID]]:
    """Which sections are open to each who takes part."""
    return {who: _open(standing) for who, standing in visit.company().standings.items()}


def place_is_secret(visit: Visit) -> bool:
    """Whether no place is shown or sent: the owner's address is protected, and where she goes is, too."""
    owner = visit.space.people.get(visit.space.owner_id)
    return bool(owner and owner.account and owner.account.protected)


def place_outside(visit: Visit, words: Words) -> str:
    """The place as it may stand in mails and calendars: where the owner lets it, and it is no secret."""
    return words.place if words.place_in_mail and not place_is_secret(visit) else ""


def _open(standing: Standing) -> frozenset[UUID]:
    return frozenset(section for section in standing.sections if standing.may(section))
