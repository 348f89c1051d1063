"""The embedded server starts, keeps what it was given, and is nobody else's."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from ipplan.embedded import SetupError
from ipplan.embedded.folder import OWNER, SUPERUSER
from ipplan.embedded.postgres import Postgres
from tests.waiting import lives


def test_answers_as_the_app_over_a_short_socket(server: Postgres) -> None:
    query = "SELECT current_user::text, current_database()::text, inet_server_addr(), upper('æøå')"
    with psycopg.connect(server.url()) as connection:
        assert connection.execute(query).fetchone() == ("ipplan_app", "ipplan", None, "ÆØÅ")
        settings: dict[str, str] = dict(
            connection.execute("SELECT name, setting FROM pg_settings").fetchall()
        )
    assert settings["listen_addresses"] == ""
    assert settings["data_checksums"] == "on"
    assert settings["password_encryption"] == "scram-sha-256"
    assert len(str(server.folder.socket_folder() / ".s.PGSQL.5432")) < 100


def test_waits_for_the_disk_unless_told_otherwise(folder: Path) -> None:
    with Postgres(folder) as postgres, psycopg.connect(postgres.url()) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute("SELECT current_setting(%s)", [setting]).fetchone() == ("on",)


@pytest.mark.parametrize("role", [SUPERUSER, OWNER, "ipplan_app"])
def test_asks_every_role_for_its_password(server: Postgres, role: str) -> None:
    with psycopg.connect(server.url(role)):
        pass
    right = server.folder.passwords()[role]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url(role).replace(right, "wrong"))


def test_the_app_may_make_nothing_and_the_owner_may(server: Postgres) -> None:
    with psycopg.connect(server.url(OWNER)) as connection:
        connection.execute("CREATE TABLE t ()")
    with psycopg.connect(server.url()) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE u ()")


def test_keeps_its_passwords_and_data_from_others(server: Postgres) -> None:
    for name in ("passwords.json", "server.log", "lock"):
        assert (server.folder.home / name).stat().st_mode & 0o077 == 0
    assert server.folder.data.stat().st_mode & 0o077 == 0
    assert server.folder.home.stat().st_mode & 0o066 == 0
    assert server.folder.socket_folder().stat().st_mode & 0o077 == 0


def test_keeps_data_and_roles_over_a_restart(folder: Path) -> None:
    postgres = Postgres(folder, durable=False)
    first = postgres.start()
    with psycopg.connect(postgres.url(OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    pid = postgres.pid
    postgres.stop()
    assert not lives(pid)
    postgres.folder.data.chmod(0o755)
    with Postgres(folder, durable=False) as again, psycopg.connect(again.url(OWNER)) as connection:
        assert again.url() == first
        assert connection.execute("SELECT n FROM kept").fetchone() == (42,)


def test_makes_and_drops_databases_from_a_template(server: Postgres) -> None:
    server.create_database("model")
    with psycopg.connect(server.url(OWNER, "model")) as connection:
        connection.execute("CREATE TABLE copied AS SELECT 7 AS n")
    server.create_database("copy", template="model")
    visitor = psycopg.connect(server.url(OWNER, "copy"))
    assert visitor.execute("SELECT n FROM copied").fetchone() == (7,)
    server.drop_database("copy")
    with pytest.raises(psycopg.OperationalError):
        visitor.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(server.url(OWNER, "copy"))


def test_brings_its_tools(server: Postgres) -> None:
    dump = subprocess.run(
        [server.binary("pg_dump"), server.url(OWNER)], capture_output=True, text=True, check=True
    )
    assert "PostgreSQL database dump complete" in dump.stdout


def test_refuses_a_folder_in_use(server: Postgres) -> None:
    second = Postgres(server.folder.asked, durable=False, patience=0)
    with pytest.raises(SetupError, match="alt i bruk") as refusal:
        second.start()
    assert "\n" not in str(refusal.value)
    with pytest.raises(SetupError, match="alt i bruk"):
        second.destroy()
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_destroys_what_it_made(folder: Path) -> None:
    postgres = Postgres(folder, durable=False)
    postgres.start()
    assert folder.exists()
    sockets = postgres.folder.socket_folder()
    postgres.destroy()
    assert not folder.exists()
    assert not sockets.exists()


def test_says_in_one_line_why_it_does_not_start(folder: Path) -> None:
    with Postgres(folder, durable=False) as postgres:
        configuration = postgres.folder.data / "postgresql.conf"
    configuration.write_text("no_such_setting = 1\n")
    with pytest.raises(SetupError, match="startet ikke") as refusal:
        postgres.start()
    assert "\n" not in str(refusal.value)
    (postgres.folder.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(SetupError, match="fra PostgreSQL 17"):
        postgres.start()


def test_is_never_root(server: Postgres) -> None:
    owner = os.stat(f"/proc/{server.pid}").st_uid
    assert owner != 0
    assert os.geteuid() in (0, owner)
