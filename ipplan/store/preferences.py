"""How each wants pages to look and to be read: language and looks follow the person to every device."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from ipplan.store.database import Tx
from ipplan.store.tables import account, preference


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one has chosen; as it stands here, nothing."""

    reading: str = "plain"
    """``easy``: short words, larger letters, symbols, one thing at a time."""
    colours: str = "auto"
    contrast: str = "auto"
    text_size: str = "normal"
    motion: str = "auto"
    announce: str = "on"
    """Whether a screen reader is told what others change."""


OPTIONS: Mapping[str, tuple[str, ...]] = {
    "reading": ("plain", "easy"),
    "colours": ("auto", "light", "dark"),
    "contrast": ("auto", "more"),
    "text_size": ("normal", "large", "larger"),
    "motion": ("auto", "less"),
    "announce": ("on", "off"),
}
NOTHING_CHOSEN = Preferences()


async def choose_preferences(tx: Tx, account_id: UUID, chosen: Preferences, now: datetime) -> None:
    """From now on pages look so to her."""
    values = asdict(chosen) | {"at": now}
    await tx.execute(
        insert(preference)
        .values(account_id=account_id, **values)
        .on_conflict_do_update(index_elements=["account_id"], set_=values)
    )


async def choose_language(tx: Tx, account_id: UUID, language: str) -> None:
    """From now on pages and mails speak it to her."""
    await tx.execute(update(account).where(account.c.account_id == account_id).values(language=language))
