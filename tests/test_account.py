"""A municipality and its first account are made on the command line, once, and can log in."""

import os
import subprocess
import sys
from pathlib import Path

from ipplan.config import ROOT
from ipplan.embedded.folder import OWNER
from ipplan.gate.keys import make
from tests.conftest import Ground
from tests.site import open_site
from tests.world import PEOPLE, migrate

PID = PEOPLE["wenche"]["pid"]
ASKED = (
    "--place",
    "Fjordvik",
    "--name",
    "Wenche Dahl",
    "--email",
    "w@fjordvik.example",
)


def account(
    ground: Ground, name: str, keys: Path, typed: str, number: str = "9999"
) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "IPPLAN_DATABASE_URL": ground.postgres.url(database=name),
        "IPPLAN_KEYS": str(keys),
    }
    return subprocess.run(
        [sys.executable, "-m", "ipplan", "account", *ASKED, "--municipality", number],
        cwd=ROOT,
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


async def test_the_first_account_logs_in_and_there_is_no_second_first(ground: Ground, tmp_path: Path) -> None:
    name = "bare"
    ground.postgres.create_database(name)
    migrate(ground.postgres.url(OWNER, name))
    make(tmp_path)
    wrong = account(ground, name, tmp_path, "12345678901\n")
    assert wrong.returncode == 2
    assert "12345678901" not in wrong.stdout + wrong.stderr
    made = account(ground, name, tmp_path, f"{PID}\n")
    assert made.returncode == 0, made.stderr
    assert PID not in made.stdout + made.stderr
    again = account(ground, name, tmp_path, f"{PID}\n")
    assert again.returncode == 2
    assert "invitasjon" in again.stderr
    taken = account(ground, name, tmp_path, f"{PID}\n", "9998")
    assert taken.returncode == 2
    assert "annen kommune" in taken.stderr
    neighbour = account(ground, name, tmp_path, f"{PEOPLE['grete']['pid']}\n", "9998")
    assert neighbour.returncode == 0, "a second municipality begins the same way"
    async with open_site(ground.postgres, name, ground.settings(name, keys=tmp_path)) as site:
        wenche = await site.client("wenche")
        assert (await wenche.get("/")).headers["location"] == "/guide", "who comes the first time is led"
        assert "Wenche Dahl" in (await wenche.get("/")).text
        assert (await wenche.post("/plans", data={"consent": "plan"})).status_code == 303
        await wenche.aclose()
    ground.postgres.drop_database(name)
