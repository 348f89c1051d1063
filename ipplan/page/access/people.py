"""The people of a plan: the coordinator opens accounts for them."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import structlog
from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.identity import valid_pid
from ipplan.store.accounts import Account, AccountExists, account_by_pid, create_account
from ipplan.store.database import Tx
from ipplan.store.doors import doors_of
from ipplan.store.organisations import names_of
from ipplan.store.people import (
    add_participant,
    invitations,
    participants,
)
from ipplan.store.spaces import Writing

log = structlog.get_logger()
FIELDS = ("name", "pid", "email", "title", "organisation", "relation")
LONGEST = 200
EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9-]+\.)+[a-z0-9-]+", re.I
)
"""One plain address, of which no mail header or server can make several."""


class AnotherPerson(Exception):
    """The identity number's account has a name that is not the one typed."""


@signed_in
async def show(request: Request) -> Response:
    """Who takes part, who is invited, and whom to confirm; for the coordinator and who decides."""
    return await people_page(request, {}, {})


@signed_in
async def add(request: Request) -> Response:
    """Open an account (or find the one the identity number has) and let it take part. Opens no section.

    Where there is an account, its name must be the one that was typed: a number mistaken by a digit lets
    nobody else in, and a number alone tells nobody whose it is.
    """
    typed = await typed_in(request)
    errors = check_form(typed, ("name", "email", "title"))
    pid = valid_pid(typed.get("pid", ""))
    if pid is None:
        errors["pid"] = N_("Fødselsnummeret stemmer ikke. Det har elleve sifre.")
    if errors or pid is None:
        return await people_page(request, typed, errors, "add", 422)
    house = house_of(request)
    try:
        async with writing(request) as (held, visit):
            check_may_manage(visit)
            account_id = await account_for(house, held, visit.space.municipality_id, typed, pid)
            await add_participant(
                held,
                account_id=account_id,
                role="participant",
                relation=tidy(typed, "relation"),
                added_by=visit.actor.account_id,
                by_work=_by_work(typed),
            )
    except AnotherPerson:
        log.warning("another_person", plan=request.path_params["plan"])
        errors["name"] = N_(
            "Navnet og fødselsnummeret stemmer ikke med hverandre. Se etter om begge er riktige."
        )
        return await people_page(request, typed, errors, "add", 422)
    return see_other(f"/plans/{visit.space.space_id}/people")


def _by_work(typed: Mapping[str, str]) -> bool | None:
    """Whether she takes part in her work; ``None``: it was not said, and goes by whether she has any."""
    if typed.get("private") == "yes":
        return False
    return True if tidy(typed, "organisation") else None


def check_may_manage(visit: Visit) -> None:
    """Raises `Refused` for all but the coordinator and who decides, and in a closed plan."""
    if not (visit.is_coordinator or visit.decides):
        raise Refused("not_coordinator")
    if visit.standing.closed:
        raise Refused("closed")


def check_form(
    typed: Mapping[str, str], required: tuple[str, ...], *, email: str | None = None
) -> dict[str, str]:
    """What is wrong with a person as typed, in words, by field; ``email``: what will do in place of one."""
    errors = {name: N_("Skriv noe her.") for name in required if not tidy(typed, name)}
    errors |= {name: N_("Teksten er for lang.") for name in FIELDS if len(typed.get(name, "")) > LONGEST}
    typed_email = tidy(typed, "email")
    if "email" not in errors and typed_email != email and not EMAIL.fullmatch(typed_email):
        errors["email"] = N_("Skriv en e-postadresse, for eksempel kari@example.org.")
    return errors


def tidy(typed: Mapping[str, str], name: str) -> str:
    """A field's text on one line, without spaces around it."""
    return " ".join(typed.get(name, "").replace("\x00", "").split())


async def account_for(
    house: House, held: Writing, municipality_id: str, typed: Mapping[str, str], pid: str
) -> UUID:
    """The account that an identity number has, or a new one; raises `AnotherPerson`."""
    return await account_in(house, held.tx, held.now, municipality_id, typed, pid)


async def account_in(
    house: House, tx: Tx, now: datetime, municipality_id: str, typed: Mapping[str, str], pid: str
) -> UUID:
    """The same in a transaction that writes in no space."""
    known = await account_by_pid(tx, house.pids, pid)
    if known is not None:
        return same_person(known, typed)
    try:
        return await create_account(
            tx,
            municipality_id=municipality_id,
            name=tidy(typed, "name"),
            email=tidy(typed, "email"),
            title=tidy(typed, "title"),
            organisation=tidy(typed, "organisation"),
            keys=house.pids,
            pid=pid,
            now=now,
        )
    except AccountExists:
        # Somebody else opened it a moment ago.
        found = await account_by_pid(tx, house.pids, pid)
        if found is None:
            raise
        return same_person(found, typed)


def same_person(known: Account, typed: Mapping[str, str]) -> UUID:
    """The account's id, where one of the names has all parts of the other; raises `AnotherPerson`."""
    parts, others = (set(name.casefold().split()) for name in (known.name, tidy(typed, "name")))
    if not (parts <= others or others <= parts):
        raise AnotherPerson
    return known.account_id


async def people_page(
    request: Request,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    form: str = "",
    status: int = 200,
) -> Response:
    """The page, perhaps with a form as it was filled in and what is wrong with it; raises `Refused`."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    check_may_manage(visit)
    async with house.database.engine.connect() as tx:
        people = sorted(await participants(tx, visit.space.space_id), key=lambda one: one.account.name)
        waiting = await invitations(tx, visit.space.space_id)
        offered = await names_of(tx, visit.space.municipality_id)
        doors = await doors_of(tx, house.keyring.secrets["session"], [one.account_id for one in people])
    return page(
        request,
        "people/show.html",
        status,
        visit=visit,
        people=people,
        waiting=waiting,
        doors=doors,
        organisations=offered,
        title=house.providers.title,
        typed=typed,
        errors=errors,
        form=form,
        space_id=visit.space.space_id,
    )
