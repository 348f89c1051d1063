"""A QR code as lines of squares, to be drawn as SVG on a page and on paper."""

from dataclasses import dataclass

import segno

BORDER = 4
"""Squares that must stay empty around it."""


@dataclass(frozen=True)
class Square:
    """How many squares it is wide and high, its border too, and the path of the dark ones."""

    size: int
    path: str

    @property
    def svg(self) -> str:
        """The whole picture, for paper."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.size} {self.size}">'
            f'<path fill="#fff" d="M0 0h{self.size}v{self.size}H0z"/><path d="{self.path}"/></svg>'
        )


def qr_of(address: str) -> Square:
    """The code of an address, with a seventh of it to spare for folds and stains."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    runs = (
        f"M{x + BORDER} {y + BORDER}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return Square(len(rows) + 2 * BORDER, "".join(runs))
