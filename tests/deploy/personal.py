"""What must stand in no log."""

import json
import tomllib
from pathlib import Path
from typing import Any

from ipplan.config import ROOT
from tests.store.test_dump import sentences


def personal() -> set[str]:
    """What the demo's people are called and have written, and what the tests write."""
    people = tomllib.loads((ROOT / "ipplan/demo/people.toml").read_text("utf-8"))["person"]
    names = {part for one in people for part in [one["name"], *one["name"].split()]}
    known = {one[kind] for one in people for kind in ("pid", "email") if one.get(kind)}
    ours = {"Kari Sæther", "kari@legekontor.example", "12345678901", "Ola Nordmann"}
    return {word for word in names | known | ours | sentences() if len(word) > 3}


def secrets_of(folder: Path) -> set[str]:
    """Every password and key of an installation."""
    words = [path.read_text().strip() for path in (folder / "secrets").glob("*_password")]
    for path in (folder / "keys").rglob("*.key"):
        words.append(path.read_text().strip())
    for path in (folder / "keys/signing").glob("*.jwks"):
        keys: list[dict[str, Any]] = json.loads(path.read_text())["keys"]
        words += [key["d"] for key in keys if "d" in key]
    return set(words)
