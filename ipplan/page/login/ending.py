"""When a login ends, and when its open pages ask about that."""

from datetime import timedelta

from starlette.requests import HTTPConnection

from ipplan.page.house import house_of

TOUCH_EVERY = timedelta(minutes=1)
"""How closely it is noted when somebody was last here."""
WARNED = timedelta(minutes=2)
"""So long before a login ends its open pages say so."""


def asks_in(connection: HTTPConnection) -> int:
    """After how many seconds an open page asks whether its login ends soon; 0 where nobody is logged in.

    Her other pages may have prolonged it by then. The number is the same for all, but for who must soon log
    in anew whatever she does.
    """
    who = connection.scope.get("who")
    if who is None:
        return 0
    house = house_of(connection)
    whole = who.session.created_at + house.lifetime.whole - house.clock.now()
    return max(0, int((min(house.lifetime.idle - TOUCH_EVERY, whole) - WARNED).total_seconds()))
