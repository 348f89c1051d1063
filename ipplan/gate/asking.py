"""Asking the database about access: one statement for all who ask at the same time.

Every row that a verdict rests on is looked at each time, yet sent only when it is not what this process knows
already: the statement answers with a mark (PostgreSQL's own hash of every such row, under a seed that is this
process's secret), and with the rows themselves where the mark is another than the one that was known.
"""

import json
import secrets
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from ipplan.gate.facts import (
    AssistanceRow,
    AttestationRow,
    AudienceRow,
    Audiences,
    Basis,
    ClosingRow,
    ConsentRow,
    GrantRow,
    MandateRow,
    PaperRow,
    PersonFacts,
    RoleRow,
    SectionRow,
    SpaceFacts,
    StateRow,
)
from ipplan.memory import Memory
from ipplan.metrics import GATE
from ipplan.store.accounts import Account
from ipplan.store.database import Pinned

SEED = secrets.randbits(62)
REMEMBERED = 5_000
"""Spaces whose rows a process knows at a time."""

_MARKED = """concat_ws('/',
    (SELECT bit_xor(hash_record_extended(m, %(seed)s)) FROM mandate m WHERE m.space_id = s.space_id),
    (SELECT bit_xor(hash_record_extended(c, %(seed)s)) FROM consent c
      WHERE c.space_id = s.space_id AND c.withdrawn_at IS NULL),
    (SELECT bit_xor(hash_record_extended(g, %(seed)s)) FROM access_grant g
      WHERE g.space_id = s.space_id AND g.withdrawn_at IS NULL),
    (SELECT hash_record_extended(z, %(seed)s) FROM closing z WHERE z.space_id = s.space_id),
    (SELECT bit_xor(hash_record_extended(t, %(seed)s)) FROM access_state t WHERE t.space_id = s.space_id),
    (SELECT bit_xor(hash_record_extended(p, %(seed)s) # hash_record_extended(a, %(seed)s))
       FROM participant p JOIN account a ON a.account_id = p.account_id WHERE p.space_id = s.space_id),
    (SELECT bit_xor(hash_record_extended(o, %(seed)s)) FROM paper o WHERE o.space_id = s.space_id),
    (SELECT bit_xor(hash_record_extended(o, %(seed)s)) FROM attestation o
      WHERE o.space_id = s.space_id AND o.token IS NOT NULL),
    (SELECT bit_xor(hash_record_extended(o, %(seed)s)) FROM assistance o
      WHERE o.space_id = s.space_id AND o.withdrawn_at IS NULL),
    (SELECT bit_xor(hash_record_extended(o, %(seed)s)) FROM coordinator_role o
      WHERE o.space_id = s.space_id AND o.withdrawn_at IS NULL),
    (SELECT bit_xor(hash_record_extended(ROW(i.section_id, i.item_id, i.created_by, i.audience), %(seed)s))
       FROM item i WHERE i.space_id = s.space_id AND i.audience IS NOT NULL))"""

_ROWS = """json_build_array(
    (SELECT json_agg(json_build_array(mandate_id, representative_id, owner_id,
            extract(epoch FROM not_before)::bigint, extract(epoch FROM expires_at)::bigint,
            extract(epoch FROM withdrawn_at)::bigint, withdrawal, token))
       FROM mandate m WHERE m.space_id = s.space_id),
    (SELECT json_agg(json_build_array(consent_id, kind, text_sha256, given_by, token))
       FROM consent c WHERE c.space_id = s.space_id AND c.withdrawn_at IS NULL),
    (SELECT json_agg(json_build_array(grant_id, participant_id, section_id, access,
            extract(epoch FROM not_before)::bigint, extract(epoch FROM expires_at)::bigint,
            granted_by, mandate_id, consent_id, token))
       FROM access_grant g WHERE g.space_id = s.space_id AND g.withdrawn_at IS NULL),
    (SELECT json_agg(json_build_array(participant_id, serial, token))
       FROM access_state t WHERE t.space_id = s.space_id),
    (SELECT json_agg(json_build_array(p.account_id, p.role, p.state, p.relation, a.state, a.municipality_id,
            a.name, a.email, a.title, CASE WHEN a.protected THEN '' ELSE a.organisation END, a.language,
            a.pid_index IS NOT NULL, a.protected,
            CASE WHEN (p.by_work OR p.role = 'coordinator') AND p.added_at <= a.leaves_at
                 THEN floor(extract(epoch FROM a.leaves_at))::bigint END))
       FROM participant p JOIN account a ON a.account_id = p.account_id WHERE p.space_id = s.space_id),
    (SELECT json_build_array(closing_id, token) FROM closing z WHERE z.space_id = s.space_id),
    (SELECT json_agg(json_build_array(paper_id, extract(epoch FROM withdrawn_at)::bigint, withdrawal, token))
       FROM paper o WHERE o.space_id = s.space_id),
    (SELECT json_agg(json_build_array(attestation_id, token, confirmation))
       FROM attestation o WHERE o.space_id = s.space_id AND o.token IS NOT NULL),
    (SELECT json_agg(json_build_array(assistance_id, helper_id, token))
       FROM assistance o WHERE o.space_id = s.space_id AND o.withdrawn_at IS NULL),
    (SELECT json_agg(json_build_array(role_id, account_id, extract(epoch FROM not_before)::bigint,
            extract(epoch FROM expires_at)::bigint, token))
       FROM coordinator_role o WHERE o.space_id = s.space_id AND o.withdrawn_at IS NULL),
    (SELECT json_agg(json_build_array(section_id, item_id, created_by, audience))
       FROM item i WHERE i.space_id = s.space_id AND i.audience IS NOT NULL)
    )::text"""

