"""The organisations that people of a municipality work in: names, kinds, and which belongs under which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ipplan.store.database import Tx
from ipplan.store.tables import account, organisation

KINDS = ("service", "school", "hospital", "gp", "nav", "other")


class OrganisationExists(Exception):
    """The municipality has one of that name that is not closed."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A place where people work."""

    organisation_id: UUID
    name: str
    kind: str
    parent_id: UUID | None
    state: str
    people: int = 0
    """How many with an account that is not closed work there, by what their accounts say."""

    @property
    def active(self) -> bool:
        return self.state == "active"


async def organisations(tx: Tx, municipality_id: str) -> list[Organisation]:
    """All of a municipality's: each after the one it belongs under, closed ones too."""
    people = (
        select(func.count())
        .select_from(account)
        .where(
            account.c.municipality_id == municipality_id,
            account.c.organisation == organisation.c.name,
            account.c.state == "active",
            # Where somebody with a protected address works is told to nobody, not even by a number.
            account.c.protected.is_(False),
        )
        .correlate(organisation)
        .scalar_subquery()
    )
    columns = organisation.c
    query = select(
        columns.organisation_id, columns.name, columns.kind, columns.parent_id, columns.state, people
    ).where(columns.municipality_id == municipality_id)
    return _in_order([Organisation(*row) for row in await tx.execute(query)])


async def names_of(tx: Tx, municipality_id: str) -> list[str]:
    """What there is to choose from where somebody's place of work is written."""
    query = select(organisation.c.name).where(
        organisation.c.municipality_id == municipality_id, organisation.c.state == "active"
    )
    return sorted((await tx.execute(query)).scalars(), key=str.casefold)


async def add_organisation(
    tx: Tx, municipality_id: str, *, name: str, kind: str, parent_id: UUID | None, now: datetime
) -> UUID:
    """A new one; raises `OrganisationExists`."""
    organisation_id = uuid4()
    values = {"name": name, "kind": kind, "parent_id": parent_id, "state": "active", "made_at": now}
    try:
        async with tx.begin_nested():
            await tx.execute(
                insert(organisation).values(
                    organisation_id=organisation_id, municipality_id=municipality_id, **values
                )
            )
    except IntegrityError as error:
        raise OrganisationExists from error
    return organisation_id


async def change_organisation(tx: Tx, municipality_id: str, before: Organisation, **values: object) -> None:
    """Change one, and what it is called where people work there; raises `OrganisationExists`."""
    here = organisation.c.organisation_id == before.organisation_id
    try:
        async with tx.begin_nested():
            await tx.execute(update(organisation).where(here).values(**values))
    except IntegrityError as error:
        raise OrganisationExists from error
    name = values.get("name", before.name)
    if name != before.name:
        theirs = (account.c.municipality_id == municipality_id, account.c.organisation == before.name)
        await tx.execute(update(account).where(*theirs).values(organisation=name))


def below(found: Sequence[Organisation], organisation_id: UUID) -> set[UUID]:
    """One, and all that belong under it: it can belong under none of these."""
    under = {organisation_id}
    while more := {one.organisation_id for one in found if one.parent_id in under} - under:
        under |= more
    return under


def _in_order(found: list[Organisation]) -> list[Organisation]:
    found.sort(key=lambda one: one.name.casefold())
    known = {one.organisation_id for one in found}
    ordered: list[Organisation] = []

    def add(parent: UUID | None) -> None:
        for one in found:
            top = one.parent_id if one.parent_id in known else None
            if top == parent and one not in ordered:
                ordered.append(one)
                add(one.organisation_id)

    add(None)
    return ordered
