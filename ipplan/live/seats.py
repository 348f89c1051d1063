"""How many screens may be open here: so many of one session, and so many of one space."""

from collections import Counter
from collections.abc import Hashable

from ipplan.live.connection import Connection


class Seats:
    """Counts the screens of one process; who finds none free comes back later."""

    def __init__(self, per_session: int, per_space: int) -> None:
        self._limits = (per_session, per_space)
        self._taken: Counter[Hashable] = Counter()

    def take(self, connection: Connection) -> bool:
        """Take one; False where the session or the space has as many as it may. Give it back with `leave`."""
        names = _names(connection)
        if any(self._taken.get(name, 0) >= limit for name, limit in zip(names, self._limits, strict=True)):
            return False
        self._taken.update(names)
        return True

    def leave(self, connection: Connection) -> None:
        """Give it back."""
        for name in _names(connection):
            self._taken[name] -= 1
            if not self._taken[name]:
                del self._taken[name]  # who has left is not remembered


def _names(connection: Connection) -> tuple[Hashable, Hashable]:
    return connection.session, connection.space_id
