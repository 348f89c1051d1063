"""The unit's people are appointed on the command line, by hand on the server, and dismissed there."""

import os
import subprocess
import sys

import pytest

from ipplan.config import ROOT
from tests.site import Site
from tests.world import PEOPLE

WENCHE = PEOPLE["wenche"]["pid"]


def unit(site: Site, *words: str, typed: str) -> subprocess.CompletedProcess[str]:
    settings = site.world.house.settings
    environment = os.environ | {
        "IPPLAN_DATABASE_URL": settings.database_url,
        "IPPLAN_KEYS": str(settings.keys),
    }
    return subprocess.run(
        [sys.executable, "-m", "ipplan", "unit", *words],
        cwd=ROOT,
        env=environment,
        input=f"{typed}\n",
        capture_output=True,
        text=True,
        check=False,
    )


async def test_somebody_is_appointed_and_dismissed_at_once_and_no_number_is_shown(site: Site) -> None:
    wenche = await site.client("wenche")
    assert (await wenche.get("/unit")).status_code == 404
    for words, typed, said in (
        (("add", "--municipality", "fjordvik"), "12345678901", "Fødselsnummeret stemmer ikke"),
        (("add", "--municipality", "fjordvik"), PEOPLE["odd"]["pid"], "Ingen konto"),
        (("add", "--municipality", "annenby"), WENCHE, "en annen kommune"),
    ):
        refused = unit(site, *words, typed=typed)
        assert (refused.returncode, said in refused.stderr) == (2, True), refused.stderr
        assert typed not in refused.stdout + refused.stderr
    assert (await wenche.get("/unit")).status_code == 404
    made = unit(site, "add", "--municipality", "fjordvik", typed=WENCHE)
    assert (made.returncode, WENCHE in made.stdout + made.stderr) == (0, False), made.stderr
    assert (await wenche.get("/unit")).status_code == 200
    assert unit(site, "remove", typed=WENCHE).returncode == 0
    assert (await wenche.get("/unit")).status_code == 404


@pytest.mark.long
async def test_roles_from_before_they_were_signed_are_listed_and_signed_once(site: Site) -> None:
    wenche = await site.client("wenche")
    await site.world.sql("DELETE FROM coordinator_role")
    assert "Du er deltaker" in (await wenche.get("/")).text
    assert "Signert: 0" in unit(site, "coordinators", typed="n").stdout
    signed = unit(site, "coordinators", typed="y").stdout
    assert f"{PEOPLE['wenche']['name']}, for {PEOPLE['tiril']['name']}" in signed
    assert "Signert: 2" in signed
    assert "Du er koordinator" in (await wenche.get("/")).text
    assert "Signert: 0" in unit(site, "coordinators", typed="y").stdout
