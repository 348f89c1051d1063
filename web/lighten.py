"""Leaves out of the design system's styles, read from standard input, the components that no page uses.

Most components are a layer block of their own; what is not named here stays, so that nothing new is missed.
Those of ``ds-file-upload`` and ``ds-badge`` stay: ``ds-alert`` and ``ds-avatar`` begin in them.
"""

import re
import sys

UNUSED = (
    "ds-avatar-stack",
    "ds-breadcrumbs",
    "ds-chip",
    "ds-combobox",
    "ds-dropdown",
    "ds-pagination",
    "ds-popover",
    "ds-search",
    "ds-tabs",
    "ds-toggle-group",
    "ds-tooltip",
)
BLOCK = re.compile(r"(?=@layer ds\.(?:base|components)\{)")
CLASS = re.compile(r"\.(ds-[a-z-]+)")


def lightened(styles: str) -> str:
    """The same styles without the blocks of unused components."""
    return "".join(block for block in BLOCK.split(styles) if _component(block) not in UNUSED)


def _component(block: str) -> str:
    """The class that a block is about: the one it names most often."""
    named = CLASS.findall(block)
    return max(named, key=named.count) if named else ""


if __name__ == "__main__":
    sys.stdout.write(lightened(sys.stdin.read()))
