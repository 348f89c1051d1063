"""What it costs to tell the other processes: by NOTIFY in the transaction, right after it, or gathered.

NOTIFY takes one lock for the whole server from just before a commit until after it: commits that notify wait
for the disk one after the other, where others share one write to it. What is committed here is what an edit
commits, made by PostgreSQL's own pgbench: it costs so little itself that the lock shows.
"""

import re
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import psycopg

from ipplan.store.news import CHANNEL
from tests.bench.ground import Ground
from tests.bench.measure import Figure, higher, ratio

WRITERS = 16
"""Edits under way at the same time, each in another plan: those of one plan wait for each other anyhow."""
SECONDS = 3
GATHERED = 0.005
"""Seconds between two notifications of a process that gathers what it has to tell."""
RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
EDIT = r"""
\set seq random(1, 1000000000)
BEGIN;
SELECT seq FROM wake_space WHERE number = :client_id FOR UPDATE;
INSERT INTO wake_change (number, seq, at, cause) VALUES (:client_id, :seq, clock_timestamp(), 'saved');
UPDATE wake_space SET seq = seq + 1 WHERE number = :client_id;
{inside}COMMIT;
{after}"""
TELL = f"SELECT pg_notify('{CHANNEL}', 'space:' || :client_id);\n"
TABLES = """
CREATE TABLE wake_space (number int PRIMARY KEY, seq bigint NOT NULL);
CREATE TABLE wake_change (number int, seq bigint, at timestamptz, cause text);
INSERT INTO wake_space SELECT number, 0 FROM generate_series(0, 99) AS number
"""


def measure(ground: Ground) -> Iterator[Figure]:
    """``commits_…_vs_untold``: commits a second, to those of the same edits that are told to nobody."""
    with psycopg.connect(ground.owner_url, autocommit=True) as connection:
        connection.execute(TABLES)
    with _listener(ground.owner_url):
        untold = _edits(ground, "untold")
        for name, inside, after in (("inside", TELL, ""), ("after", "", TELL)):
            told = _edits(ground, name, inside, after)
            yield higher(f"commits_told_{name}_vs_untold", ratio(told, untold), 0, 1)
        yield higher("commits_told_gathered_vs_untold", ratio(_gathering(ground, untold), untold), 0, 1)


def _edits(ground: Ground, name: str, inside: str = "", after: str = "") -> Callable[[], float]:
    """Edits a second by many writers."""
    script = ground.folder / f"{name}.sql"
    script.write_text(EDIT.format(inside=inside, after=after))
    command = [ground.postgres.binary("pgbench"), "--no-vacuum", "--file", script, ground.owner_url]
    options = ["--client", str(WRITERS), "--jobs", "2", "--time", str(SECONDS)]
    return lambda: _rate([*map(str, command[:1]), *options, *map(str, command[1:])])


def _rate(command: Sequence[str]) -> float:
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = RATE.search(said)
    assert found, said
    return float(found[1])


def _gathering(ground: Ground, edits: Callable[[], float]) -> Callable[[], float]:
    """The same edits, while two processes tell of all that changed, once each few milliseconds."""

    def run() -> float:
        over = threading.Event()
        tellers = [threading.Thread(target=_tell, args=(ground.owner_url, over)) for _ in range(2)]
        for teller in tellers:
            teller.start()
        try:
            return edits()
        finally:
            over.set()
            for teller in tellers:
                teller.join()

    return run


def _tell(url: str, over: threading.Event) -> None:
    query = "SELECT pg_notify(%s, 'space:' || number) FROM generate_series(1, %s) AS number"
    with psycopg.connect(url, autocommit=True) as connection:
        while not over.wait(GATHERED):
            connection.execute(query, [CHANNEL, WRITERS // 2])


@contextmanager
def _listener(url: str) -> Iterator[None]:
    """Somebody who listens until the block ends, as every process does."""
    over, listening = threading.Event(), threading.Event()

    def listen() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'LISTEN "{CHANNEL}"')
            listening.set()
            while not over.is_set():
                for _ in connection.notifies(timeout=0.1):
                    pass

    thread = threading.Thread(target=listen)
    thread.start()
    assert listening.wait(20)
    try:
        yield
    finally:
        over.set()
        thread.join()
