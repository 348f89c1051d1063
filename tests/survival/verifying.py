"""Everything about an installation that must hold after it was mistreated."""

from uuid import UUID

from sqlalchemy import text

from ipplan.app import open_gate
from ipplan.gate.audit import audit
from ipplan.gate.gate import Gate
from ipplan.gate.keys import load
from ipplan.gate.sealer import Sealer
from ipplan.gate.visit import Actor
from ipplan.store.versions import open_version
from tests.survival.ledger import Ledger, Stored, misfits
from tests.survival.stage import Stage

NUMBERED = """
SELECT s.space_id FROM space s LEFT JOIN change c USING (space_id) GROUP BY s.space_id
HAVING count(*) <> count(DISTINCT c.seq) OR max(c.seq) <> s.seq OR count(*) <> s.seq OR min(c.seq) <> 1
"""
"""Spaces whose changes are not numbered 1, 2, 3 … up to the number that the space itself bears."""
UNTOLD = """
SELECT v.version_id FROM version v LEFT JOIN change c USING (space_id, item_id, version_id)
 GROUP BY v.version_id HAVING count(c.seq) <> 1
"""
"""Versions without exactly one change record."""
HEADS = """
SELECT i.item_id FROM item i JOIN version v ON v.version_id = i.head
 WHERE i.number <> v.number OR v.number <> (SELECT count(*) FROM version n WHERE n.item_id = i.item_id)
"""
"""Items that do not stand as their newest version says."""
IN_ORDER = """
SELECT v.*, i.created_by FROM version v JOIN item i USING (space_id, item_id)
  JOIN change c USING (space_id, item_id, version_id) WHERE v.space_id = :space ORDER BY c.seq
"""


async def all_misfits(stage: Stage, ledger: Ledger) -> list[str]:
    """What is wrong, by the writers' ledger, by the numbering, and by the log's own audit."""
    wrong = []
    async with open_gate(stage.settings, load(stage.settings.keys)) as gate:
        stored = await _stored(gate, stage)
        for item, sent in ledger.items().items():
            wrong += [f"{item}: {one}" for one in misfits(sent, stored.pop(item, []))]
        for query in (NUMBERED, UNTOLD, HEADS):
            wrong += [f"{query}{row}" for row in await stage.sql(query)]
        sealer = Sealer(gate.database, gate.keyring, stage.settings.grant_issuer)
        while await sealer.seal():
            pass
        wrong += (await audit(gate.database, gate.keyring, stage.settings.grant_issuer)).misfits
    return wrong


async def _stored(gate: Gate, stage: Stage) -> dict[UUID, list[Stored]]:
    """All versions by item, opened by the right of each plan's owner, in the order they were committed."""
    found: dict[UUID, list[Stored]] = {}
    for plan in stage.plans:
        actor = Actor(plan.people[0], b"verifying")
        visit = await gate.enter(plan.space_id, actor, road="page")
        permits = {one.section_id: one for one in await visit.open_all()}
        async with gate.database.engine.connect() as tx:
            rows = (await tx.execute(text(IN_ORDER), {"space": plan.space_id})).mappings().all()
        for row in rows:
            opened = open_version(permits[row["section_id"]], row)
            assert opened is not None, "every version opens"
            one = Stored(opened.version_id, opened.number, opened.base, opened.content.get("body", ""))
            found.setdefault(opened.item_id, []).append(one)
    return found
