"""Where a request comes from, roughly enough to be recognised by the person herself: browser and network."""

import ipaddress
import re

from starlette.requests import HTTPConnection

from ipplan.store.sessions import Place

BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
"""The first that fits: several call themselves by each other's names."""
DEVICES = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("Chromebook", r"CrOS"),
    ("Linux", r"Linux|X11"),
)
UNKNOWN = ""
HIDDEN = "-"
"""In the place of an address that is protected."""


def place_of(connection: HTTPConnection) -> Place:
    """Browser and device by name, and the network without the machine's own part of the address."""
    agent = connection.headers.get("user-agent", "")[:1000]
    parts = [_first(names, agent) for names in (BROWSERS, DEVICES)]
    return Place(", ".join(part for part in parts if part), network(address_of(connection)))


def address_of(connection: HTTPConnection) -> str:
    """The address that a request comes from: through a proxy on this machine, the one that it vouches for."""
    return connection.client.host if connection.client else ""


def network(address: str) -> str:
    """The network of an address: three numbers of IPv4, 48 bits of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    bits = 24 if found.version == 4 else 48
    whole = ipaddress.ip_network(f"{found}/{bits}", strict=False).network_address
    return f"{whole}/{bits}"


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, agent)), UNKNOWN)
