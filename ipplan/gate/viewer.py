"""Who looks at the meetings of a space, and to whom what of it is open: as the gate says."""

from collections.abc import Mapping
from uuid import UUID

from ipplan.gate.standing import Standing
from ipplan.gate.visit import Visit
from ipplan.plan.meetings import Viewer
from ipplan.store.meetings import Words


def viewer_of(visit: Visit) -> Viewer:
    """The visitor."""
    arranges = visit.decides or visit.is_coordinator
    return Viewer(visit.actor.account_id, arranges, visit.decides, _open(visit.standing))


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
