"""``python -m tests.browsers.install``: see to it that there is a Firefox and a WebKit for the long form."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from tests.browsers.finding import OTHERS, distributions, is_there

PACKAGES = {"firefox": ("firefox-esr",), "webkit": ("webkit2gtk-driver", "xvfb")}
FONTS = ("fonts-dejavu-core", "fonts-liberation")
ADVICE = """\
The journeys in other browsers need {family}, and it could not be installed. Install it, then try again:
  Debian:          sudo apt-get install {packages}
  elsewhere:       .venv/bin/playwright install --with-deps {family}"""


def main() -> int:
    """What is there already; else the distribution's package; else Playwright's own."""
    return max(_see_to(family) for family in OTHERS)


def _see_to(family: str) -> int:
    for commands in () if is_there(family) else _ways(family):
        for command in commands:
            print(" ".join(command), flush=True)  # noqa: T201
            if subprocess.run(command, check=False).returncode != 0:
                break
        distributions.cache_clear()
        if is_there(family):
            break
    else:
        if not is_there(family):
            print(ADVICE.format(family=family, packages=" ".join(PACKAGES[family])), file=sys.stderr)  # noqa: T201
            return 1
    return 0


def _ways(family: str) -> Iterator[list[list[str]]]:
    root = os.geteuid() == 0
    if root and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES[family], *FONTS]
        yield [["apt-get", "update"], install]
    playwright = [sys.executable, "-m", "playwright", "install", family]
    yield [[*playwright, "--with-deps"] if root else playwright]


if __name__ == "__main__":
    sys.exit(main())
