"""The same fault for a whole second: long enough that texts which are written in it are pushed."""

from ipplan.live.hub import Hub
from tests.race.stale import run


async def _look_at_everything(self: Hub) -> None:
    self.gap()


if __name__ == "__main__":
    # Nothing else would take the section off a screen that was looked at in that second: the race would end.
    Hub._look_at_heads = _look_at_everything  # type: ignore[method-assign]
    run(1.0)
