"""What a run reads once, however many sites it opens: unused certificates, keys, rules, doors."""

import pickle
import ssl
import tomllib
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import httpcore2

from ipplan import app as application
from ipplan.idp import app as provider
from ipplan.login import key
from ipplan.login.algorithms import Key
from ipplan.page.routes import routes

_parse, _loads = key._parse, tomllib.loads


@lru_cache
def _parsed(text: bytes) -> tuple[Key, ...]:
    return tuple(_parse(text))


@lru_cache
def _packed(text: str) -> bytes:
    return pickle.dumps(_loads(text))


def _tables(text: str, **more: Any) -> dict[str, Any]:
    """The tables of a text, for each who reads it her own: she may change them."""
    return _loads(text, **more) if more else dict(pickle.loads(_packed(text)))


def read_once() -> None:
    """Each site opened two clients and read its key, rules and doors: half of the time that it took."""
    patches: tuple[tuple[Any, str, Any], ...] = (
        (httpcore2, "default_ssl_context", lru_cache(httpcore2.default_ssl_context)),
        (provider, "ssl", SimpleNamespace(create_default_context=lru_cache(ssl.create_default_context))),
        (key, "_parse", _parsed),
        (tomllib, "loads", _tables),
        (application, "routes", lru_cache(routes)),
    )
    for room, name, instead in patches:
        setattr(room, name, instead)
