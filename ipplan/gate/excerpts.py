"""Parts of a plan that who decides attaches to a complaint: a one-off grant, signed over what it shows.

What is attached is what stood there at that moment. Nobody is let into the plan by it: who reads the case
reads the attachment for as long as its signature holds, and she has not taken it back.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from ipplan.gate.statements import hand_of
from ipplan.gate.tokens import Signer
from ipplan.gate.unit_claims import ExcerptClaims
from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.store.spaces import Writing

Told = Sequence[Mapping[str, Any]]
"""Sections as they are told: JSON."""


async def sign_excerpt(
    held: Writing, visit: Visit, sections: Sequence[UUID], told: Told, case_id: UUID
) -> dict[str, Any]:
    """Sign it, under the plan's lock, by the hand of who decides; returns what goes into the case, as JSON.

    Raises `Refused`, also for a section that she does not see now.
    """
    hand = hand_of(visit)
    if not sections or not all(visit.may(section) for section in sections):
        raise Refused("not_hers_to_attach")
    claims = {
        "jti": str(uuid4()),
        "iat": int(held.now.timestamp()),
        "sub": str(case_id),
        "space": str(held.space_id),
        "sections": [str(section) for section in sections],
        "sha256": _digest(told),
        "granted_by": str(hand.account_id),
        "mandate": str(hand.mandate_id) if hand.mandate_id else None,
    }
    await held.record("excerpt", actor=hand.account_id)
    return {"token": visit.gate.signer.sign("excerpt", claims), "told": list(told)}


def excerpt_holds(signer: Signer, excerpt: Mapping[str, Any], case_id: UUID) -> bool:
    """Whether what is attached in a case is what was signed for it."""
    claims = signer.excerpt(str(excerpt.get("token", "")))
    if not isinstance(claims, ExcerptClaims):
        return False
    return (claims.sub, claims.sha256) == (case_id, _digest(excerpt.get("told", [])))


def _digest(told: Told) -> str:
    plain = json.dumps(list(told), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
