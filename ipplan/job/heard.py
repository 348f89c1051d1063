"""Notices around a child's plan, without content: that it comes of age soon, and that it does not agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.gate.claims import GrantClaims
from ipplan.gate.gate import Gate
from ipplan.gate.representing import comes_to
from ipplan.gate.visit import Actor, Visit
from ipplan.job.bare import bare_mail
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.permit import Refused
from ipplan.plan.periods import birthday_after
from ipplan.rules import Age, Rules
from ipplan.store.accounts import Account
from ipplan.store.database import Tx
from ipplan.store.outbox import promise
from ipplan.store.people import participants
from ipplan.store.tables import access_grant, age_notice, consent, space

ROLES = ("owner", "representative", "coordinator")
"""Who prepares it."""


@dataclass(frozen=True)
class Coming:
    """An owner who comes to an age soon."""

    space_id: UUID
    age: int


def ages(rules: Rules) -> tuple[Age, Age]:
    """The ages that are prepared: at which a child decides herself, and at which she is of age."""
    return rules.own_decision_from, rules.of_age_from


async def notice_ages(gate: Gate) -> int:
    """Promise the notices that are due and have not been promised; returns how many. Once for each age."""
    now, count = gate.clock.now(), 0
    async with gate.database.begin() as tx:
        for one in await _coming(gate, tx, now):
            if await _first(tx, one, now):
                await promise(tx, "send_age", space_id=str(one.space_id), age=str(one.age))
                count += 1
    return count


async def send_age(post: Post, space_id: UUID, age: int) -> None:
    """To the owner, who acts for her, and the coordinator: whoever of them can enter the plan now."""
    which = next((one for one in ages(post.gate.rules) if one.value == age), None)
    for account, visit in await _concerned(post, space_id):
        comes = comes_to(visit.space, post.gate.signer, post.gate.rules, which) if which else None
        if comes is not None and visit.at < comes and not visit.standing.paused:
            when = comes - post.gate.rules.takeover_ahead.time
            # The same at every try, and nobody's id.
            number = f"age-{age}-{uuid5(space_id, f'{age} {account.account_id}')}"
            words = N_("Noe å forberede i en individuell plan")
            await send(post, space_id, bare_mail(post, account, number, when, words, "mail/age.txt"))


async def send_disagreement(post: Post, space_id: UUID, item_id: UUID, at: datetime) -> None:
    """To the coordinator: that the child has said something.

    To nobody who acts for the child: she reads it in the plan, unless the child keeps it from her.
    """
    for account, visit in await _concerned(post, space_id):
        if visit.is_coordinator and not visit.standing.paused:
            words = "Noen har sagt fra i en individuell plan"
            number = f"disagreement-{uuid5(item_id, str(account.account_id))}"
            await send(post, space_id, bare_mail(post, account, number, at, words, "mail/disagreement.txt"))


async def _concerned(post: Post, space_id: UUID) -> list[tuple[Account, Visit]]:
    """Those concerned who have an address and may enter at the moment the job runs."""
    async with post.database.begin() as tx:
        people = await participants(tx, space_id)
    found = []
    for account in (one.account for one in people if one.account.email):
        try:
            visit = await post.gate.enter(space_id, Actor(account.account_id, b""), road="job")
        except Refused:
            continue
        if visit.standing.role in ROLES:
            found.append((account, visit))
    return found


async def _coming(gate: Gate, tx: Tx, now: datetime) -> list[Coming]:
    """Owners who come to one of the ages soon, by what is signed into their own right."""
    query = (
        select(access_grant.c.space_id, access_grant.c.token)
        .join(space, space.c.space_id == access_grant.c.space_id)
        .where(
            access_grant.c.section_id.is_(None),
            access_grant.c.withdrawn_at.is_(None),
            space.c.state == "open",
            # Without the consent to the plan nobody is sent anything.
            exists().where(
                consent.c.space_id == access_grant.c.space_id,
                consent.c.kind == "plan",
                consent.c.withdrawn_at.is_(None),
            ),
        )
    )
    found = []
    for space_id, token in await tx.execute(query):
        signed = gate.signer.grant(token)
        if isinstance(signed, GrantClaims) and signed.decides_from is not None:
            due = _due(gate.rules, datetime.fromtimestamp(signed.decides_from, UTC), now)
            found += [Coming(space_id, age.value) for age in due]
    return found


def _due(rules: Rules, decides_from: datetime, now: datetime) -> Iterator[Age]:
    """The ages whose birthday is ahead, and near."""
    for age in ages(rules):
        comes = birthday_after(decides_from, age.value - rules.own_decision_from.value)
        if comes - rules.takeover_ahead.time <= now < comes:
            yield age


async def _first(tx: Tx, one: Coming, now: datetime) -> bool:
    """Whether nobody has promised this notice: of two workers, one does."""
    done = await tx.execute(
        upsert(age_notice)
        .values(space_id=one.space_id, age=one.age, at=now)
        .on_conflict_do_nothing()
        .returning(age_notice.c.age)
    )
    return done.first() is not None
