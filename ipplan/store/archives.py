"""Archives: all that belongs to a closed plan, packed as it is sealed, under a key of its own.

Nothing is opened to be packed. The package holds the space's own key, which is destroyed outside it.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, DateTime, LargeBinary, Table, Uuid, select

from ipplan.store import seal
from ipplan.store import tables as t
from ipplan.store.database import Tx

PACKED: Mapping[str, Table] = {
    table.name: table
    for table in (
        t.space,
        t.section,
        t.item,
        t.version,
        t.draft,
        t.withholding,
        t.keeping,
        t.participant,
        t.invitation,
        t.proposal,
        t.decision,
        t.agreement,
        t.plan_word,
        t.meeting,
        t.meeting_answer,
        t.meeting_event,
        t.poll,
        t.poll_answer,
        t.standstill,
        t.revision,
        t.edition,
        t.edition_item,
        t.edition_answer,
        t.paper,
        t.attestation,
        t.sheet,
        t.assistance,
        t.coordinator_appointment,
        t.coordinator_event,
        t.coordinator_role,
        t.access_grant,
        t.mandate,
        t.consent,
        t.access_state,
        t.closing,
        t.change,
        t.access_log,
    )
}
"""What a package holds of a space: every row that leads with it."""
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Package:
    """An archive that was opened with its key; what stands in it is still sealed by its sections."""

    space_id: UUID
    space_key: bytes
    rows: Rows


async def rows_of(tx: Tx, space_id: UUID) -> Rows:
    """Every row of a space, as it stands."""
    found = {}
    for name, table in PACKED.items():
        order = list(table.primary_key.columns)
        rows = await tx.execute(select(table).where(table.c.space_id == space_id).order_by(*order))
        found[name] = [dict(row) for row in rows.mappings()]
    return found


def packed(key: bytes, package: Package) -> bytes:
    """The package, compressed and sealed under ``key``."""
    plain = {
        "space_key": b64encode(package.space_key).decode(),
        "rows": {name: [_plain(row) for row in rows] for name, rows in package.rows.items()},
    }
    small = zlib.compress(json.dumps(plain, ensure_ascii=False).encode())
    return seal.seal(key, small, _bound(package.space_id))


def unpacked(key: bytes, space_id: UUID, sealed: bytes) -> Package:
    """The package again; raises `SealBroken`."""
    plain = json.loads(zlib.decompress(seal.unseal(key, sealed, _bound(space_id))))
    rows = {name: [_row(PACKED[name], row) for row in found] for name, found in plain["rows"].items()}
    return Package(space_id, b64decode(plain["space_key"]), rows)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _as_text(value) for name, value in row.items()}


def _as_text(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return [_as_text(one) for one in value]
    return str(value) if isinstance(value, UUID) else value


def _row(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as the database gave it, by its columns' types. A column that is gone since is left as text."""
    return {
        name: _value(table.c[name].type, value) if value is not None and name in table.c else value
        for name, value in row.items()
    }


def _value(kind: object, value: Any) -> Any:
    if isinstance(kind, ARRAY):
        return [_value(kind.item_type, one) for one in value]
    if isinstance(kind, LargeBinary):
        return b64decode(value)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, ARRAY):
        return [_value(kind.item_type, one) for one in value]
    return UUID(value) if isinstance(kind, Uuid) else value


def _bound(space_id: UUID) -> bytes:
    return b"archive" + space_id.bytes
