"""Under root the server runs as somebody else, where that somebody may go."""

import os
import pwd
from pathlib import Path

import psycopg
import pytest

from ipplan.embedded import SetupError, binaries, folder
from ipplan.embedded.account import Account, may_enter, server_account
from ipplan.embedded.folder import Folder
from ipplan.embedded.postgres import Postgres
from tests.folders import open_folder

STRANGER = Account(uid=54321, gid=54321)


def test_root_hands_the_server_to_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert server_account(tmp_path / "none") is None
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert server_account(tmp_path / "none") == Account(
        pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid
    )


def test_a_stranger_may_enter_only_what_is_open_all_the_way() -> None:
    with open_folder() as top:
        inner = top / "closed" / "inner"
        inner.mkdir(parents=True)
        top.chmod(0o755)
        inner.chmod(0o755)
        inner.parent.chmod(0o755)
        assert may_enter(inner, STRANGER)
        inner.parent.chmod(0o700)
        assert not may_enter(inner, STRANGER)


def test_data_moves_to_the_shelter_when_only_root_may_go_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_folder() as top, open_folder() as elsewhere:
        shelter = elsewhere / "shelter"
        monkeypatch.setattr(folder, "SHELTER", shelter)
        closed = top / "closed"
        closed.mkdir(mode=0o700)
        asked = closed / "postgres"
        with Postgres(asked, durable=False) as postgres, psycopg.connect(postgres.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
            assert asked.is_symlink() == (os.geteuid() == 0)
            # Not under root there is no need: the server is us, and stays where it was asked for.
            assert postgres.folder.home.is_relative_to(shelter if os.geteuid() == 0 else closed)
        with Postgres(asked, durable=False) as again:
            assert again.url() == postgres.url()
        again.destroy()
        assert not asked.is_symlink()
        assert not postgres.folder.home.exists()


def test_programs_are_copied_for_an_account_that_may_not_enter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "may_enter", lambda path, account: False)
    shelter = tmp_path / "shelter"
    copy = binaries.installed().readable_for(STRANGER, shelter)
    assert copy.folder.is_relative_to(shelter)
    assert copy("postgres").stat().st_mode & 0o777 == 0o755
    assert binaries.installed().readable_for(STRANGER, shelter) == copy
    assert binaries.installed().readable_for(None, shelter) == binaries.installed()
    with open_folder() as top:
        # The copy is whole: a server runs from it.
        monkeypatch.setattr(folder, "SHELTER", top / "shelter")
        monkeypatch.setattr(
            binaries.Binaries, "readable_for", lambda self, account, shelter: _copied(self, top)
        )
        with (
            Postgres(top / "postgres", durable=False) as postgres,
            psycopg.connect(postgres.url()) as connection,
        ):
            assert connection.execute("SELECT 1").fetchone() == (1,)
            assert os.readlink(f"/proc/{postgres.pid}/exe").startswith(str(top / "programs"))


def _copied(self: binaries.Binaries, top: Path) -> binaries.Binaries:
    return binaries.Binaries(binaries.copy_installation(self.folder.parent, top / "programs") / "bin")


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    made = Folder(tmp_path / "postgres")
    made.home.mkdir()
    sockets = made.socket_folder()
    sockets.mkdir(mode=0o700)
    sockets.chmod(0o777)
    try:
        with pytest.raises(SetupError, match="tilhører noen andre"):
            made.make_socket_folder(None)
    finally:
        sockets.rmdir()


def test_a_long_temporary_folder_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    assert len(str(Folder(tmp_path / "postgres").socket_folder())) < 85
