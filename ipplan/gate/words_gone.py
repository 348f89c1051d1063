"""Versions, and what happened at meetings, audited: none is gone, or emptied, but where a record says so."""

from sqlalchemy import text

from ipplan.store.database import Tx

GONE = """
SELECT c.version_id, c.space_id FROM change c
 WHERE c.version_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM version v WHERE v.space_id = c.space_id AND v.version_id = c.version_id
                      AND v.item_id = c.item_id)
   AND NOT EXISTS (SELECT FROM change a WHERE a.space_id = c.space_id AND a.cause = 'archived')
 ORDER BY c.change_id LIMIT :most"""
UNMET = """
SELECT c.item_id, c.space_id FROM change c
 WHERE starts_with(c.cause, 'meeting_') AND c.item_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM change a WHERE a.space_id = c.space_id AND a.cause = 'archived')
 GROUP BY c.space_id, c.item_id, c.cause
HAVING count(*) > (SELECT count(*) FROM meeting_event e WHERE e.space_id = c.space_id
                      AND e.meeting_id = c.item_id AND 'meeting_' || e.kind = c.cause)
 ORDER BY 2, 1 LIMIT :most"""
UNKEPT = """
SELECT c.space_id FROM change c
 WHERE starts_with(c.cause, 'case_')
 GROUP BY c.space_id, c.cause
HAVING count(*) > (SELECT count(*) FROM case_event e WHERE e.space_id = c.space_id
                      AND 'case_' || e.kind = c.cause)
 ORDER BY 1 LIMIT :most"""
SHORTEST = 28
"""Bytes of a seal over nothing: nonce and tag."""
EMPTIED = """
SELECT version_id, space_id FROM version WHERE octet_length(sealed) < :shortest ORDER BY 2, 1 LIMIT :most"""


async def audit_versions(tx: Tx, most: int) -> list[str]:
    """Versions that change records speak of and that are not there, and versions whose words are cut out.

    What is struck is neither: sealed over it stands that it was, and an archived plan has a record of that.
    """
    gone = await tx.execute(text(GONE), {"most": most})
    misfits = [f"Versjonen {row[0]} i rom {row[1]} er slettet" for row in gone]
    emptied = await tx.execute(text(EMPTIED), {"most": most, "shortest": SHORTEST})
    return misfits + [f"Innholdet i versjonen {row[0]} i rom {row[1]} er slettet" for row in emptied]


async def audit_events(tx: Tx, most: int) -> list[str]:
    """Meetings and cases of which change records tell more than is there: that minutes were locked, or that
    something was decided."""
    found = await tx.execute(text(UNMET), {"most": most})
    misfits = [f"Noe som skjedde på møtet {row[0]} i rom {row[1]}, er slettet" for row in found]
    found = await tx.execute(text(UNKEPT), {"most": most})
    return misfits + [f"Noe som skjedde i saken i rom {row[0]}, er slettet" for row in found]
