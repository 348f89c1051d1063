"""Find a Firefox and a WebKit for the journeys: the distribution's, else Playwright's own."""

import functools
import shutil
from contextlib import AbstractAsyncContextManager
from glob import glob
from pathlib import Path

from tests.browser import chromium_path, playwrights_path, runs
from tests.browsers.bidi import firefox
from tests.browsers.engine import Opener
from tests.browsers.playwrights import playwrights
from tests.browsers.webdriver import webkit

OTHERS = ("firefox", "webkit")
FIREFOX = ("firefox-esr", "firefox")
MINI_BROWSERS = ("/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/libexec/webkit2gtk-4.*/MiniBrowser")


@functools.cache
def distributions(family: str) -> tuple[str, ...] | None:
    """The programs of the distribution's own: a Firefox, or a WebKit's driver and the browser it starts."""
    if family == "firefox":
        return next(((path,) for path in filter(None, map(shutil.which, FIREFOX)) if runs(path)), None)
    driver, browsers = shutil.which("WebKitWebDriver"), [one for some in MINI_BROWSERS for one in glob(some)]
    return (driver, max(browsers)) if driver and browsers and shutil.which("Xvfb") else None


def is_there(family: str) -> bool:
    return bool(distributions(family) or playwrights_path(family))


def started(family: str, folder: Path) -> AbstractAsyncContextManager[Opener]:
    """The browser of that family, as long as the block lasts; what it keeps lies in ``folder``."""
    if family == "chromium":
        return playwrights(family, chromium_path())
    match distributions(family):
        case (path,):
            return firefox(path, folder)
        case (driver, browser):
            return webkit(driver, browser, folder)
        case _:
            return playwrights(family, playwrights_path(family))