QUERY = f"""
SELECT asked.space_id, clock_timestamp(), s.kind, s.state, s.owner_id, s.municipality_id, s.seq, s.access_seq,
       k.master_id, k.wrapped,
       (SELECT json_agg(json_build_array(section_id, area, head_seq, key_id, encode(wrapped, 'base64'))
                        ORDER BY section_id)::text
          FROM section WHERE section.space_id = s.space_id),
       (SELECT array_agg(DISTINCT h.account_id) FROM presence h JOIN account a ON a.account_id = h.account_id
         WHERE h.space_id = s.space_id AND h.until > clock_timestamp() AND NOT a.protected),
       (SELECT bit_xor(one) FROM (
          SELECT hash_record_extended(o, %(seed)s) AS one FROM proposal o
           WHERE o.space_id = s.space_id AND o.state = 'open'
          UNION ALL
          SELECT hash_record_extended(o, %(seed)s) FROM agreement o
           WHERE o.space_id = s.space_id AND o.state = 'open') AS waiting),
       now.mark,
       CASE WHEN now.mark IS DISTINCT FROM asked.known THEN {_ROWS} END
  FROM unnest(%(spaces)s::uuid[], %(known)s::text[]) AS asked(space_id, known)
  LEFT JOIN (space s JOIN keyring.space_key k ON k.space_id = s.space_id) ON s.space_id = asked.space_id
  LEFT JOIN LATERAL (SELECT {_MARKED} AS mark) AS now ON s.space_id IS NOT NULL
"""  # noqa: S608 (no value is written into the statement, only the parts above)


@dataclass(slots=True)
class Known:
    """The rows of one space under their mark, read once."""

    mark: str
    mandates: tuple[MandateRow, ...]
    consents: tuple[ConsentRow, ...]
    roots: tuple[GrantRow, ...]
    people: dict[UUID, PersonFacts]
    closing: ClosingRow | None
    papers: tuple[PaperRow, ...]
    attestations: tuple[AttestationRow, ...]
    assistances: tuple[AssistanceRow, ...]
    roles: tuple[RoleRow, ...]
    audiences: Audiences
    bases: dict[tuple[object, ...], Basis] = field(default_factory=dict)
    sections: tuple[str | None, tuple[SectionRow, ...]] = (None, ())
    """The sections as they were last sent, and read."""

    def sections_of(self, sent: str | None) -> tuple[SectionRow, ...]:
        if sent != self.sections[0]:
            self.sections = sent, _sections(sent)
        return self.sections[1]

    def basis(self, *also: object) -> Basis:
        """The same object while the rows are the same, and what else verdicts rest on."""
        found = self.bases.get(also)
        if found is None:
            found = self.bases[also] = Basis()
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """A space at one moment; ``None`` where there is none."""

    at: datetime
    space: SpaceFacts | None


