"""Where a text was brought in from: kept beside it, under the same seal."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

ORIGIN = "_came_from"
"""Where an item's content says so; no kind has such a field, so no form changes it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wrote something where it came from, in words: nobody of that name need have an account here."""

    author: str
    at: str
    """When, in ISO 8601."""
    place: str
    """The municipality."""
    responsible: str = ""
    """Who was asked to do it, or did it."""
    own_words: bool = False
    """Whether it is the owner's own words, written down by the author."""

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.at)


def origin_of(content: Mapping[str, str]) -> Origin | None:
    """Where an item came from; ``None``: it was written here."""
    kept = content.get(ORIGIN)
    return Origin(**json.loads(kept)) if kept else None


def with_origin(content: Mapping[str, str], origin: Origin) -> dict[str, str]:
    """The content, with where it came from."""
    return {**content, ORIGIN: json.dumps(asdict(origin), ensure_ascii=False)}
