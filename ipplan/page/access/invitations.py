"""Invitations: by name, role and work e-mail; whoever logs in through one is confirmed by who invited."""

from datetime import timedelta
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.keys import invitation_token
from ipplan.gate.visit import Visit
from ipplan.page.access.people import FIELDS, check_form, check_may_manage, people_page, tidy
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import page, see_other, uuid_in, with_secret
from ipplan.page.who import signed_in
from ipplan.permit import Refused
from ipplan.store.accounts import account_by_pid, create_account
from ipplan.store.outbox import promise
from ipplan.store.people import (
    Invitation,
    add_invitation,
    add_participant,
    change_invitation,
    invitation_by_id,
)
from ipplan.store.seal import SealBroken
from ipplan.store.sessions import hashed
from ipplan.store.spaces import Writing

INVITED_FOR = timedelta(days=30)


@signed_in
async def invite(request: Request) -> Response:
    """Invite somebody whose identity number one does not have, by name, role and work e-mail."""
    typed = await typed_in(request)
    errors = check_form(typed, ("name", "email", "title"))
    if errors:
        return await people_page(request, typed, errors, "invite", 422)
    house = house_of(request)
    async with writing(request) as (held, visit):
        check_may_manage(visit)
        if visit.standing.silent:
            raise Refused("silenced")
        invitation_id = uuid4()
        values = {name: tidy(typed, name) for name in FIELDS if name != "pid"}
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
        check_may_manage(visit)
        found = await _invitation(held, uuid_in(request, "invitation"), "bound")
        account_id = await _bound_account(house, held, visit, found)
        await change_invitation(held.tx, found.invitation_id, state="confirmed", account_id=account_id)
        await add_participant(
            held,
            account_id=account_id,
            role="participant",
            relation=found.relation,
            added_by=visit.actor.account_id,
            by_work=True if found.organisation else None,
        )
    return see_other(f"/plans/{visit.space.space_id}/people")


@signed_in
async def cancellation(request: Request) -> Response:
    """Take an invitation back; the link opens nothing from now on."""
    async with writing(request, paused=True) as (held, visit):
        check_may_manage(visit)
        found = await _invitation(held, uuid_in(request, "invitation"), "sent", "bound")
        # Whoever had come by it is no concern of ours any more.
        await change_invitation(
            held.tx, found.invitation_id, state="withdrawn", account_id=None, pid_index=None, pid_sealed=None
        )
        await held.record("invitation_withdrawn", actor=visit.actor.account_id)
    return see_other(f"/plans/{visit.space.space_id}/people")


async def accept(request: Request) -> Response:
    """The link in the e-mail: says what will happen, and leads to the login that binds one's identity."""
    return with_secret(page(request, "people/invitation.html", token=request.path_params["token"]))


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
