"""The installation's municipalities, remembered for a while: pages for everybody ask but rarely."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from ipplan.store.database import Database
from ipplan.store.municipalities import Municipality, all_municipalities

KEPT_FOR = timedelta(seconds=60)
"""So long a municipality that has just changed something is shown as it was."""


class Places:
    """One per process."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._known: Mapping[str, Municipality] = {}
        self._until: datetime | None = None

    async def all(self) -> Mapping[str, Municipality]:
        """All municipalities by id."""
        if self._until is None or self._now() >= self._until:
            async with self._database.engine.connect() as tx:
                found = await all_municipalities(tx)
            self._known = {one.municipality_id: one for one in found}
            self._until = self._now() + KEPT_FOR
        return self._known
