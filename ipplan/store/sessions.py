"""Login sessions: server-side, found by the hash of an opaque cookie."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, insert, select, update

from ipplan.language import easy
from ipplan.store import seal
from ipplan.store.database import Database, Pinned, Tx
from ipplan.store.preferences import NOTHING_CHOSEN, Preferences
from ipplan.store.spaces import notify
from ipplan.store.tables import session
from ipplan.store.together import Together


@dataclass(frozen=True, slots=True)
class Session:
    """A session that stands; without an account it can only accept an invitation."""

    session_id: bytes
    account_id: UUID | None
    invitation_id: UUID | None
    provider: str
    sid: str | None
    acr: str
    auth_time: datetime
    created_at: datetime
    seen_at: datetime
    id_token_sealed: bytes
    name: str
    language: str
    """Which language, and whether in short words (`ipplan.language`)."""
    protected: bool
    """Whether her address is protected: where she logs in from is neither kept nor logged."""
    kept_as: bytes | None
    """Names the key of what her device keeps, where that was begun in an earlier session."""
    preferences: Preferences = NOTHING_CHOSEN


class Place(NamedTuple):
    """Where somebody logged in, roughly: her own to know, and sealed."""

    browser: str
    network: str


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One of a person's logins, as she is shown it."""

    session_id: bytes
    provider: str
    created_at: datetime
    seen_at: datetime
    place: Place


BOUND = ("session_id", "account_id", "provider", "sid", "acr", "auth_time", "created_at")
"""What an intruder who edits a session's row must not change: the seal on its ID token binds them."""

REMEMBERED = 50_000
FIELDS = len(fields(Session)) - 1

FIND = """
SELECT s.session_id, s.account_id, s.invitation_id, s.provider, s.sid, s.acr, s.auth_time, s.created_at,
       s.seen_at, s.id_token_sealed, coalesce(a.name, ''), coalesce(a.language, 'nb'),
       coalesce(a.protected, false), s.kept_as, p.reading, p.colours, p.contrast, p.text_size, p.motion,
       p.announce, clock_timestamp()
  FROM session s LEFT JOIN account a ON a.account_id = s.account_id
       LEFT JOIN preference p ON p.account_id = s.account_id
 WHERE s.session_id = ANY(%(ids)s) AND s.ended_at IS NULL
   AND (s.account_id IS NULL OR a.state = 'active')
"""


def hashed(cookie: str) -> bytes:
    """What the database knows a cookie by: a stolen table logs nobody in."""
    return hashlib.sha256(cookie.encode()).digest()


async def create_session(tx: Tx, key: bytes, id_token: str, place: Place, **values: Any) -> None:
    """A new session. The ID token is sealed under ``key`` and bound to who logged in, how and when."""
    where = seal.seal(key, json.dumps(place).encode(), b"place" + values["session_id"])
    sealed = seal.seal(key, id_token.encode(), _bound_to(**{name: values[name] for name in BOUND}))
    await tx.execute(insert(session).values(**values, id_token_sealed=sealed, place_sealed=where))


def id_token_of(key: bytes, found: Session) -> str:
    """The session's ID token; raises `SealBroken` where the row was edited to be somebody else's."""
    bound = _bound_to(**{name: getattr(found, name) for name in BOUND})
    return seal.unseal(key, found.id_token_sealed, bound).decode()


def _bound_to(**values: Any) -> bytes:
    return b"session" + json.dumps([_word(value) for value in values.values()]).encode()


