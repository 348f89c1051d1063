"""The same fault for three seconds by the clock: texts that are written in them are pushed."""

from time import monotonic

from ipplan.live.hub import Hub
from tests.race.stale import run


async def _look_at_everything(self: Hub) -> None:
    self.gap()


if __name__ == "__main__":
    # Nothing else would take the section off a screen that was looked at in that time: the race would end.
    Hub._look_at_heads = _look_at_everything  # type: ignore[method-assign]
    run(3.0, monotonic)
