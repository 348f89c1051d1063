"""Approving a plan as it stands: signed by who decides and by who coordinates, over a digest of all of it.

What is signed is what stood in every section at that moment: which version of which item, and its words. Who
coordinates signs the same digest, and says which of the sections she could read.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID, uuid4

from ipplan.gate.statements import hand_of
from ipplan.gate.tokens import Signer
from ipplan.gate.unit_claims import ApprovalClaims
from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.plan.differences import Standing
from ipplan.store.editions import Answer, Edition, put_answer, put_edition
from ipplan.store.spaces import Writing

Whole = Mapping[UUID, Sequence[Standing]]
"""All that stands in each section."""


def digest_of(items: Iterable[Standing]) -> str:
    """Of one section: hexadecimal SHA-256 of its items by id, as JSON with sorted keys."""
    told = [
        [*map(str, (one.item_id, one.version_id, *_clear(one))), dict(one.content)]
        for one in sorted(items, key=lambda one: one.item_id)
    ]
    return _sha256(told)


def _clear(one: Standing) -> tuple[object, ...]:
    clear = one.clear
    days = (clear.due_on, clear.starts_at.isoformat() if clear.starts_at else None)
    return clear.kind, clear.parent_id, clear.status, *days, clear.responsible_id


def whole_digest(sections: Mapping[UUID, str]) -> str:
    """Of all sections."""
    return _sha256({str(one): digest for one, digest in sections.items()})


async def approve_now(held: Writing, visit: Visit, whole: Whole) -> Edition:
    """Make an edition of the plan as it stands, under its lock, and sign it; raises `Refused`."""
    hand = hand_of(visit)
    if visit.kind != "plan" or not visit.standing.whole:
        raise Refused("not_the_whole_plan")
    sections = {section: digest_of(items) for section, items in whole.items()}
    versions = [(section, one.item_id, one.version_id) for section, items in whole.items() for one in items]
    coordinated = any(one.role == "coordinator" for one in visit.company().people)
    made = await put_edition(held, hand.account_id, sections, versions, coordinated=coordinated)
    await _answer(held, visit, made, "decides", "approved")
    return made


async def answer_edition(held: Writing, visit: Visit, found: Edition, answer: str) -> None:
    """Who coordinates approves it, or does not; raises `Refused`, also for who has answered already."""
    if not may_answer(visit, found) or answer not in ("approved", "declined"):
        raise Refused("not_hers_to_approve")
    await _answer(held, visit, found, "coordinator", answer)


def may_answer(visit: Visit, found: Edition) -> bool:
    """Whether the visitor coordinates, reads something of it, and has not answered yet."""
    answered = any(one.account_id == visit.actor.account_id for one in found.answers)
    return visit.is_coordinator and not visit.assisting and not answered and bool(_seen(visit, found))


def says(signer: Signer, found: Edition, one: Answer) -> ApprovalClaims | None:
    """What an answer says if it is what was signed, of this edition as it stands; else nothing."""
    claims = signer.approval(one.token)
    if not isinstance(claims, ApprovalClaims):
        return None
    columns = (found.space_id, found.number, one.account_id, one.role, one.answer)
    signed = (claims.space, claims.edition, claims.sub, claims.role, claims.answer)
    return claims if columns == signed and claims.sha256 == whole_digest(found.sections) else None


def is_approved(signer: Signer, found: Edition) -> bool:
    """Whether who decides has approved it, and who coordinates, if somebody did."""
    given = {one.role for one in found.answers if one.answer == "approved" and says(signer, found, one)}
    return "decides" in given and (not found.coordinated or "coordinator" in given)


def is_declined(signer: Signer, found: Edition) -> bool:
    """Whether who coordinates has said no, and nobody else has said yes."""
    answers = {one.answer for one in found.answers if one.role == "coordinator" and says(signer, found, one)}
    return answers == {"declined"}


def waits(signer: Signer, newest: Edition) -> bool:
    """Whether who coordinates has not answered the newest of a plan's editions."""
    return not is_approved(signer, newest) and not is_declined(signer, newest)


def _seen(visit: Visit, found: Edition) -> list[UUID]:
    return sorted(section for section in found.sections if visit.may(section))


async def _answer(held: Writing, visit: Visit, found: Edition, role: str, answer: str) -> None:
    actor, standing = visit.actor, visit.standing
    token = visit.gate.signer.sign(
        "approval",
        {
            "jti": str(uuid4()),
            "iat": int(held.now.timestamp()),
            "sub": str(actor.account_id),
            "space": str(held.space_id),
            "edition": found.number,
            "role": role,
            "answer": answer,
            "sha256": whole_digest(found.sections),
            "seen": [str(section) for section in _seen(visit, found)],
            "mandate": str(standing.mandate_id) if role == "decides" and standing.mandate_id else None,
            "acr": actor.acr,
            "auth_time": int(actor.auth_time.timestamp()) if actor.auth_time else None,
        },
    )
    await put_answer(held, found.number, Answer(actor.account_id, role, answer, held.now, token))


def _sha256(told: object) -> str:
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