def _word(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return None if value is None else str(value)


class Finder:
    """Finds sessions that have not been ended; concurrent requests share a statement."""

    def __init__(self, url: str, key: bytes) -> None:
        """``key`` is the one that seals sessions' ID tokens."""
        self._connection = Pinned(url)
        self._key = key
        self._together = Together(self._find)
        self._sound: dict[bytes, tuple[object, ...]] = {}

    async def find(self, session_id: bytes) -> tuple[Session, datetime] | None:
        """A session with the database's time; its age is for the caller to judge.

        Raises `SealBroken` where the row was edited to be somebody else's.
        """
        found = await self._together.ask(session_id)
        if found is not None:
            self._check(found[0])
        return found

    async def close(self) -> None:
        await self._connection.close()

    async def _find(self, session_ids: Sequence[bytes]) -> dict[bytes, tuple[Session, datetime]]:
        cursor = await self._connection.execute(FIND, {"ids": list(session_ids)})
        return {bytes(row[0]): (_session(*row[:-1]), row[-1]) for row in await cursor.fetchall()}

    def _check(self, found: Session) -> None:
        """The seal is opened once for the same row: what it binds is compared each time."""
        bound = (found.id_token_sealed, *(getattr(found, name) for name in BOUND))
        if self._sound.get(found.session_id) != bound:
            id_token_of(self._key, found)
            if len(self._sound) >= REMEMBERED:
                self._sound.clear()
            self._sound[found.session_id] = bound


def _session(*row: Any) -> Session:
    found, chosen = Session(*row[:FIELDS]), row[FIELDS:]
    if chosen[0] is None:
        return found
    preferences = Preferences(*chosen)
    language = easy(found.language) if preferences.reading == "easy" else found.language
    return replace(found, language=language, preferences=preferences)


async def touch_session(tx: Tx, session_id: bytes, now: datetime) -> None:
    """The person did something: the idle time starts anew."""
    await tx.execute(
        update(session)
        .where(session.c.session_id == session_id, session.c.ended_at.is_(None))
        .values(seen_at=func.greatest(session.c.seen_at, now))
    )


async def end_session(tx: Tx, session_id: bytes, now: datetime, *, renewed: bool = False) -> None:
    """End one session; its sockets close in every process.

    ``renewed``: the same person goes on in the same browser, whose pages come back by themselves.
    """
    await tx.execute(
        update(session)
        .where(session.c.session_id == session_id, session.c.ended_at.is_(None))
        .values(ended_at=now)
    )
    await notify(tx, f"{'renewed' if renewed else 'session'}:{session_id.hex()}")


async def sessions_of(tx: Tx, key: bytes, account_id: UUID) -> list[OwnSession]:
    """A person's sessions not ended, the newest first; their age is for the caller to judge."""
    query = (
        select(session)
        .where(session.c.account_id == account_id, session.c.ended_at.is_(None))
        .order_by(session.c.created_at.desc())
    )
    return [
        OwnSession(row.session_id, row.provider, row.created_at, row.seen_at, _place(key, row))
        for row in await tx.execute(query)
    ]


def _place(key: bytes, row: Any) -> Place:
    try:
        return Place(*json.loads(seal.unseal(key, row.place_sealed or b"", b"place" + row.session_id)))
    except seal.SealBroken:
        return Place("", "")


async def end_sessions_of(tx: Tx, account_id: UUID, now: datetime) -> None:
    """End all of somebody's sessions; their sockets close in every process."""
    query = select(session.c.session_id).where(
        session.c.account_id == account_id, session.c.ended_at.is_(None)
    )
    for session_id in (await tx.execute(query)).scalars().all():
        await end_session(tx, session_id, now)


async def end_sessions_by_sid(tx: Tx, provider: str, sid: str, now: datetime) -> int:
    """End what the provider says has ended; returns how many sessions that were."""
    query = select(session.c.session_id).where(
        session.c.provider == provider, session.c.sid == sid, session.c.ended_at.is_(None)
    )
    ids = list((await tx.execute(query)).scalars())
    for session_id in ids:
        await end_session(tx, session_id, now)
    return len(ids)


async def standing_sessions(
    database: Database, session_ids: list[bytes]
) -> tuple[dict[bytes, tuple[datetime, datetime]], datetime]:
    """Of several sessions those not ended, as (created, last seen); and the database's time."""
    async with database.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT s.session_id, s.created_at, s.seen_at FROM session s JOIN account a USING (account_id)"
            " WHERE s.session_id = ANY(%s) AND s.ended_at IS NULL AND a.state = 'active'",
            (session_ids,),
        )
        rows = await cursor.fetchall()
        at = await (await connection.execute("SELECT clock_timestamp()")).fetchone()
    assert at is not None
    return {bytes(row[0]): (row[1], row[2]) for row in rows}, at[0]
