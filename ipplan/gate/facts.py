"""What the database says, now, about somebody's access: one statement for all who ask at the same time."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from ipplan.metrics import GATE
from ipplan.store.database import Database

Ask = tuple[UUID, UUID]
"""(space, account)."""


@dataclass(frozen=True, slots=True)
class SectionRow:
    section_id: UUID
    area: str
    head_seq: int
    key_id: UUID
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class MandateRow:
    mandate_id: UUID
    representative_id: UUID
    owner_id: UUID
    not_before: int
    expires_at: int
    withdrawn_at: int | None
    token: str


@dataclass(frozen=True, slots=True)
class GrantRow:
    grant_id: UUID
    participant_id: UUID
    section_id: UUID | None
    access: str
    not_before: int
    expires_at: int
    granted_by: UUID
    mandate_id: UUID | None
    consent_id: UUID | None
    token: str


@dataclass(frozen=True, slots=True)
class StateRow:
    participant_id: UUID
    serial: int
    token: str


@dataclass(frozen=True, slots=True)
class ConsentRow:
    consent_id: UUID
    kind: str
    sha256: str
    given_by: UUID
    token: str


@dataclass(frozen=True, slots=True)
class SpaceFacts:
    """What is the same for all who ask about a space."""

    space_id: UUID
    kind: str
    state: str
    owner_id: UUID
    municipality_id: str
    seq: int
    access_seq: int
    master_id: str
    wrapped: bytes
    sections: tuple[SectionRow, ...]
    mandates: tuple[MandateRow, ...]
    consents: tuple[ConsentRow, ...]
    roots: tuple[GrantRow, ...]
    owner_state: StateRow | None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is one asker's own."""

    account_id: UUID
    account_state: str | None
    role: str | None
    participant_state: str | None
    grants: tuple[GrantRow, ...]
    state: StateRow | None


@dataclass(frozen=True, slots=True)
class Facts:
    """The answer to one ask, all read in one snapshot at ``at``."""

    at: datetime
    space: SpaceFacts | None
    person: PersonFacts


_GRANT = """json_build_array(g.grant_id, g.participant_id, g.section_id, g.access,
    extract(epoch FROM g.not_before)::bigint, extract(epoch FROM g.expires_at)::bigint,
    g.granted_by, g.mandate_id, g.consent_id, g.token)"""

QUERY = f"""
SELECT s.space_id, NULL::uuid, clock_timestamp(), json_build_array(
    s.kind, s.state, s.owner_id, s.municipality_id, s.seq, s.access_seq, k.master_id,
    encode(k.wrapped, 'base64'),
    (SELECT json_agg(json_build_array(section_id, area, head_seq, key_id, encode(wrapped, 'base64')))
       FROM section WHERE section.space_id = s.space_id),
    (SELECT json_agg(json_build_array(mandate_id, representative_id, owner_id,
            extract(epoch FROM not_before)::bigint, extract(epoch FROM expires_at)::bigint,
            extract(epoch FROM withdrawn_at)::bigint, token))
       FROM mandate WHERE mandate.space_id = s.space_id),
    (SELECT json_agg(json_build_array(consent_id, kind, text_sha256, given_by, token))
       FROM consent WHERE consent.space_id = s.space_id AND withdrawn_at IS NULL),
    (SELECT json_agg({_GRANT}) FROM access_grant g
      WHERE g.space_id = s.space_id AND g.section_id IS NULL AND g.withdrawn_at IS NULL),
    (SELECT json_build_array(participant_id, serial, token) FROM access_state a
      WHERE a.space_id = s.space_id AND a.participant_id = s.owner_id))::text
  FROM unnest(%s::uuid[]) AS asked(space_id)
  JOIN space s ON s.space_id = asked.space_id
  JOIN keyring.space_key k ON k.space_id = s.space_id
UNION ALL
SELECT ask.space_id, ask.account_id, clock_timestamp(), json_build_array(
    (SELECT state FROM account WHERE account.account_id = ask.account_id),
    (SELECT json_build_array(role, state) FROM participant p
      WHERE p.space_id = ask.space_id AND p.account_id = ask.account_id),
    (SELECT json_agg({_GRANT}) FROM access_grant g
      WHERE g.space_id = ask.space_id AND g.participant_id = ask.account_id
        AND g.section_id IS NOT NULL AND g.withdrawn_at IS NULL),
    (SELECT json_build_array(participant_id, serial, token) FROM access_state a
      WHERE a.space_id = ask.space_id AND a.participant_id = ask.account_id))::text
  FROM unnest(%s::uuid[], %s::uuid[]) AS ask(space_id, account_id)
"""  # noqa: S608 (no value is written into the statement, only the column list above)


