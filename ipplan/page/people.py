"""The people of a plan: the coordinator opens accounts, invites, and confirms who came."""

import re
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.keys import invitation_token
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import House, house_of
from ipplan.page.item import typed_in, writing
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.identity import valid_pid
from ipplan.store.accounts import Account, AccountExists, account_by_pid, create_account
from ipplan.store.doors import doors_of
from ipplan.store.outbox import promise
from ipplan.store.people import (
    Invitation,
    add_invitation,
    add_participant,
    change_invitation,
    invitation_by_id,
    invitations,
    participants,
)
from ipplan.store.seal import SealBroken
from ipplan.store.sessions import hashed
from ipplan.store.spaces import Writing

log = structlog.get_logger()
INVITED_FOR = timedelta(days=30)
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
    return await _page(request, {}, {})


@signed_in
async def add(request: Request) -> Response:
    """Open an account (or find the one the identity number has) and let it take part. Opens no section.

    Where there is an account, its name must be the one that was typed: a number mistaken by a digit lets
    nobody else in, and a number alone tells nobody whose it is.
    """
    typed = await typed_in(request)
    errors = _check(typed, ("name", "email", "title"))
    pid = valid_pid(typed.get("pid", ""))
    if pid is None:
        errors["pid"] = N_("Fødselsnummeret stemmer ikke. Det har elleve sifre.")
    if errors or pid is None:
        return await _page(request, typed, errors, "add", 422)
    house = house_of(request)
    try:
        async with writing(request) as (held, visit):
            _check_may_manage(visit)
            account_id = await _account(house, held, visit, typed, pid)
            await add_participant(
                held,
                account_id=account_id,
                role="participant",
                relation=_tidy(typed, "relation"),
                added_by=visit.actor.account_id,
            )
    except AnotherPerson:
        log.warning("another_person", plan=request.path_params["plan"])
        errors["name"] = N_(
            "Navnet og fødselsnummeret stemmer ikke med hverandre. Se etter om begge er riktige."
        )
        return await _page(request, typed, errors, "add", 422)
    return see_other(f"/plans/{visit.space.space_id}/people")


@signed_in
async def invite(request: Request) -> Response:
    """Invite somebody whose identity number one does not have, by name, role and work e-mail."""
    typed = await typed_in(request)
    errors = _check(typed, ("name", "email", "title"))
    if errors:
        return await _page(request, typed, errors, "invite", 422)
    house = house_of(request)
    async with writing(request) as (held, visit):
        _check_may_manage(visit)
        invitation_id = uuid4()
        values = {name: _tidy(typed, name) for name in FIELDS if name != "pid"}
        await add_invitation(
            held,
            token_hash=hashed(invitation_token(house.keyring, invitation_id)),
            values={
                **values,
                "invitation_id": invitation_id,
                "invited_by": visit.actor.account_id,
                "expires_at": held.now + INVITED_FOR,
            },
        )
        await promise(held.tx, "send_invitation", invitation_id=str(invitation_id))
        await held.record("invited", actor=visit.actor.account_id)
    return see_other(f"/plans/{visit.space.space_id}/people")


@signed_in
async def confirmation(request: Request) -> Response:
    """Confirm that whoever logged in through the invitation is the one invited: she takes part from now."""
    house = house_of(request)
    async with writing(request) as (held, visit):
        _check_may_manage(visit)
        found = await _invitation(held, uuid_in(request, "invitation"), "bound")
        account_id = await _bound_account(house, held, visit, found)
        await change_invitation(held.tx, found.invitation_id, state="confirmed", account_id=account_id)
        await add_participant(
            held,
            account_id=account_id,
            role="participant",
            relation=found.relation,
            added_by=visit.actor.account_id,
        )
    return see_other(f"/plans/{visit.space.space_id}/people")


@signed_in
async def cancellation(request: Request) -> Response:
    """Take an invitation back; the link opens nothing from now on."""
    async with writing(request) as (held, visit):
        _check_may_manage(visit)
        found = await _invitation(held, uuid_in(request, "invitation"), "sent", "bound")
        # Whoever had come by it is no concern of ours any more.
        await change_invitation(
            held.tx, found.invitation_id, state="withdrawn", account_id=None, pid_index=None, pid_sealed=None
        )
        await held.record("invitation_withdrawn", actor=visit.actor.account_id)
    return see_other(f"/plans/{visit.space.space_id}/people")


