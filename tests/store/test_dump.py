"""A copy of the database without the keys gives away no content and no identity number."""

import json
import subprocess
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from ipplan.config import ROOT
from ipplan.embedded.folder import SUPERUSER
from tests.world import PEOPLE, World

DEMO = ROOT / "ipplan/demo"
PLANS = ("plan_child.toml", "plan_adult.toml")
WORDS = {"title", "body", "reason", "evaluation", "extent", "how"}
"""Which values of the demo's sections and items are somebody's words."""


def dump(world: World, *options: str) -> str:
    program = [
        str(world.postgres.binary("pg_dump")),
        *options,
        world.postgres.url(SUPERUSER, database(world)),
    ]
    return subprocess.run(program, check=True, capture_output=True).stdout.decode()


def database(world: World) -> str:
    return world.owner_url.rpartition("/")[2].partition("?")[0]


def sentences() -> set[str]:
    """Every text that the demo's plans hold, whole and line by line."""
    found: set[str] = set()
    for name in PLANS:
        content = tomllib.loads((DEMO / name).read_text(encoding="utf-8"))
        for part in ("section", "item"):
            for entry in content[part]:
                found |= set(texts(entry))
    lines = {line.strip() for text in found for line in text.splitlines()}
    return {text for text in found | lines if len(text) > 3}


def texts(entry: dict[str, Any]) -> Iterator[str]:
    for name, value in entry.items():
        if isinstance(value, str) and name in WORDS:
            yield value
        for later in value if isinstance(value, list) else ():
            if isinstance(later, dict):
                yield from texts(later)


def forms(text: str) -> Iterator[str]:
    """How a text could stand in a dump: as it is, escaped, or as bytes."""
    yield text
    yield text.encode().hex()
    yield text.encode("unicode_escape").decode()


@pytest.mark.parametrize("options", [(), ("--inserts",)], ids=["copy", "inserts"])
async def test_a_dump_holds_none_of_the_content_and_no_identity_number(
    world: World, options: tuple[str, ...]
) -> None:
    dumped = dump(world, *options)
    assert "Leila Hosseini" in dumped, "the dump is there: names of accounts stand in it"
    written = sentences()
    assert len(written) > 100
    shown = {text for text in written if any(form in dumped for form in forms(text))}
    assert not shown
    numbers = {person["pid"] for person in PEOPLE.values()}
    assert len(numbers) > 10
    assert not {pid for pid in numbers if any(form in dumped for form in forms(pid))}


async def test_the_content_is_there_for_who_may_read_it(world: World) -> None:
    """The set-up of the test above: the same sentences are what the owner reads."""
    read: set[str] = set()
    written = sentences()
    for owner in ("tiril", "roar"):
        for permit in await (await world.enter(owner, owner)).open_all():
            outline = await world.house.reader.outline(permit)
            assert outline is not None
            read.add(outline.title)
            for node, _ in outline.walk():
                read |= set(node.content.values())
    assert len(read & written) > 100


async def test_no_key_file_s_bytes_stand_in_a_dump(world: World) -> None:
    dumped = dump(world)
    keyring = world.house.keyring
    for key in [*keyring.masters.values(), *keyring.secrets.values()]:
        assert key.hex() not in dumped
    files = list((world.house.settings.keys / "signing").iterdir())
    assert files
    for path in files:
        for key in json.loads(path.read_text())["keys"]:
            assert key["d"] not in dumped
