"""Numbers of a municipality's plans and cases, counted by the database: one statement each, and no permit.

Only what stands in clear is counted: ids, times, states and dates, never what anybody has written. Each asks
for one municipality alone.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from ipplan.store.database import Tx
from ipplan.store.pulse import IN_USE, MOVED

Counts = list[list[int]]
"""By piece of time, and then by part."""
OURS = f"s.municipality_id = :municipality AND {IN_USE}"
COORDINATES = """p.space_id = s.space_id AND p.role = 'coordinator' AND p.state = 'active'
    AND (p.role_until IS NULL OR p.role_until > :now)"""
PIECE = "width_bucket({}, CAST(:edges AS timestamptz[]))"
"""Which piece of time something is in, from one on; nought and beyond the last are outside."""
DECIDED = "coalesce(first_decided_at, decided_at)"
"""When a case was decided: what a complaint changed later makes no case late."""


async def spaces(tx: Tx, municipality_id: str) -> list[int]:
    """Plans whose consent stands, and coordination without a plan the same."""
    query = """SELECT count(*) FILTER (WHERE s.kind = 'plan'), count(*) FILTER (WHERE s.kind = 'coordination')
        FROM space s WHERE s.municipality_id = :municipality AND s.state = 'open' AND EXISTS (
          SELECT FROM consent k
           WHERE k.space_id = s.space_id AND k.kind = s.kind AND k.withdrawn_at IS NULL)"""
    return await _row(tx, query, municipality=municipality_id)


async def coordinated(tx: Tx, municipality_id: str, now: datetime) -> list[int]:
    """Plans with a coordinator, and without."""
    query = f"""SELECT count(*) FILTER (WHERE has), count(*) FILTER (WHERE NOT has) FROM (
        SELECT EXISTS (SELECT FROM participant p WHERE {COORDINATES}) AS has FROM space s WHERE {OURS}) one"""
    return await _row(tx, query, municipality=municipality_id, now=now)


async def loads(tx: Tx, municipality_id: str, now: datetime, least: Sequence[int]) -> list[int]:
    """Coordinators by how many plans each has: from ``least`` on, until the next."""
    query = f"""SELECT width_bucket(one.plans, CAST(:least AS bigint[])), count(*) FROM (
        SELECT p.account_id, count(*) AS plans FROM space s JOIN participant p ON {COORDINATES}
         WHERE {OURS} GROUP BY p.account_id) one GROUP BY 1"""
    rows = await tx.execute(text(query), {"municipality": municipality_id, "now": now, "least": list(least)})
    found = {row[0]: row[1] for row in rows}
    return [found.get(place + 1, 0) for place in range(len(least))]


async def untouched(tx: Tx, municipality_id: str, now: datetime, days: Sequence[int]) -> list[int]:
    """Plans by how long ago they moved: less than the first of ``days``, then from each on."""
    query = f"""SELECT {PIECE.format("moved.at")}, count(*) FROM space s {MOVED} WHERE {OURS} GROUP BY 1"""
    edges = [now - timedelta(days=one) for one in reversed(days)]
    rows = await tx.execute(text(query), {"municipality": municipality_id, "edges": edges})
    found = {row[0]: row[1] for row in rows}
    return [found.get(place, 0) for place in range(len(days), -1, -1)]


async def nameless(tx: Tx, municipality_id: str, ended: Collection[str]) -> tuple[list[int], int]:
    """Plans in which every open action has somebody, and in which one has not; and how many have not.

    ``ended``: states in which an action need have nobody. Open as the plan's page has it: nothing that it
    stands under is closed either.
    """
    query = f"""WITH RECURSIVE open AS (
        SELECT i.space_id, i.item_id, i.kind, i.status FROM item i JOIN space s ON s.space_id = i.space_id
         WHERE i.parent_id IS NULL AND NOT i.closed AND {OURS}
        UNION ALL
        SELECT i.space_id, i.item_id, i.kind, i.status FROM item i JOIN open o
            ON o.space_id = i.space_id AND o.item_id = i.parent_id WHERE NOT i.closed),
      lacking AS (
        SELECT o.space_id, count(*) AS actions FROM open o
         WHERE o.kind = 'action' AND o.status <> ALL (:ended) AND NOT EXISTS (
            SELECT FROM item r WHERE r.space_id = o.space_id AND r.parent_id = o.item_id
               AND r.kind = 'responsibility' AND NOT r.closed AND r.status <> 'declined')
         GROUP BY o.space_id)
      SELECT count(*) FILTER (WHERE l.space_id IS NULL), count(l.space_id), coalesce(sum(l.actions), 0)
        FROM space s LEFT JOIN lacking l ON l.space_id = s.space_id WHERE {OURS}"""
    row = await _row(tx, query, municipality=municipality_id, ended=sorted(ended))
    return row[:2], row[2]


async def revised(tx: Tx, municipality_id: str, today: date) -> list[int]:
    """Plans whose day of revision is ahead, past, and not set."""
    query = f"""SELECT count(*) FILTER (WHERE v.day >= :today), count(*) FILTER (WHERE v.day < :today),
               count(*) FILTER (WHERE v.day IS NULL)
        FROM space s LEFT JOIN LATERAL (SELECT r.revise_on AS day FROM revision r
            WHERE r.space_id = s.space_id ORDER BY r.seq DESC LIMIT 1) v ON true WHERE {OURS}"""
    return await _row(tx, query, municipality=municipality_id, today=today)


async def made(tx: Tx, municipality_id: str, edges: Sequence[datetime]) -> Counts:
    """Plans that were made, and that were closed, by piece of time."""
    query = f"""SELECT {PIECE.format("at")}, what, count(*) FROM (
        SELECT 'made' AS what, s.created_at AS at FROM space s
         WHERE s.municipality_id = :municipality AND s.kind = 'plan'
        UNION ALL SELECT 'closed', c.at FROM closing c JOIN space s ON s.space_id = c.space_id
         WHERE s.municipality_id = :municipality AND s.kind = 'plan') one GROUP BY 1, 2"""
    return await _pieces(tx, query, municipality_id, edges, ("made", "closed"))


async def received(tx: Tx, municipality_id: str, edges: Sequence[datetime], who: Sequence[str]) -> Counts:
    """Cases that came in, by who asked."""
    query = f"""SELECT {PIECE.format("received_at")}, asked_by, count(*) FROM case_file
        WHERE municipality_id = :municipality GROUP BY 1, 2"""
    return await _pieces(tx, query, municipality_id, edges, who)


async def outcomes(
    tx: Tx, municipality_id: str, edges: Sequence[datetime], parts: Sequence[str], words: Sequence[str]
) -> dict[str, Counts]:
    """Decided cases by what was decided of each part; the last of ``words``: nothing, or not yet."""
    query = f"""SELECT {PIECE.format(DECIDED)}, v.part || ' ' || CASE
            WHEN v.outcome IN ('granted', 'refused') THEN v.outcome ELSE 'none' END, count(*)
        FROM case_file c CROSS JOIN LATERAL (VALUES ('coordinator', c.coordinator),
            ('child_coordinator', c.child_coordinator), ('plan', c.plan)) v (part, outcome)
        WHERE c.municipality_id = :municipality GROUP BY 1, 2"""
    pairs = [f"{part} {word}" for part in parts for word in words]
    found = await _pieces(tx, query, municipality_id, edges, pairs)
    size = len(words)
    return {part: [row[n * size :][:size] for row in found] for n, part in enumerate(parts)}


async def days_used(
    tx: Tx, municipality_id: str, edges: Sequence[datetime], least: Sequence[int]
) -> tuple[Counts, list[int]]:
    """Decided cases by how many days they took: from each of ``least`` on; and the days of all together."""
    query = f"""SELECT {PIECE.format("decided_at")}, width_bucket(days, CAST(:least AS integer[])),
               count(*), sum(days)
        FROM (SELECT {DECIDED} AS decided_at, greatest(0, ({DECIDED} AT TIME ZONE 'Europe/Oslo')::date
                   - (received_at AT TIME ZONE 'Europe/Oslo')::date) AS days
                FROM case_file WHERE municipality_id = :municipality AND decided_at IS NOT NULL) one
        GROUP BY 1, 2"""
    values = {"municipality": municipality_id, "edges": list(edges), "least": list(least)}
    rows = (await tx.execute(text(query), values)).all()
    pieces = range(1, len(edges))
    counts = {(row[0], row[1]): row[2] for row in rows}
    days = [int(sum(row[3] for row in rows if row[0] == piece)) for piece in pieces]
    return [[counts.get((piece, n + 1), 0) for n in range(len(least))] for piece in pieces], days


async def within(tx: Tx, municipality_id: str, edges: Sequence[datetime]) -> Counts:
    """Decided cases, within their deadline and after it."""
    query = f"""SELECT {PIECE.format(DECIDED)}, CASE WHEN
            ({DECIDED} AT TIME ZONE 'Europe/Oslo')::date <= deadline_on THEN 'within' ELSE 'after' END,
               count(*)
        FROM case_file WHERE municipality_id = :municipality AND decided_at IS NOT NULL GROUP BY 1, 2"""
    return await _pieces(tx, query, municipality_id, edges, ("within", "after"))


async def complaints(tx: Tx, municipality_id: str, edges: Sequence[datetime], words: Sequence[str]) -> Counts:
    """Complaints that came in, by what became of them; the last of ``words``: nothing yet."""
    query = f"""SELECT {PIECE.format("complaint_at")}, coalesce(complaint_outcome, 'none'), count(*)
        FROM case_file WHERE municipality_id = :municipality AND complaint_at IS NOT NULL GROUP BY 1, 2"""
    return await _pieces(tx, query, municipality_id, edges, words)


async def undecided(tx: Tx, municipality_id: str, today: date) -> list[int]:
    """Cases that wait for a decision, within their deadline and past it."""
    query = """SELECT count(*) FILTER (WHERE deadline_on >= :today),
               count(*) FILTER (WHERE deadline_on < :today)
        FROM case_file WHERE municipality_id = :municipality AND decided_at IS NULL AND closed_at IS NULL
               AND complaint_at IS NULL"""
    return await _row(tx, query, municipality=municipality_id, today=today)


async def _row(tx: Tx, query: str, **values: Any) -> list[int]:
    return [int(one) for one in (await tx.execute(text(query), values)).one()]


async def _pieces(
    tx: Tx, query: str, municipality_id: str, edges: Sequence[datetime], words: Sequence[str]
) -> Counts:
    """Rows of piece, word and number as a table with nothing missing."""
    rows = await tx.execute(text(query), {"municipality": municipality_id, "edges": list(edges)})
    found = {(row[0], row[1]): row[2] for row in rows}
    return [[found.get((piece, word), 0) for word in words] for piece in range(1, len(edges))]