async def accept(request: Request) -> Response:
    """The link in the e-mail: says what will happen, and leads to the login that binds one's identity."""
    return page(request, "people/invitation.html", token=request.path_params["token"])


def _check_may_manage(visit: Visit) -> None:
    if not (visit.is_coordinator or visit.decides):
        raise Refused("not_coordinator")


def _check(typed: Mapping[str, str], required: tuple[str, ...]) -> dict[str, str]:
    errors = {name: N_("Skriv noe her.") for name in required if not _tidy(typed, name)}
    errors |= {name: N_("Teksten er for lang.") for name in FIELDS if len(typed.get(name, "")) > LONGEST}
    if "email" not in errors and not EMAIL.fullmatch(_tidy(typed, "email")):
        errors["email"] = N_("Skriv en e-postadresse, for eksempel kari@example.org.")
    return errors


def _tidy(typed: Mapping[str, str], name: str) -> str:
    return " ".join(typed.get(name, "").replace("\x00", "").split())


async def _account(house: House, held: Writing, visit: Visit, typed: Mapping[str, str], pid: str) -> UUID:
    known = await account_by_pid(held.tx, house.pids, pid)
    if known is not None:
        return _same_person(known, typed)
    try:
        return await create_account(
            held.tx,
            municipality_id=visit.space.municipality_id,
            name=_tidy(typed, "name"),
            email=_tidy(typed, "email"),
            title=_tidy(typed, "title"),
            organisation=_tidy(typed, "organisation"),
            keys=house.pids,
            pid=pid,
            now=held.now,
        )
    except AccountExists:
        # Somebody else opened it a moment ago.
        found = await account_by_pid(held.tx, house.pids, pid)
        if found is None:
            raise
        return _same_person(found, typed)


def _same_person(known: Account, typed: Mapping[str, str]) -> UUID:
    """The account's id, where one of the names has all parts of the other; raises `AnotherPerson`."""
    parts, others = (set(name.casefold().split()) for name in (known.name, _tidy(typed, "name")))
    if not (parts <= others or others <= parts):
        raise AnotherPerson
    return known.account_id


async def _bound_account(house: House, held: Writing, visit: Visit, found: Invitation) -> UUID:
    if found.pid_sealed is None:
        raise Refused("invitation_unbound")
    try:
        # Sealed for this invitation's link: an intruder cannot put his own number in somebody else's.
        pid = house.pids.opened(
            found.pid_sealed, hashed(invitation_token(house.keyring, found.invitation_id))
        )
    except SealBroken:
        raise Refused("invitation_broken") from None
    known = await account_by_pid(held.tx, house.pids, pid)
    if known is not None:
        return known.account_id
    return await create_account(
        held.tx,
        municipality_id=visit.space.municipality_id,
        name=found.name,
        email=found.email,
        title=found.title,
        organisation=found.organisation,
        keys=house.pids,
        pid=pid,
        now=held.now,
    )


async def _invitation(held: Writing, invitation_id: UUID, *states: str) -> Invitation:
    found = await invitation_by_id(held.tx, invitation_id)
    if found is None or found.space_id != held.space_id or found.state not in states:
        raise Refused("no_invitation")
    return found


async def _page(
    request: Request,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    form: str = "",
    status: int = 200,
) -> Response:
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    _check_may_manage(visit)
    async with house.database.engine.connect() as tx:
        people = sorted(await participants(tx, visit.space.space_id), key=lambda one: one.account.name)
        waiting = await invitations(tx, visit.space.space_id)
        doors = await doors_of(tx, house.keyring.secrets["session"], [one.account_id for one in people])
    return page(
        request,
        "people/show.html",
        status,
        visit=visit,
        people=people,
        waiting=waiting,
        doors=doors,
        title=house.providers.title,
        typed=typed,
        errors=errors,
        form=form,
        space_id=visit.space.space_id,
    )
