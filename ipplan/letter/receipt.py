"""A receipt as data: the fields of ISO/IEC TS 27560, the signed tokens, and a seal over the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from ipplan.gate.claims import ended_by
from ipplan.gate.consents import ConsentText
from ipplan.gate.records import Act, Opening, Signed
from ipplan.gate.tokens import Signer
from ipplan.language import N_, plain, translations
from ipplan.letter.fields import SCHEMA, digest, event_of, moment, notice_of, purpose_of
from ipplan.plan.areas import AREA_NAMES
from ipplan.plan.called import CALLED

STATEMENT = N_(
    "Plattformen ipplan har signert dette, etter at personen som er nevnt ba om det, innlogget på "
    "det nivået som står her. Det er plattformens signatur."
)
ON_PAPER = N_(
    "Plattformen ipplan har signert dette, etter at planeier signerte på papir med et vitne til stede, og "
    "den som er nevnt, registrerte arket, innlogget på det nivået som står her. Det er plattformens signatur."
)
WITHDRAWAL = N_("Logg inn i ipplan, åpne planen og «Hvem ser hva», og trykk på «Ta bort alt, nå».")
JOURNAL = N_(
    "Det som en fagperson lovlig har skrevet i sin egen journal, blir stående der. Det kan vi ikke hente "
    "tilbake."
)
RETENTION = N_("Så lenge planen er i bruk; deretter så lenge kommunen må oppbevare den.")
AUTHORITY = {
    "party_id": "urn:nbn:no-orgnr-974761467",
    "party_role": "authority",
    "party_type": "supervisory_authority",
    "party_name": "Datatilsynet",
    "party_address": "Trelastgata 3, 0191 Oslo",
    "party_contact": "https://www.datatilsynet.no/",
}
"""Where one may complain of how one's data is used (GDPR article 77)."""
KEPT = N_("Planen og alt som står i den, blir ikke slettet. Planeier kan fortsatt lese den.")
STAYS = N_(
    "Det personen selv skrev i planen, blir værende i planen, og personen kan ikke lenger lese det der."
)


@dataclass(frozen=True)
class Receipt:
    """All that a receipt tells one reader. Titles are there only for sections she may open now."""

    act: Act
    behind: Sequence[Signed]
    text: ConsentText | None
    owner_id: UUID
    controller: tuple[str, str]
    """Id and name of the municipality."""
    names: Mapping[UUID, str]
    titles: Mapping[UUID, str]
    areas: Mapping[UUID, str]
    """Template areas of the same sections."""
    opened: Sequence[Opening] | None
    """What the person who lost access had opened until then; ``None``: not for this reader."""
    issuer: str
    address: str
    bases: Mapping[str, str]
    """Names of what mandates rest on, by their ids in the rules."""
    language: str
    """The reader's."""
    storage: str
    """Country where the data is kept, ISO 3166-1."""
    kind: str = "plan"
    """What kind of space it is about."""
    witness: str = ""
    """Who saw a sheet of paper signed, for who may know: it is in no token."""

    @property
    def statements(self) -> list[Signed]:
        """Everything signed that the receipt carries."""
        ended = [one.ended for one in self.act.signed if one.ended is not None]
        known = {one.record_id: one for one in [*self.act.signed, *ended, *self.behind]}
        return list(known.values())


def sealed(receipt: Receipt, signer: Signer, now: datetime) -> dict[str, Any]:
    """The file: the receipt, and the platform's signature over all of it, which anybody can verify."""
    body = document(receipt)
    claims = {
        "jti": str(uuid4()),
        "iat": int(now.timestamp()),
        "space": receipt.act.first.claims["space"],
        "sha256": digest(body),
    }
    return {"receipt": body, "seal": signer.sign("receipt", claims)}


def document(receipt: Receipt) -> dict[str, Any]:
    """The receipt's fields. No identity number: people are account ids, with their names."""
    act, language = receipt.act, receipt.language
    method = N_("Papir, attestert") if act.attested else N_("Skjema i ipplan, etter innlogging")
    return {
        "schema_version": SCHEMA,
        "receipt_id": str(act.receipt_id),
        "record_id": str(act.receipt_id),
        "pii_principal_id": str(receipt.owner_id),
        "language": plain(language),
        "jurisdiction": "NO",
        "kind": act.kind,
        "record_time": moment(act.first.claims["iat"]),
        "privacy_notice": _notice(receipt),
        "collection_method": words(language, method),
        "lawful_basis": "consent",
        "storage_locations": [receipt.storage],
        "retention_period": words(language, RETENTION),
        "service": words(language, CALLED[receipt.kind].name),
        "purposes": [_purpose(receipt, one) for one in act.grants],
        "withdrawn": [_withdrawn(receipt, one) for one in act.withdrawals] + _resigned(act),
        "recipient_third_parties": sorted({one.claims["sub"] for one in act.grants}),
        "withdrawal_method": words(language, WITHDRAWAL),
        "privacy_rights": f"{receipt.address}/plans/{act.first.claims['space']}/sharing",
        "authority_party": AUTHORITY["party_id"],
        "party_identification": _parties(receipt),
        "events": [event_of(one.kind, one.claims) for one in receipt.statements],
        "opened_until_then": _opened(receipt),
        "copies": [words(language, one) for one in copies(act)],
        "signature_statement": words(language, ON_PAPER if act.attested else STATEMENT),
        "issuer": receipt.issuer,
        "keys": f"{receipt.address}/.well-known/jwks.json",
        "tokens": [{"kind": one.kind, "token": one.token} for one in receipt.statements],
    }


