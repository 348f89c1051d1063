"""Find a Chromium for the browser tests."""

import functools
import shutil
import subprocess
import sys

SHELL = "chromium-headless-shell"
"""The same engine without windows: it takes half the time of a processor that the whole browser does."""
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# In a process of its own: Playwright's synchronous interface refuses to start inside a running event loop.
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


@functools.cache
def chromium_path() -> str | None:
    """Path of a Chromium that runs here: the system's, else Playwright's own; None if there is neither."""
    for path in filter(None, map(shutil.which, NAMES)):
        if _runs(path):
            return path
    own = _playwrights_path()
    return own if _runs(own) else None


def _playwrights_path() -> str:
    """Where Playwright's own Chromium lies once it is installed."""
    command = [sys.executable, "-c", ASK_PLAYWRIGHT]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _runs(path: str) -> bool:
    """Whether the program starts: a distribution's placeholder, or one that lacks libraries, does not."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
