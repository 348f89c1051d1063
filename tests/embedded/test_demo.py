"""The demo's flow, with small stand-ins for the steps and services that others test."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ipplan.config import ROOT, Settings
from ipplan.embedded import SetupError
from ipplan.embedded.demo import Parts, reset_demo, welcome
from ipplan.embedded.postgres import Postgres
from tests.waiting import answers, free_port, lives, until

PEOPLE = """
[[person]]
id = "mor"
name = "Kari Nordmann"
pid = "41818500001"
about = "mor til Ola, foresatt"
login = "kari"

[[person]]
id = "lege"
name = "Per Li"
pid = "41818500002"
about = "fastlege"
login = "per"
"""

RUN = """
import sys
from pathlib import Path
from ipplan.config import Settings
from ipplan.embedded.demo import Parts, run_demo
step = [sys.executable, "-c", sys.argv[1]]
services = {name: [sys.executable, "-c", code] for name, code in zip(("serve", "worker"), sys.argv[2:4])}
sys.exit(run_demo(Settings(), Parts(steps={"seed": step}, services=services, people=Path(sys.argv[4]))))
"""

# Uses the two roles' URLs, as a migration and a seed do.
STEP = """
import os, psycopg
with psycopg.connect(os.environ["IPPLAN_OWNER_DATABASE_URL"]) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS visit (n int)")
    connection.execute("GRANT SELECT, INSERT ON visit TO ipplan_app")
with psycopg.connect(os.environ["IPPLAN_DATABASE_URL"]) as connection:
    connection.execute("INSERT INTO visit VALUES (1)")
    print("visits:", connection.execute("SELECT count(*) FROM visit").fetchone()[0])
    print("mail:", os.environ["IPPLAN_SMTP_URL"])
"""

SERVE = """
import http.server, os
class Ready(http.server.BaseHTTPRequestHandler):
    asked = 0
    def do_GET(self):
        Ready.asked += 1
        self.send_response(200 if self.path == "/readyz" and Ready.asked > 2 else 503)
        self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["IPPLAN_PORT"])), Ready).serve_forever()
"""

WAIT = "import signal; signal.pause()"


@pytest.fixture
def settings(folder: Path) -> Settings:
    """Settings with free ports and a folder of their own."""
    return Settings(var=folder, port=free_port(), idp_port=free_port(), smtp_port=free_port())


@contextmanager
def running(settings: Settings, *codes: str, people: Path) -> Iterator[subprocess.Popen[str]]:
    """The demo as a process, with the code of its step and its two services."""
    names = {"IPPLAN_PORT": "port", "IPPLAN_IDP_PORT": "idp_port", "IPPLAN_SMTP_PORT": "smtp_port"}
    environment = os.environ | {name: str(getattr(settings, field)) for name, field in names.items()}
    environment["IPPLAN_VAR"] = str(settings.var)
    command = [sys.executable, "-c", RUN, *codes, str(people)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process: subprocess.Popen[str], end: str) -> str:
    """What the process says up to and including the line that starts with ``end``."""
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if line.startswith(end):
            break
    return said


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A list of two test persons."""
    path = tmp_path / "people.toml"
    path.write_text(PEOPLE)
    return path


def server_pid(settings: Settings) -> int:
    """Process id of the demo's database."""
    return int((settings.var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def test_runs_until_ctrl_c_and_keeps_the_data(settings: Settings, people: Path) -> None:
    for visit in (1, 2):
        with running(settings, STEP, SERVE, WAIT, people=people) as process:
            said = read_until(process, "Ctrl-C")
            assert f"visits: {visit}\nmail: smtp://127.0.0.1:{settings.smtp_port}\n" in said
            assert said.endswith(welcome(settings, people) + "\n")
            database = server_pid(settings)
            assert lives(database)
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
            assert not lives(database)
            assert not answers(settings.port)
            assert process.stdout
            assert process.stdout.read() == "Stopper …\n"


@pytest.mark.long
def test_a_failing_step_stops_it(settings: Settings, people: Path) -> None:
    with running(settings, "raise SystemExit('seed: umulig')", SERVE, WAIT, people=people) as process:
        said = read_until(process, "the end")
        assert process.wait(20) == 1
    assert said == "seed: umulig\nseed stoppet uventet (kode 1); derfor stoppes alt.\n"


@pytest.mark.parametrize("service", ["worker", "postgres"])
def test_a_dying_service_stops_it(settings: Settings, people: Path, service: str) -> None:
    worker = "print('worker is', __import__('os').getpid(), flush=True)\n" + WAIT
    with running(settings, STEP, SERVE, worker, people=people) as process:
        said = read_until(process, "Ctrl-C")
        database = server_pid(settings)
        victim = database if service == "postgres" else int(said.partition("worker is ")[2].split()[0])
        os.kill(victim, signal.SIGKILL)
        rest = read_until(process, "the end")
        assert process.wait(20) == 1
    assert (
        rest
        == f"{service} stoppet uventet (kode {137 if service == 'postgres' else -9}); derfor stoppes alt.\n"
    )
    assert not answers(settings.port)
    until(lambda: not lives(database), "the database has stopped")


def test_welcome_lists_the_test_persons(people: Path) -> None:
    said = welcome(Settings(port=8123), people)
    assert "ipplan kjører på http://127.0.0.1:8123\n" in said
    assert "  Kari Nordmann  41818500001  mor til Ola, foresatt\n" in said
    assert "  Per Li         41818500002  fastlege\n" in said
    assert said.endswith("Ctrl-C stopper alt.")


def test_reset_empties_the_database_and_the_mail_only(settings: Settings) -> None:
    with Postgres(settings.var / "postgres", durable=False), pytest.raises(SetupError, match="alt i bruk"):
        reset_demo(settings)
    (settings.var / "mail").mkdir()
    (settings.var / "other").touch()
    reset_demo(settings)
    assert [path.name for path in settings.var.iterdir()] == ["other"]
    reset_demo(settings)


def test_reset_leaves_a_database_of_ones_own_alone(settings: Settings) -> None:
    with pytest.raises(SetupError, match="IPPLAN_DATABASE_URL"):
        reset_demo(settings.model_copy(update={"database_url": "postgresql://example.org/plan"}))


def test_runs_our_own_commands() -> None:
    parts = Parts()
    assert list(parts.steps) == ["migrate", "keys", "seed"]
    assert list(parts.services) == ["idp", "mailbox", "worker", "serve"]
    assert parts.services["serve"] == [sys.executable, "-m", "ipplan", "serve"]
