"""The restore drill, by the very lines of docs/operations.md: destroyed, brought back; or nothing opens."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest

from ipplan.config import ROOT, Settings
from ipplan.embedded.folder import OWNER
from ipplan.embedded.postgres import DATABASE, Postgres
from ipplan.gate.sealer import Sealer
from tests.folders import open_folder
from tests.site import Site, open_site
from tests.world import make_template

WORDS = "Dette sto i planen før branntilløpet"


def block(name: str) -> str:
    """The lines of one named block of docs/operations.md."""
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    found = re.findall(rf"^```sh {name}\n(.*?)^```", text, re.M | re.S)
    assert len(found) == 1
    return str(found[0])


@dataclass
class Town:
    """An installation that can burn down. ``backup`` and ``elsewhere`` lie outside of it."""

    postgres: Postgres
    keys: Path
    backup: Path
    elsewhere: Path

    def settings(self) -> Settings:
        return Settings(env="test", database_url=self.postgres.url(), keys=self.keys)

    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.postgres.binary('pg_dump').parent}:{os.environ['PATH']}",
            "OWNER": self.postgres.url(OWNER),
            "BACKUP": str(self.backup),
            "ELSEWHERE": str(self.elsewhere),
            "IPPLAN_KEYS": str(self.keys),
            "IPPLAN_DATABASE_URL": self.postgres.url(),
            "IPPLAN_OWNER_DATABASE_URL": self.postgres.url(OWNER),
        }

    def do(self, name: str) -> str:
        """Run a block of the book to its end; returns what was said."""
        done = self.run(name)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run a block of the book as it stands."""
        script = f'set -eu\nipplan() {{ "{sys.executable}" -m ipplan "$@"; }}\n{block(name)}'
        return subprocess.run(
            ["/bin/sh", "-c", script],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def ipplan(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ipplan", *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def town(folder: Path, name: str, safe: Path) -> Iterator[Town]:
    """A server with an empty database and its two roles, and the place of its keys; both empty yet."""
    with Postgres(folder / name, durable=False) as postgres:
        yield Town(postgres, folder / f"{name}.keys", safe / "backup", safe / "elsewhere")


@pytest.fixture
def burnt(saved: Path) -> Iterator[tuple[Path, Path]]:
    """The folder for the next town, and what the lost one had in the safe: a copy for each test."""
    with open_folder() as folder:
        yield folder, shutil.copytree(saved, folder / "safe")


@pytest.fixture(scope="module")
async def saved() -> AsyncIterator[Path]:
    """The safe of a town that was lived in, backed up, and lost."""
    with open_folder() as folder:
        safe = folder / "safe"
        for name in ("backup", "elsewhere"):
            (safe / name).mkdir(parents=True)
        with town(folder, "old", safe) as old:
            await make_template(old.postgres, old.keys, "seeded")
            old.postgres.drop_database(DATABASE)
            old.postgres.create_database(DATABASE, template="seeded")
            async with open_site(old.postgres, DATABASE, old.settings()) as site:
                await write(site)
                await seal(site)
            assert "Alt stemmer" in old.do("backup")
            old.postgres.destroy()
            shutil.rmtree(old.keys)
        yield safe


async def write(site: Site) -> None:
    """Marte writes something; the connection is closed, her session is not ended."""
    marte = await site.client("marte")
    form = {"kind": "goal", "title": WORDS, "status": "active", "item": str(uuid4())}
    answer = await marte.post(f"{site.section('leisure')}/items", data=form)
    assert answer.status_code in (200, 303), answer.text
    await marte.aclose()


async def seal(site: Site) -> None:
    house = site.world.house
    sealer = Sealer(house.database, house.keyring, house.settings.grant_issuer)
    while await sealer.seal():
        pass


async def test_all_comes_back_and_the_log_verifies(burnt: tuple[Path, Path]) -> None:
    folder, safe = burnt
    with town(folder, "new", safe) as new:
        said = new.do("restore")
        assert "Alt stemmer" in said
        assert "1 hoder utenfra" in said
        async with open_site(new.postgres, DATABASE, new.settings()) as site:
            assert await site.world.sql("SELECT FROM session")
            assert not await site.world.sql("SELECT FROM session WHERE ended_at IS NULL")
            marte = await site.client("marte")
            assert WORDS in (await marte.get(site.plan())).text
            await write(site)
            await marte.aclose()
            leila = await site.client("leila")
            assert (await leila.get(site.section("health"))).status_code == 200
            assert (await leila.get(site.section("leisure"))).status_code == 404
            await leila.aclose()


async def test_without_a_key_nothing_starts_and_the_key_is_named(burnt: tuple[Path, Path]) -> None:
    folder, safe = burnt
    with town(folder, "new", safe) as new:
        new.do("restore")
        for part in ("master/1.key", "secret/pid.key", "signing/grant.jwks"):
            path = new.keys / part
            path.rename(folder / "away")
            done = new.ipplan("serve")
            assert done.returncode == 2, done.stdout
            assert ("master/*.key" if part.startswith("master") else part) in done.stderr
            assert len(done.stderr.splitlines()) == 1
            (folder / "away").rename(path)
        shutil.rmtree(new.keys)
        for command in ("worker", "audit"):
            assert new.ipplan(command).returncode == 2
        assert new.ipplan("keys").returncode == 0, "keys of somebody else, as it were"
        done = new.ipplan("serve")
        assert done.returncode == 2
        for part in ("master/1.key", "signing/grant.jwks", "secret/pid.key"):
            assert part in done.stderr


async def test_what_is_missing_after_a_restore_is_told_by_the_heads(burnt: tuple[Path, Path]) -> None:
    folder, safe = burnt
    with town(folder, "new", safe) as new:
        new.do("restore")
        async with open_site(new.postgres, DATABASE, new.settings()) as site:
            await write(site)
            await seal(site)
        assert new.ipplan("audit", "--heads", str(safe / "elsewhere/heads.txt"), "--keep").returncode == 0
    with town(folder, "third", safe) as third:
        lost = third.run("restore")
        assert lost.returncode == 1
        assert "Loggen stemmer IKKE" in lost.stderr


async def test_a_destroyed_space_stays_so_where_its_key_is_in_no_dump(burnt: tuple[Path, Path]) -> None:
    """The content of the old dump and the keys of a dump made after: hers is noise, others' opens."""
    folder, safe = burnt
    later = safe / "later"
    later.mkdir()
    with town(folder, "new", safe) as new:
        new.do("restore")
        async with open_site(new.postgres, DATABASE, new.settings()) as site:
            space = str(site.world.spaces["tiril"])
        assert new.ipplan("keys", "destroy", space, "--yes").returncode == 0
        replace(new, backup=later).do("backup")
    shutil.copy(later / "keyring.dump", safe / "backup/keyring.dump")
    with town(folder, "third", safe) as third:
        assert third.run("restore").returncode == 0
        async with open_site(third.postgres, DATABASE, third.settings()) as site:
            marte, roar = await site.client("marte"), await site.client("roar")
            assert (await marte.get(f"/plans/{space}")).status_code == 404
            assert (await roar.get(site.plan("roar"))).status_code == 200
            await marte.aclose()
            await roar.aclose()
