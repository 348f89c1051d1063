"""Who sees what: the owner goes through participant × section, reads what she signs, signs, withdraws."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.consents import CONSENTS
from ipplan.gate.records import acts
from ipplan.gate.signing import BadWish, Wish, sign_wishes, withdraw_all
from ipplan.gate.standing import Allowed, Standing
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.item import typed_in, writing
from ipplan.page.receipts import newest
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Access, Refused
from ipplan.plan.forms import read_day
from ipplan.plan.outline import Outline
from ipplan.plan.periods import OSLO, PERIODS, end_of, last_day, last_day_of, latest
from ipplan.store.doors import CameBy, doors_of
from ipplan.store.people import Participant

KEEP = "keep"
SOON = 30
"""Days before its end from which access is about to end."""


@dataclass(frozen=True)
class Row:
    """One participant's row of the table: what she may open now, by section."""

    person: Participant
    now: Mapping[UUID, Allowed]
    receipt_id: UUID | None = None
    """The newest receipt of what was signed for her."""
    doors: Sequence[CameBy] = ()
    """By which doors she has come, the last first."""

    @property
    def ends(self) -> datetime | None:
        """The first end among her grants."""
        return min((one.expires_at for one in self.now.values()), default=None)


@dataclass(frozen=True)
class Table:
    """All that the sharing pages show."""

    visit: Visit
    sections: tuple[Outline, ...]
    rows: tuple[Row, ...]
    today: date

    @property
    def soon(self) -> list[tuple[Row, Outline, Allowed]]:
        """What ends within `SOON` days, the first end first."""
        found = [
            (row, section, one)
            for row in self.rows
            for section in self.sections
            if (one := row.now.get(section.section_id))
            and (last_day_of(one.expires_at) - self.today).days <= SOON
        ]
        return sorted(found, key=lambda one: one[2].expires_at)


@signed_in
async def show(request: Request) -> Response:
    """The table as it stands."""
    return await _page(request, await _table(request), {}, {})


@signed_in
async def review(request: Request) -> Response:
    """What the table as filled in would change, in plain words, before anything is signed."""
    typed = await typed_in(request)
    table = await _table(request)
    if "renewal" in typed:
        typed = _renewed(table, typed["renewal"])
    return await _reviewed(request, table, typed)


@signed_in
async def resume(request: Request) -> Response:
    """Back from a fresh login, to what one was about to sign; to the table where nothing was."""
    table, typed = await _table(request), await set_aside_for(request)
    if not typed:
        return see_other(f"/plans/{table.visit.space.space_id}/sharing")
    return await _reviewed(request, table, typed)


async def _reviewed(request: Request, table: Table, typed: Mapping[str, str]) -> Response:
    wishes, errors = read_wishes(table, typed)
    if errors or not wishes:
        if not errors:
            errors = {"": N_("Du har ikke endret noe.")}
        return await _page(request, table, typed, errors, 422)
    return _review(request, table, wishes, typed)


@signed_in
async def change(request: Request) -> Response:
    """Back from reading, to change more: what was chosen is kept."""
    return await _page(request, await _table(request), await typed_in(request), {})


@signed_in
async def sign(request: Request) -> Response:
    """Sign what was read. On an old login, what is taken away is taken at once; the rest waits."""
    typed = await typed_in(request)
    table = await _table(request)
    wishes, errors = read_wishes(table, typed)
    if errors:
        return await _page(request, table, typed, errors, 422)
    if typed.get("read", mark := digest(table, wishes)) != mark:
        return _review(request, table, wishes, typed, 409)
    waiting = [] if is_fresh(request) else [wish for wish in wishes if wish.access is not None]
    at_once = [wish for wish in wishes if wish not in waiting]
    if at_once:
        async with writing(request) as (held, visit):
            try:
                await sign_wishes(held, visit, visit.gate.signer, at_once)
            except BadWish:
                raise Refused("bad_wish") from None
    path = f"/plans/{table.visit.space.space_id}/sharing"
    if waiting:
        return await ask_anew(request, f"{path}/review", typed, done=bool(at_once))
    return see_other(path)


@signed_in
async def withdrawal(request: Request) -> Response:
    """Withdraw all of one participant's grants, or the one to a section: at once, with one press."""
    participant_id = uuid_in(request, "account")
    async with writing(request) as (held, visit):
        if "section" in request.path_params:
            wish = Wish(participant_id, uuid_in(request, "section"), None, None)
            await sign_wishes(held, visit, visit.gate.signer, [wish])
        else:
            await withdraw_all(held, visit, visit.gate.signer, participant_id)
    return see_other(f"/plans/{visit.space.space_id}/sharing#person-{participant_id}")


