"""The company in a space: who takes part, and which sections each may open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ipplan.gate.facts import PersonFacts, SpaceFacts
from ipplan.gate.standing import Allowed, Standing
from ipplan.store.people import Participant


@dataclass(frozen=True, slots=True, eq=False)
class Company:
    """Everybody who takes part in a space, by name, and the standing of those for whom it is there."""

    people: tuple[Participant, ...]
    standings: Mapping[UUID, Standing]
    names: Mapping[UUID, str]
    """Of those too who took part once."""
    groups: Mapping[UUID, Standing]
    """For each person one standing that stands for all whose rights are equal to hers."""
    ends: datetime | None
    """The first end, by the clock, of anybody's right."""

    @classmethod
    def of(cls, space: SpaceFacts, standings: Mapping[UUID, Standing]) -> "Company":
        """The company of a space in which people stand like that."""
        known = {one.account_id: one.account for one in space.people.values() if one.account}
        people = [
            Participant(account, _role(one, standings), one.relation)
            for one in space.people.values()
            if one.participant_state == "active" and one.role and (account := one.account)
        ]
        return cls(
            tuple(sorted(people, key=lambda one: one.account.name)),
            standings,
            {account_id: account.name for account_id, account in known.items()},
            _groups(standings),
            min((end for standing in standings.values() for end in standing.ends()), default=None),
        )

    def sharing(self, sections: Collection[UUID], me: UUID) -> list[Participant]:
        """The others who share at least one section with me, by name."""
        return [
            one
            for one in self.people
            if one.account_id != me
            and (standing := self.standings.get(one.account_id))
            and any(standing.may(section) for section in sections)
        ]

    def readers_of(self, section_id: UUID, among: Collection[UUID] = ()) -> list[Participant]:
        """Everybody who may open one section, by name; the owner too, who may have no login.

        ``among``: only those from whom none of these items is withheld.
        """
        return [
            one
            for one in self.people
            if (standing := self.standings.get(one.account_id))
            and standing.may(section_id)
            and not standing.hidden(section_id).intersection(among)
        ]


def _role(one: PersonFacts, standings: Mapping[UUID, Standing]) -> str:
    """As signed: who coordinates no more, and whom only the directory calls so, takes part as any other."""
    standing = standings.get(one.account_id)
    if standing is not None and standing.role == "coordinator":
        return "coordinator"
    return "participant" if one.role == "coordinator" else one.role or ""


def _groups(standings: Mapping[UUID, Standing]) -> dict[UUID, Standing]:
    first: dict[object, Standing] = {}
    return {who: first.setdefault(_rights(standing), standing) for who, standing in standings.items()}


def _rights(standing: Standing) -> object:
    """All of a standing that shows on a screen, in a form that can be compared."""
    open_to = [
        (section, one.access, one.expires_at, standing.hidden(section))
        for section, one in standing.sections.items()
        if isinstance(one, Allowed)
    ]
    said = standing.paused, standing.closed, standing.rests_on, standing.silent, standing.keeps
    return standing.role, standing.decides, said, frozenset(open_to)
