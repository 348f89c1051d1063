"""Reads docker-compose.yml: the part of YAML that it keeps to, and Compose's way of filling in variables.

Whatever lies outside that part fails, so that the file and this reader cannot come to differ unseen.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ipplan.config import ROOT

LINE = re.compile(r"^(?P<indent> *)(?P<key>[\w.<-]+):(?: +(?P<value>.*))?$")
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def read_compose(variables: Mapping[str, str]) -> dict[str, Any]:
    """The file with ``variables`` filled in; raises ``KeyError`` for one that must be given and is not."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = parsed(VARIABLE.sub(lambda match: _value(match, variables), text))
    return found


def read_env(path: Path) -> dict[str, str]:
    """The variables of an env file."""
    lines = [line.partition("=") for line in path.read_text(encoding="utf-8").splitlines()]
    return {name: value for name, _, value in lines if name and not name.startswith("#")}


def _value(match: re.Match[str], variables: Mapping[str, str]) -> str:
    name, how, default = match.groups()
    if variables.get(name):
        return variables[name]
    if how == "-":
        return default or ""
    raise KeyError(name)


def parsed(text: str) -> Any:
    """Mappings by indentation; JSON lists, ``{}``, quoted and plain scalars; anchors and merges."""
    lines = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    reader = _Reader(lines)
    found = reader.mapping(0)
    if reader.lines:
        raise ValueError(f"not understood: {reader.lines[0]}")
    return found


@dataclass
class _Reader:
    lines: list[str]
    anchors: dict[str, Any] = field(default_factory=dict)

    def mapping(self, indent: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        while self.lines:
            match = LINE.match(self.lines[0])
            if match is None:
                raise ValueError(f"not understood: {self.lines[0]}")
            if len(match["indent"]) < indent:
                break
            if len(match["indent"]) > indent:
                raise ValueError(f"indented too far: {self.lines[0]}")
            self.lines.pop(0)
            value = self._value(match["value"] or "", indent)
            if match["key"] == "<<":
                merged = value
            elif match["key"] in found:
                raise ValueError(f"twice: {match['key']}")
            else:
                found[match["key"]] = value
        return {**merged, **found}

    def _value(self, said: str, indent: int) -> Any:
        anchor = re.fullmatch(r"&([\w-]+)", said)
        if anchor:
            self.anchors[anchor[1]] = self.mapping(indent + 2)
            return self.anchors[anchor[1]]
        if said == "":
            return self.mapping(indent + 2)
        if said.startswith("*"):
            return self.anchors[said[1:]]
        if said[0] in '["{':
            return json.loads(said)
        if said[0] in "&!|>'%@`-?" or " #" in said or ": " in said:
            raise ValueError(f"not understood: {said}")
        return int(said) if said.isdigit() else {"true": True, "false": False}.get(said, said)
