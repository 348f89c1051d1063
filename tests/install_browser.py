"""``python -m tests.install_browser``: see to it that there is a Chromium for the browser tests."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from tests.browser import SHELL, chromium_path

FONTS = ("fonts-dejavu-core", "fonts-liberation")  # without fonts, pictures show no letters

ADVICE = """\
The browser tests need a Chromium, and none could be installed. Install one of these, then try again:
  Debian, Ubuntu:  sudo apt-get install chromium fonts-dejavu-core fonts-liberation
  elsewhere:       Chromium or Google Chrome on the PATH
  or:              .venv/bin/playwright install --with-deps chromium"""


def main() -> int:
    """The distribution's lightest, where it can be installed; else what is there; else Playwright's own."""
    if shutil.which(SHELL) or (chromium_path() and not _may_install()):
        return 0
    for commands in _ways():
        for command in commands:
            print(" ".join(command), flush=True)  # noqa: T201
            if subprocess.run(command, check=False).returncode != 0:
                break
        chromium_path.cache_clear()
        if chromium_path():
            return 0
    print(ADVICE, file=sys.stderr)  # noqa: T201
    return 1


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _ways() -> Iterator[list[list[str]]]:
    root = os.geteuid() == 0
    if _may_install():
        for browser in (SHELL, "chromium"):
            install = ["apt-get", "install", "-y", "--no-install-recommends", browser, *FONTS]
            yield [["apt-get", "update"], install]
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    yield [[*playwright, "--with-deps"] if root else playwright]


if __name__ == "__main__":
    sys.exit(main())
