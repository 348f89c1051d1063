"""ipplan without its verdicts, to measure what they cost: everybody may write everywhere. Never for use."""

from datetime import UTC, datetime, timedelta

from ipplan.__main__ import main
from ipplan.gate.facts import Facts
from ipplan.gate.remembered import FAR, Kept, Verdicts
from ipplan.gate.standing import Allowed, Standing
from ipplan.permit import Access

UNTIL = datetime.now(UTC) + timedelta(days=300)
KEPT: dict[object, Kept[Standing]] = {}


def concluded(self: Verdicts, facts: Facts, now: datetime) -> Kept[Standing]:
    """What everybody is allowed, for each basis the same object, as remembered verdicts are."""
    assert facts.space is not None
    key = (facts.space.basis, facts.person.account_id)
    found = KEPT.get(key)
    if found is None:
        own = {row.section_id: row for row in facts.person.grants}
        root = facts.space.roots[0]
        mine = facts.person.account_id == facts.space.owner_id
        verdicts = {
            row.section_id: Allowed(Access.named(grant.access), grant.grant_id, UNTIL)
            for row in facts.space.sections
            if (grant := root if mine else own.get(row.section_id)) is not None
        }
        role = "owner" if mine else facts.person.role or ""
        found = KEPT[key] = Kept(None, 0, FAR, Standing(role, mine, None, None, dict(verdicts)))
    return found


if __name__ == "__main__":
    Verdicts.concluded = concluded  # type: ignore[method-assign,assignment]
    main()
