"""Find a Chromium for the browser tests, and what Playwright brings itself."""

import functools
import shutil
import subprocess
import sys

SHELL = "chromium-headless-shell"
"""The same engine without windows: it takes half the time of a processor that the whole browser does."""
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# In a process of its own: Playwright's synchronous interface refuses to start inside a running event loop.
ASK_PLAYWRIGHT = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(getattr(playwright, sys.argv[1]).executable_path)
"""


@functools.cache
def chromium_path() -> str | None:
    """Path of a Chromium that runs here: the system's, else Playwright's own; None if there is neither."""
    for path in filter(None, map(shutil.which, NAMES)):
        if runs(path):
            return path
    return playwrights_path("chromium")


def playwrights_path(family: str) -> str | None:
    """Path of Playwright's own browser of that family, if it is installed and runs here."""
    command = [sys.executable, "-c", ASK_PLAYWRIGHT, family]
    own = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return own if runs(own) else None


def runs(path: str) -> bool:
    """Whether the program starts: a distribution's placeholder, or one that lacks libraries, does not."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