def copies(act: Act) -> list[str]:
    """What stays where it is, said honestly."""
    return [STAYS, JOURNAL] if act.withdrawals else [KEPT, JOURNAL] if act.resigns else []


def title_of(receipt: Receipt, section_id: UUID | None) -> str:
    """The section's title for this reader; what she may not open now has none."""
    if section_id is None:
        return words(receipt.language, N_("Hele planen"))
    return receipt.titles.get(section_id) or words(receipt.language, N_("En del du ikke kan åpne nå"))


def _notice(receipt: Receipt) -> dict[str, Any] | None:
    consent = next((one for one in receipt.statements if one.kind == "consent"), None)
    if consent is None:
        return None
    text = {"text": receipt.text.text, "language": receipt.text.lang} if receipt.text else {"text": None}
    return {**notice_of(consent.claims), **text}


def _purpose(receipt: Receipt, grant: Signed) -> dict[str, Any]:
    return {
        "purpose": words(receipt.language, N_("Samarbeid om den individuelle planen")),
        **purpose_of(grant.claims),
        "pii_information": [_category(receipt, grant.section_id)],
        "pii_controllers": [receipt.controller[0]],
        "jurisdiction": "NO",
    }


def _withdrawn(receipt: Receipt, one: Signed) -> dict[str, Any]:
    return {
        "record_id": str(one.record_id),
        "ends": ended_by(one.claims)[1],
        "pii_information": [_category(receipt, one.section_id)],
    }


def _resigned(act: Act) -> list[dict[str, Any]]:
    """A consent that was withdrawn, or a mandate that was ended: no section is taken away by its name."""
    if act.kind not in ("consent_withdrawal", "mandate_end"):
        return []
    return [{"record_id": str(act.first.record_id), "ends": ended_by(act.first.claims)[1]}]


def _category(receipt: Receipt, section_id: UUID | None) -> dict[str, Any]:
    """A section as a category of personal data: its title and area for whom it may be shown."""
    area = receipt.areas.get(section_id) if section_id else None
    kind = words(receipt.language, AREA_NAMES.get(area, N_("Annet"))) if area else None
    return {
        "section": str(section_id) if section_id else "*",
        "pii_type": kind,
        "title": title_of(receipt, section_id),
        "special_pii_category": True,
    }


def _parties(receipt: Receipt) -> list[dict[str, Any]]:
    act = receipt.act
    roles = {receipt.owner_id: "pii_principal"}
    if act.participant_id != receipt.owner_id:
        roles[act.participant_id] = "representative" if act.mandate else "recipient"
    if act.registered_by:
        roles.setdefault(act.registered_by, "registrar")
    for one in act.signed:
        roles.setdefault(one.by, "representative" if act.mandate_id else "coordinating_unit")
    people = [
        _party(receipt, str(who), role, "natural_person", receipt.names.get(who, ""))
        for who, role in roles.items()
    ]
    controller_id, name = receipt.controller
    return [*people, _party(receipt, controller_id, "pii_controller", "public_body", name), AUTHORITY]


def _party(receipt: Receipt, party_id: str, role: str, kind: str, name: str) -> dict[str, Any]:
    return {
        "party_id": party_id,
        "party_role": role,
        "party_type": kind,
        "party_name": name,
        # ipplan keeps nobody's postal address: people are reached through the plan.
        "party_address": None,
        "party_contact": receipt.address,
    }


def _opened(receipt: Receipt) -> list[dict[str, Any]] | None:
    if receipt.opened is None:
        return None
    return [
        {
            "section": str(one.section_id),
            "title": title_of(receipt, one.section_id),
            "times": one.times,
            "last": moment(int(one.last.timestamp())),
        }
        for one in sorted(receipt.opened, key=lambda one: one.last, reverse=True)
    ]


def words(language: str, message: str, **values: object) -> str:
    """A message in ``language``, filled in."""
    text = str(translations(language).gettext(message))
    return text % values if values else text
