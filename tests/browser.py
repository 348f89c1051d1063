"""Find a Chromium for the browser tests."""

import functools
import shutil
import subprocess

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@functools.cache
def chromium_path() -> str | None:
    """Path of a Chromium that runs here: the system's, else Playwright's own; None if there is neither."""
    found = [path for path in map(shutil.which, NAMES) if path]
    return next((path for path in [*found, playwright_path()] if _runs(path)), None)


def playwright_path() -> str:
    """Where Playwright's own Chromium lies once it is installed."""
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _runs(path: str) -> bool:
    """Whether the program starts: a distribution's placeholder, or one that lacks libraries, does not."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
