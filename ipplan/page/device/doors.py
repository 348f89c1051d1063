"""The doors to what a device keeps."""

from ipplan.page.device import offline, unsent
from ipplan.page.door import Door

DOORS: tuple[Door, ...] = (
    Door("GET", "/manifest.webmanifest", offline.manifest, "open"),
    Door("GET", "/sw.js", offline.worker, "open"),
    Door("GET", "/offline", offline.show, "open"),
    Door("GET", "/sessions/key", unsent.key, "own"),
)