class Knowledge:
    """What a process knows of spaces, and asks again each time whether it is still so."""

    def __init__(self) -> None:
        self._known: Memory[UUID, Known] = Memory(REMEMBERED)

    async def ask(
        self, connection: "AsyncConnection[TupleRow] | Pinned", spaces: Iterable[UUID]
    ) -> dict[UUID, Answer]:
        """The facts of ``spaces``, read by one statement on ``connection``."""
        wanted = list(dict.fromkeys(spaces))
        # Held on to, so that nobody's forgetting meanwhile leaves a mark without its rows.
        knew = [self._known.get(space_id) for space_id in wanted]
        marks = [known.mark if known else None for known in knew]
        with GATE.time():
            cursor = await connection.execute(QUERY, {"seed": SEED, "spaces": wanted, "known": marks})
            rows = {row[0]: row for row in await cursor.fetchall()}
        return {
            space_id: Answer(rows[space_id][1], self._space(rows[space_id], known))
            for space_id, known in zip(wanted, knew, strict=True)
        }

    def _space(self, row: TupleRow, known: Known | None) -> SpaceFacts | None:
        space_id, _, kind, state, owner_id, municipality_id, seq, access_seq, master_id, wrapped, *rest = row
        sections, here, proposals, mark, rows = rest
        if kind is None:
            return None
        if rows is not None:
            known = _known(mark, owner_id, json.loads(rows))
        assert known is not None
        self._known.put(space_id, known)
        shown = known.sections_of(sections)
        return SpaceFacts(
            space_id=space_id,
            kind=kind,
            state=state,
            owner_id=owner_id,
            municipality_id=municipality_id,
            seq=seq,
            access_seq=access_seq,
            master_id=master_id,
            wrapped=wrapped,
            sections=shown,
            mandates=known.mandates,
            consents=known.consents,
            roots=known.roots,
            owner_state=owner.state if (owner := known.people.get(owner_id)) else None,
            people=known.people,
            here=frozenset(here or ()),
            proposals=proposals,
            closing=known.closing,
            papers=known.papers,
            attestations=known.attestations,
            assistances=known.assistances,
            roles=known.roles,
            audiences=known.audiences,
            basis=known.basis(state, kind, owner_id, *(one.section_id for one in shown)),
        )


def _known(mark: str, owner_id: UUID, rows: list[Any]) -> Known:
    mandates, consents, grants, states, people, closing, papers, *rest = rows
    attestations, assistances, roles, audiences = rest
    held: dict[UUID, list[GrantRow]] = {}
    roots = []
    for one in map(_grant, grants or ()):
        if one.section_id is None:
            roots.append(one)
        else:
            held.setdefault(one.participant_id, []).append(one)
    signed = {UUID(who): StateRow(UUID(who), serial, token) for who, serial, token in states or ()}
    found = [_person(row, held, signed) for row in people or ()]
    return Known(
        mark,
        tuple(_mandate(row) for row in mandates or ()),
        tuple(ConsentRow(UUID(c), kind, sha, UUID(by), token) for c, kind, sha, by, token in consents or ()),
        tuple(roots),
        {one.account_id: one for one in found},
        ClosingRow(UUID(closing[0]), closing[1]) if closing else None,
        tuple(PaperRow(UUID(paper), gone, ended, token) for paper, gone, ended, token in papers or ()),
        tuple(AttestationRow(UUID(one), token, also) for one, token, also in attestations or ()),
        tuple(AssistanceRow(UUID(one), UUID(who), token) for one, who, token in assistances or ()),
        tuple(RoleRow(UUID(one), UUID(who), *times) for one, who, *times in roles or ()),
        Audiences.of(map(_audience, audiences or ())),
    )


def _sections(sent: str | None) -> tuple[SectionRow, ...]:
    return tuple(
        SectionRow(UUID(section), area, head, UUID(key), b64decode(wrapped))
        for section, area, head, key, wrapped in (json.loads(sent) if sent else ())
    )


def _person(row: list[Any], held: dict[UUID, list[GrantRow]], signed: dict[UUID, StateRow]) -> PersonFacts:
    (
        who,
        role,
        state,
        relation,
        account_state,
        place,
        name,
        email,
        title,
        office,
        language,
        has_pid,
        hidden,
        work_until,
    ) = row
    account_id = UUID(who)
    return PersonFacts(
        account_id=account_id,
        account_state=account_state,
        role=role,
        participant_state=state,
        grants=tuple(held.get(account_id, ())),
        state=signed.get(account_id),
        account=Account(
            account_id, place, name, email, title, office, language, account_state, has_pid, hidden
        ),
        relation=relation,
        work_until=work_until,
    )


def _audience(row: list[Any]) -> AudienceRow:
    section, item, author, audience = row
    return AudienceRow(UUID(section), UUID(item), UUID(author), tuple(UUID(one) for one in audience))


def _mandate(row: list[Any]) -> MandateRow:
    mandate, representative, owner, start, end, gone, ended, token = row
    return MandateRow(UUID(mandate), UUID(representative), UUID(owner), start, end, gone, ended, token)


def _grant(row: list[Any]) -> GrantRow:
    grant, participant, section, access, start, end, by, mandate, consent, token = row
    return GrantRow(
        UUID(grant),
        UUID(participant),
        UUID(section) if section else None,
        access,
        start,
        end,
        UUID(by),
        UUID(mandate) if mandate else None,
        UUID(consent) if consent else None,
        token,
    )
