"""Statements that grants rest on: who signs, and consents."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert

from ipplan.gate.consents import ConsentText
from ipplan.gate.states import seal_states
from ipplan.gate.tokens import Signer
from ipplan.gate.visit import Actor, Visit
from ipplan.permit import Refused
from ipplan.store.spaces import Writing
from ipplan.store.tables import consent


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signs: the owner, a representative on a mandate, or the unit; and on which login."""

    account_id: UUID
    mandate_id: UUID | None
    acr: str
    auth_time: datetime | None
    attested: UUID | None = None
    """Where it is registered from paper, the attestation that it rests on."""
    registered_by: UUID | None = None
    """And whose login it was registered on; ``account_id`` is whose word it is."""


def hand_of(visit: Visit) -> Hand:
    """The hand that signs in this visit; raises `Refused` for all who do not decide."""
    if not visit.decides:
        raise Refused("decides")
    actor = visit.actor
    return Hand(actor.account_id, visit.standing.mandate_id, actor.acr, actor.auth_time)


def unit_hand(actor: Actor) -> Hand:
    """The unit's hand, for the root grant and mandates on a recorded basis."""
    return Hand(actor.account_id, None, actor.acr, actor.auth_time)


async def sign_consent(
    held: Writing, signer: Signer, hand: Hand, *, owner_id: UUID, kind: str, text: ConsentText
) -> UUID:
    """A consent of the owner (by her representative, perhaps): to the plan, or to sharing."""
    consent_id = uuid4()
    token = signer.sign(
        "consent",
        {
            "jti": str(consent_id),
            "iat": int(held.now.timestamp()),
            "sub": str(owner_id),
            "space": str(held.space_id),
            "kind": kind,
            "text": text.ref.claims,
            **signed_by(hand, "given_by"),
        },
    )
    await held.tx.execute(
        insert(consent).values(
            space_id=held.space_id,
            consent_id=consent_id,
            kind=kind,
            text_id=text.text_id,
            text_version=text.version,
            text_sha256=text.sha256,
            given_by=hand.account_id,
            mandate_id=hand.mandate_id,
            at=held.now,
            token=token,
        )
    )
    added = {owner_id: {consent_id}}
    await seal_states(held, signer, added, actor=hand.account_id, cause="consent")
    return consent_id


def sign_withdrawal(
    held: Writing, signer: Signer, hand: Hand, *, sub: UUID, kind: str, ended: UUID
) -> tuple[UUID, str]:
    """A withdrawal's id and token. ``kind``: one of `claims.ENDED`; ``sub``: whose it was that ends."""
    withdrawal_id = uuid4()
    claims = {
        "jti": str(withdrawal_id),
        "iat": int(held.now.timestamp()),
        "sub": str(sub),
        "space": str(held.space_id),
        kind: str(ended),
        **signed_by(hand, "withdrawn_by"),
    }
    return withdrawal_id, signer.sign("withdrawal", claims)


def sign_withholding(
    held: Writing,
    signer: Signer,
    hand: Hand,
    participant_id: UUID,
    place: tuple[UUID, UUID],
    jti: UUID,
    act: str,
) -> str:
    """That an item (section, item) is hidden from somebody, or no longer. ``act``: as `WithholdingClaims`."""
    claims = {
        "jti": str(jti),
        "iat": int(held.now.timestamp()),
        "sub": str(participant_id),
        "space": str(held.space_id),
        "section": str(place[0]),
        "item": str(place[1]),
        "act": act,
        **signed_by(hand, "signed_by"),
    }
    return signer.sign("withholding", claims)


def signed_by(hand: Hand, name: str) -> dict[str, object]:
    return {
        name: str(hand.account_id),
        "mandate": str(hand.mandate_id) if hand.mandate_id else None,
        "acr": hand.acr,
        "auth_time": int(hand.auth_time.timestamp()) if hand.auth_time else None,
        **_on_paper(hand),
    }


def _on_paper(hand: Hand) -> dict[str, object]:
    if hand.attested is None:
        return {}
    return {"attested": str(hand.attested), "registered_by": str(hand.registered_by)}
