"""What is believed of an archive that was sent in: that it holds, whose it is, and what it would become."""

import asyncio
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ipplan.gate.claiming import is_claimed
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.letter.archive.checking import NEWER, STRANGE, Checked, NotHeld, check
from ipplan.letter.archive.contents import TooNew, arriving
from ipplan.letter.archive.trusted import trusted
from ipplan.letter.verify import Unreadable
from ipplan.page.house import House
from ipplan.page.taking.files_in import Looked, look_through, read_files
from ipplan.plan.arriving import Arriving, ArrivingFile
from ipplan.plan.filetypes import name_of
from ipplan.store.accounts import pid_of

NO_FILE = N_("Velg fila som du lastet ned.")
NOT_WHOLE = N_(
    "Fila viser det en deltaker så av planen. Bare en fil som planeieren, eller den som handler for "
    "planeieren, lastet ned, kan hentes inn."
)
NOT_YOURS = N_("Koden passer ikke, eller planen er en annens. Se etter koden der fila ble lastet ned.")
NO_NUMBER = N_(
    "Planeieren er ikke registrert med fødselsnummer her. Da kan vi ikke se hvem planen hører til."
)
HERE = N_("Dette er hentet inn i planen fra før, eller skrevet i den.")


@dataclass(frozen=True)
class Waiting:
    """A plan that was checked and waits for a yes."""

    arriving: Arriving
    exporter: str
    place: str
    at: datetime
    files: Mapping[UUID, ArrivingFile]
    """Those that come, by item, and where they are set aside."""

    @property
    def missing(self) -> list[str]:
        """The names of items' files that are not in the archive."""
        there = self.arriving.with_files.items()
        return [name_of(one.content["name"]) for item, one in there if item not in self.files]


class NotHers(ValueError):
    """An archive of another's plan, or one that cannot be told to be hers; the message says it in words."""


async def checked(
    house: House, visit: Visit, data: bytes, code: str
) -> tuple[dict[str, str], dict[UUID, Looked]]:
    """What is set aside of an archive that holds and is the owner's, and its files by item.

    Raises `NotHeld` or `NotHers`.
    """
    if not data:
        raise NotHeld(NO_FILE)
    settings = house.settings
    known = trusted(settings.trusted, house.keyring, settings.grant_issuer)
    found = await asyncio.to_thread(check, io.BytesIO(data), known)
    await _check_hers(house, visit, found, code)
    kept = {name: json.dumps(part) for name, part in (("view", found.view), ("about", found.about))}
    kept |= {"place": found.manifest["municipality"], "exporter": found.manifest["exporter"]["name"]}
    kept |= {"at": found.manifest["exported_at"], "files": "{}"}
    coming = read_waiting(kept).arriving
    if is_here(visit, coming):
        raise NotHeld(HERE)
    return kept, await look_through(data, found, coming)


async def _check_hers(house: House, visit: Visit, found: Checked, code: str) -> None:
    claim = found.manifest["claim"]
    if not isinstance(claim, str):
        raise NotHeld(NOT_WHOLE)
    async with house.database.engine.connect() as tx:
        pid = await pid_of(tx, house.pids, visit.space.owner_id)
    if pid is None:
        raise NotHers(NO_NUMBER)
    if not is_claimed(claim, code, pid):
        raise NotHers(NOT_YOURS)


def read_waiting(kept: Mapping[str, str]) -> Waiting:
    """What was set aside, read strictly; raises `NotHeld`."""
    view: dict[str, Any] = json.loads(kept["view"])
    about: dict[str, Any] = json.loads(kept["about"])
    try:
        found, at = arriving(view, about, kept["place"]), datetime.fromisoformat(kept["at"])
    except TooNew as error:
        raise NotHeld(NEWER) from error
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, Unreadable) as error:
        raise NotHeld(STRANGE) from error
    return Waiting(found, kept["exporter"], kept["place"], at, read_files(kept["files"]))


def is_here(visit: Visit, found: Arriving) -> bool:
    """Whether the plan has any of its sections already: what is brought in twice would have two lives."""
    return any(row.section_id in found.ids for row in visit.space.sections)