def digest(table: Table, wishes: Sequence[Wish]) -> str:
    """A mark of what was read before signing: the wishes, what they replace, and the text of the consent."""
    rows = {row.person.account_id: row for row in table.rows}
    lines = [f"consent {CONSENTS['sharing'].sha256}"]
    for wish in wishes:
        now = rows[wish.participant_id].now.get(wish.section_id)
        before, access = now.grant_id if now else None, wish.access.word if wish.access else None
        lines.append(f"{wish.participant_id} {wish.section_id} {access} {wish.expires_at} {before}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _review(
    request: Request, table: Table, wishes: list[Wish], typed: Mapping[str, str], status: int = 200
) -> Response:
    return page(
        request,
        "sharing/review.html",
        status,
        table=table,
        wishes=_in_words(table, wishes),
        typed={name: value for name, value in typed.items() if value and name != "read"},
        mark=digest(table, wishes),
        changed=status == 409,
        consent=CONSENTS["sharing"],
        space_id=table.visit.space.space_id,
        withdraws_only=all(wish.access is None for wish in wishes),
    )


def read_wishes(table: Table, typed: Mapping[str, str]) -> tuple[list[Wish], dict[str, str]]:
    """The cells that change, and what is wrong, by field."""
    wishes: list[Wish] = []
    errors: dict[str, str] = {}
    for row in table.rows:
        who = row.person.account_id
        period = typed.get(f"until-{who}", KEEP)
        day = _last_day(typed, who, table.today) if period != KEEP else None
        if period != KEEP and day is None:
            errors[f"until-{who}"] = N_("Velg en dato fra i morgen av, og høyst tre år fram.")
            continue
        for section in table.sections:
            wish = _wish(row, section.section_id, typed, day)
            if wish is None:
                continue
            if wish.access is not None and wish.expires_at is None:
                errors[f"until-{who}"] = N_("Velg hvor lenge tilgangen skal gjelde.")
            wishes.append(wish)
    return wishes, errors


def _renewed(table: Table, period: str) -> dict[str, str]:
    """The form in which all that is about to end goes on as it is, for one more period."""
    typed = {}
    for row, section, now in table.soon:
        who = row.person.account_id
        typed[f"access-{who}-{section.section_id}"] = now.access.word
        typed[f"until-{who}"] = period
    return typed


def _wish(row: Row, section_id: UUID, typed: Mapping[str, str], day: date | None) -> Wish | None:
    """What is wished for one cell, or ``None`` where it stays as it is."""
    who = row.person.account_id
    now = row.now.get(section_id)
    word = typed.get(f"access-{who}-{section_id}")
    if word is None:
        return None
    try:
        access = Access.named(word) if word != "none" else None
    except KeyError:
        raise Refused("access_word") from None
    if access is None:
        return Wish(who, section_id, None, None) if now else None
    if now and now.access == access and (day is None or end_of(day) == now.expires_at):
        return None
    until = end_of(day) if day else (now.expires_at if now else None)
    return Wish(who, section_id, access, until)


def _last_day(typed: Mapping[str, str], who: UUID, today: date) -> date | None:
    period = typed.get(f"until-{who}", "")
    day = read_day(typed.get(f"day-{who}", "")) if period == "day" else last_day(period, today)
    return day if day is not None and today < day <= latest(today) else None


def _in_words(table: Table, wishes: list[Wish]) -> list[dict[str, object]]:
    titles = {section.section_id: section.title for section in table.sections}
    rows = {row.person.account_id: row for row in table.rows}
    return [
        {
            "person": rows[wish.participant_id].person,
            "title": titles[wish.section_id],
            "access": wish.access,
            "until": wish.expires_at,
            "before": rows[wish.participant_id].now.get(wish.section_id),
        }
        for wish in wishes
    ]


async def _table(request: Request) -> Table:
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    if not visit.decides:
        raise Refused("decides")
    opened = await house.reader.outlines(await visit.open_all())
    company = visit.company()
    async with house.database.engine.connect() as tx:
        receipts = newest(await acts(tx, visit))
        people = [one.account_id for one in company.people]
        doors = await doors_of(tx, house.keyring.secrets["session"], people)
    rows = [
        Row(
            one,
            _now(company.standings.get(one.account_id)),
            receipts.get(one.account_id),
            doors.get(one.account_id, ()),
        )
        for one in company.people
        if one.role in ("participant", "coordinator")
    ]
    rows.sort(key=lambda row: row.person.account.name)
    sections = tuple(outline for _, outline in opened.values())
    return Table(visit, sections, tuple(rows), visit.at.astimezone(OSLO).date())


def _now(standing: Standing | None) -> dict[UUID, Allowed]:
    verdicts = standing.sections if standing else {}
    return {section: one for section, one in verdicts.items() if isinstance(one, Allowed)}


async def _page(
    request: Request, table: Table, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    return page(
        request,
        "sharing/show.html",
        status,
        table=table,
        title=house_of(request).providers.title,
        typed=typed,
        errors=errors,
        periods=PERIODS,
        latest=latest(table.today),
        space_id=table.visit.space.space_id,
    )
