"""The owner's two consents, each given and withdrawn for itself: to having a plan (or to coordination without
one, which becomes a plan in place when she consents to that), and to sharing it.

To withdraw is not to erase. Without the consent to the plan nothing is written, nobody but who decides opens
anything, and nobody is sent anything; what was signed rests, and stands again when the consent is given anew.
Without the consent to share every grant is withdrawn, for good.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import update

from ipplan.gate.claims import ConsentClaims
from ipplan.gate.consents import FIRST, ConsentText, text_for, text_of
from ipplan.gate.founding import furnish
from ipplan.gate.records import Act
from ipplan.gate.signing import withdraw_everything
from ipplan.gate.statements import Hand, hand_of, sign_consent, sign_withdrawal
from ipplan.gate.states import seal_states
from ipplan.gate.tokens import Signer
from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.plan.plan_templates import PlanTemplate
from ipplan.store.spaces import Writing
from ipplan.store.tables import consent


def standing_consent(visit: Visit, kind: str) -> ConsentClaims | None:
    """The consent of that kind that stands; ``None`` where it was not given, or was withdrawn."""
    row = next((one for one in visit.space.consents if one.kind == kind), None)
    signed = visit.gate.signer.consent(row.token) if row else None
    return signed if isinstance(signed, ConsentClaims) else None


def text_shown(visit: Visit, kind: str) -> ConsentText:
    """The very text that stands; where none does, what would be consented to."""
    standing = standing_consent(visit, kind)
    return (text_of(standing.text.sha256) if standing else None) or text_for(
        kind, visit.kind, visit.actor.language
    )


def blocked_by(visit: Visit, signed: Iterable[Act]) -> str:
    """Which consent was withdrawn, and must be given anew before anything is signed; empty: none.

    ``signed``: all acts of the space. Where no consent to share was ever given, the first grant gives it.
    """
    if visit.standing.paused:
        return "first"
    if standing_consent(visit, "sharing") is not None:
        return ""
    given = {one.consent.claims["kind"] for one in signed if one.consent is not None}
    return "sharing" if "sharing" in given else ""


async def give_consent(
    held: Writing,
    visit: Visit,
    kind: str,
    *,
    also: UUID | None = None,
    template: PlanTemplate | None = None,
    shown: str = "",
) -> UUID | None:
    """Give a consent, perhaps anew, to the text as it reads now; nothing is done where it stands already.

    ``shown``: the hash of the text that stood on her page.
    ``also``: the mandate of the other who has signed it, where two decide together (agreeing.py).
    ``template``: what rooms that are made or named now begin from; ``None``: the ordinary ones.
    Returns its id. Raises `Refused` for who does not decide, and for a kind that is not there.
    """
    hand, signer, owner_id = _hand(visit, kind), visit.gate.signer, visit.space.owner_id
    if visit.standing.joint and also is None:
        raise Refused("not_both")
    if standing_consent(visit, kind) is not None:
        return None
    text = text_for(kind, visit.kind, visit.actor.language, shown)
    if kind in FIRST:
        await _end_the_other(held, visit, hand, kind)
    consent_id = await sign_consent(held, signer, hand, owner_id=owner_id, kind=kind, text=text)
    if kind in FIRST:
        await furnish(held, visit, kind, template)
    return consent_id


def may_become(visit: Visit) -> str | None:
    """Which other first consent would make something else of the space, in place; ``None``: none."""
    return "plan" if visit.kind == "coordination" else None


async def withdraw_consent(held: Writing, visit: Visit, kind: str) -> UUID | None:
    """Withdraw a consent; nothing is done where none stands. Returns the withdrawal's id.

    Raises `Refused` for who does not decide, and for a kind that is not there.
    """
    hand, signer, given = _hand(visit, kind), visit.gate.signer, standing_consent(visit, kind)
    if given is None:
        return None
    if kind == "sharing":
        await withdraw_everything(held, signer, hand)
    withdrawal_id = await _sign(held, signer, hand, given)
    nothing: dict[UUID, set[UUID]] = {given.sub: set()}
    await seal_states(held, signer, nothing, actor=hand.account_id, cause="consent_withdrawn")
    return withdrawal_id


async def _end_the_other(held: Writing, visit: Visit, hand: Hand, kind: str) -> None:
    """Of the first consents exactly one stands. The grants rest on the consent to share, and stand on."""
    for other in FIRST:
        given = standing_consent(visit, other)
        if other != kind and given is not None:
            await _sign(held, visit.gate.signer, hand, given)
    # The new one's seal leaves the other out of what the owner holds.


def _hand(visit: Visit, kind: str) -> Hand:
    if kind not in ("sharing", visit.kind, may_become(visit)):
        raise Refused("no_such_consent")
    if not visit.standing.whole:
        raise Refused("not_whole")
    return hand_of(visit)


async def _sign(held: Writing, signer: Signer, hand: Hand, given: ConsentClaims) -> UUID:
    withdrawal_id, token = sign_withdrawal(held, signer, hand, sub=given.sub, kind="consent", ended=given.jti)
    await held.tx.execute(
        update(consent)
        .where(consent.c.space_id == held.space_id, consent.c.consent_id == given.jti)
        .values(withdrawn_at=held.now, withdrawal=token)
    )
    return withdrawal_id
