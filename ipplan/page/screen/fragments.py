"""Fragments of a page: rendered once for all to whom the same is shown, and known by a keyed digest."""

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ipplan.live.frames import Fragment
from ipplan.memory import Memory
from ipplan.render import Renderer

REMEMBERED = 20_000
MOST = 64 * 2**20
"""Bytes of all fragments that are remembered, about."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A fragment and all that it shows, kept with the screen it is on: not looked for among all others'."""

    key: tuple[object, ...]
    fragment: Fragment


class Fragments:
    """Renders fragments. ``key`` makes their digests: a browser learns from them only what changed."""

    def __init__(self, render: Renderer, key: bytes) -> None:
        self._render = render
        self._key = key
        self._kept: Memory[tuple[object, ...], tuple[tuple[object, ...], Fragment]] = Memory(
            REMEMBERED, most=MOST, weigh=lambda one: len(one[1].html) + len(one[1].encoded)
        )

    def named(
        self,
        name: str,
        template: str,
        language: str,
        values: Mapping[str, Any],
        *,
        key: tuple[object, ...] | None = None,
    ) -> Fragment:
        """The element ``name``. ``key``: all that it shows depends on; an equal one is not rendered again."""
        render = partial(self._render, template, language, values)
        return (
            self.made(name, (language, *key), render) if key is not None else self._fragment(name, render())
        )

    def again(
        self,
        before: Drawn | None,
        name: str,
        template: str,
        language: str,
        values: Mapping[str, Any],
        *,
        key: tuple[object, ...],
    ) -> Drawn:
        """What was drawn ``before``, where it shows the same; else the element ``name`` anew, as above."""
        if before is not None and before.key == key:
            return before
        return Drawn(key, self.named(name, template, language, values, key=key))

    def made(
        self,
        name: str,
        key: tuple[object, ...],
        render: Callable[[], str],
        shown: tuple[object, ...] = (),
    ) -> Fragment:
        """The element ``name`` with what ``render`` makes; ``key`` as above.

        ``shown``: what it depends on besides, and of which only the newest is kept.
        """
        slot = (name, *key)
        kept = self._kept.get(slot)
        if kept is not None and kept[0] == shown:
            return kept[1]
        return self._kept.put(slot, (shown, self._fragment(name, render())))[1]

    def _fragment(self, name: str, inner: str) -> Fragment:
        digest = base64.urlsafe_b64encode(hmac.digest(self._key, (name + inner).encode(), "sha256")[:12])
        shown = digest.decode()
        return Fragment.of(name, shown, f'<div id="{name}" class="live" data-seen="{shown}">{inner}</div>')
