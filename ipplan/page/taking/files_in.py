"""The files of an archive: looked at as any that is sent in, and set aside in pieces until the yes."""

import asyncio
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from ipplan.language import N_
from ipplan.letter.archive.checking import STRANGE, Checked, NotHeld, opened
from ipplan.letter.archive.contents import belonging
from ipplan.letter.pictures import LONGEST, LONGEST_PHOTO, NotAPicture, TooManyPixels, small_picture
from ipplan.plan.arriving import Arriving, ArrivingFile, ArrivingFiles, ArrivingItem
from ipplan.plan.filetypes import LARGEST, TYPES, BadFile, name_of, type_of
from ipplan.store.database import Tx
from ipplan.store.set_aside import piece_of, put_piece
from ipplan.store.spool import CHUNK

NOT_TAKEN = N_(
    "Filen «%(name)s» i planen er av en type som ikke kan tas imot her, eller den er ødelagt. Ingenting er "
    "hentet inn. Bytt den ut der planen er nå, og last ned på nytt."
)


class NotTaken(NotHeld):
    """An archive with a file that would not be taken if it were sent in by itself."""

    def __init__(self, name: str) -> None:
        super().__init__(NOT_TAKEN)
        self.name = name


class Gone(Exception):
    """What was set aside is not there any more."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A file of the archive that is what it says. ``part``: its name in there."""

    part: str
    fields: dict[str, str]
    small: bytes | None


@dataclass(frozen=True, slots=True)
class Aside:
    """Where pieces are set aside: whose, and for which page."""

    key: bytes
    account_id: UUID
    path: str
    now: datetime


async def look_through(data: bytes, found: Checked, arriving: Arriving) -> dict[UUID, Looked]:
    """The archive's files by item; raises `NotHeld` for one that is not taken, or that belongs nowhere."""
    try:
        named = belonging(found.about, arriving, found.files)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotHeld(STRANGE) from error
    items = arriving.with_files
    return {item: await _look(data, items[item], found.files[part]) for item, part in named.items()}


async def _look(data: bytes, item: ArrivingItem, said: Mapping[str, Any]) -> Looked:
    """As of a file that is sent in: told by what it holds, and drawn small."""
    name, part, size = name_of(item.content["name"]), said["name"], said["size"]
    photo = item.kind == "photo"
    try:
        if size > LARGEST:
            raise BadFile
        media_type = await asyncio.to_thread(_type_of, data, part, size, name)
        if photo and not TYPES[media_type].picture:
            raise BadFile
        longest = LONGEST_PHOTO if photo else LONGEST
        small = await small_picture(_pieces(data, part), media_type, longest)
    except (BadFile, TooManyPixels, NotAPicture) as error:
        raise NotTaken(name) from error
    fields = {"name": name, "media_type": media_type, "size": str(size), "sha256": said["sha256"]}
    return Looked(part, fields | {"small": "yes" if small else ""}, small)


def _type_of(data: bytes, part: str, size: int, name: str) -> str:
    with opened(io.BytesIO(data), part) as file:
        return type_of(io.BufferedReader(file), size, name)


def _pieces(data: bytes, part: str) -> Iterator[bytes]:
    with opened(io.BytesIO(data), part) as file:
        while piece := file.read(CHUNK):
            yield piece


async def put_files_aside(tx: Tx, aside: Aside, data: bytes, looked: Mapping[UUID, Looked]) -> str:
    """Set the files aside; gives what `read_files` needs to find them."""
    put = partial(put_piece, tx, aside.key, aside.account_id, aside.path)
    told = {}
    for item, one in looked.items():
        pieces = [str(await put(piece, aside.now)) for piece in _pieces(data, one.part)]
        small = str(await put(one.small, aside.now)) if one.small else ""
        told[str(item)] = {"fields": one.fields, "pieces": pieces, "small": small}
    return json.dumps(told)


def read_files(told: str) -> dict[UUID, ArrivingFile]:
    """Where the files are that were set aside, by item."""
    return {
        UUID(item): ArrivingFile(
            one["fields"], tuple(map(UUID, one["pieces"])), UUID(one["small"]) if one["small"] else None
        )
        for item, one in json.loads(told).items()
    }


def files_aside(tx: Tx, aside: Aside, by_item: Mapping[UUID, ArrivingFile], *, held: bool) -> ArrivingFiles:
    """The files as they are brought in; raises `Gone` where a piece of one is not there any more."""

    async def piece(piece_id: UUID) -> bytes:
        plain = await piece_of(tx, aside.key, aside.account_id, aside.path, piece_id, aside.now)
        if plain is None:
            raise Gone
        return plain

    return ArrivingFiles(by_item, piece, held)


def ids_of(by_item: Mapping[UUID, ArrivingFile]) -> list[UUID]:
    """Of all that was set aside for files."""
    return [one for file in by_item.values() for one in (*file.pieces, file.small) if one is not None]
