"""A letter of a case on paper."""

from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path

from ipplan.letter.case.shapes import Paper
from ipplan.letter.paper import compiled, drawn

CASE = "letter/case.typ"


def case_pdf(templates: Path, paper: Paper) -> bytes:
    """The tagged PDF; of the same letter always the same bytes. A tenth of a second: not in the loop."""
    letter = asdict(paper) | {"day": paper.day.isoformat()}
    return compiled(templates / CASE, drawn(letter, paper.lacking), datetime.combine(paper.day, time(), UTC))
