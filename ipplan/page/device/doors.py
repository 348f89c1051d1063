"""The doors to what a device keeps."""

from ipplan.page.device import offline
from ipplan.page.door import Door

DOORS: tuple[Door, ...] = (
    Door("GET", "/manifest.webmanifest", offline.manifest, "open"),
    Door("GET", "/sw.js", offline.worker, "open"),
    Door("GET", "/offline", offline.show, "open"),
)