async def ask(connection: AsyncConnection[TupleRow], asks: Iterable[Ask]) -> dict[Ask, Facts]:
    """The facts for all ``asks``, read by one statement on ``connection``."""
    wanted = list(dict.fromkeys(asks))
    spaces = list({space_id for space_id, _ in wanted})
    with GATE.time():
        cursor = await connection.execute(
            QUERY, (spaces, [space_id for space_id, _ in wanted], [account_id for _, account_id in wanted])
        )
        rows = await cursor.fetchall()
    found = {space_id: _space(space_id, json.loads(text)) for space_id, who, _, text in rows if who is None}
    return {
        (space_id, account_id): Facts(at, found.get(space_id), _person(account_id, json.loads(text)))
        for space_id, account_id, at, text in rows
        if account_id is not None
    }


class Loader:
    """Concurrent askers share a statement, but only one that starts after they asked (the third law)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[Ask, list[asyncio.Future[Facts]]] = {}
        self._running: asyncio.Task[None] | None = None

    async def facts(self, asks: Sequence[Ask]) -> list[Facts]:
        """The facts for ``asks``, in their order."""
        loop = asyncio.get_running_loop()
        futures = []
        for one in asks:
            future: asyncio.Future[Facts] = loop.create_future()
            self._waiting.setdefault(one, []).append(future)
            futures.append(future)
        if self._running is None or self._running.done():
            self._running = loop.create_task(self._run())
        return list(await asyncio.gather(*futures))

    async def _run(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, {}
            try:
                async with self._database.pool.connection() as connection:
                    answers = await ask(connection, waiting)
            except Exception as error:
                _fail(waiting, error)
                continue
            for one, futures in waiting.items():
                for future in futures:
                    if not future.done():
                        future.set_result(answers[one])


def _fail(waiting: dict[Ask, list[asyncio.Future[Facts]]], error: Exception) -> None:
    for futures in waiting.values():
        for future in futures:
            if not future.done():
                future.set_exception(error)


def _space(space_id: UUID, row: list[Any]) -> SpaceFacts:
    kind, state, owner, municipality, seq, access_seq, master, wrapped, *lists = row
    sections, mandates, consents, roots, owner_state = lists
    return SpaceFacts(
        space_id=space_id,
        kind=kind,
        state=state,
        owner_id=UUID(owner),
        municipality_id=municipality,
        seq=seq,
        access_seq=access_seq,
        master_id=master,
        wrapped=b64decode(wrapped),
        sections=tuple(
            SectionRow(UUID(s), area, head, UUID(key), b64decode(w))
            for s, area, head, key, w in sections or ()
        ),
        mandates=tuple(
            MandateRow(UUID(m), UUID(r), UUID(o), nbf, exp, gone, token)
            for m, r, o, nbf, exp, gone, token in mandates or ()
        ),
        consents=tuple(ConsentRow(UUID(c), k, h, UUID(by), token) for c, k, h, by, token in consents or ()),
        roots=tuple(_grant(grant) for grant in roots or ()),
        owner_state=_state(owner_state),
    )


def _person(account_id: UUID, row: list[Any]) -> PersonFacts:
    account_state, participant, grants, state = row
    role, participant_state = participant or (None, None)
    return PersonFacts(
        account_id=account_id,
        account_state=account_state,
        role=role,
        participant_state=participant_state,
        grants=tuple(_grant(grant) for grant in grants or ()),
        state=_state(state),
    )


def _state(row: list[Any] | None) -> StateRow | None:
    return StateRow(UUID(row[0]), row[1], row[2]) if row else None


def _grant(row: list[Any]) -> GrantRow:
    grant, participant, section, access, nbf, exp, by, mandate, consent, token = row
    return GrantRow(
        UUID(grant),
        UUID(participant),
        UUID(section) if section else None,
        access,
        nbf,
        exp,
        UUID(by),
        UUID(mandate) if mandate else None,
        UUID(consent) if consent else None,
        token,
    )
