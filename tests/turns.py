"""In which turn the files of tests are run, where workers share them among themselves."""

from itertools import groupby
from pathlib import Path

import pytest

LONGEST = "journeys"
WAITING = ("survival", "deploy", "embedded", "race")
"""Folders of tests that start processes of their own and wait for them, as many beside them do."""
HOME = Path(__file__).parent


def in_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """The longest first: they must not be left to the end. What waits is spread among what works: where all
    workers wait at the same time, the processors are idle."""
    files = [list(group) for _, group in groupby(items, lambda item: item.path)]
    longest = [one for one in files if _room(one) == LONGEST]
    waiting = [one for one in files if _waits(_room(one))]
    turns = [one for one in files if _room(one) != LONGEST and not _waits(_room(one))]
    between = len(turns) // (len(waiting) + 1)
    for number, one in enumerate(waiting):
        turns.insert((number + 1) * between + number, one)
    return [item for one in longest + turns for item in one]


def _room(file: list[pytest.Item]) -> str:
    return file[0].path.relative_to(HOME).parts[0]


def _waits(room: str) -> bool:
    return room in WAITING or room.endswith(".py")
