"""The browser of the tests: a system one that starts, else Playwright's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import browser


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    browser.executable.cache_clear()
    yield
    browser.executable.cache_clear()


def program(folder: Path, name: str, *, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_browser_that_starts_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path, "chromium", script="echo needs a snap >&2; exit 1")
    chrome = program(tmp_path, "google-chrome", script="echo Google Chrome 150")
    assert browser.executable() == str(chrome)
    assert browser.ensure() == f"Google Chrome 150 at {chrome}"


def test_without_any_playwright_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    python = program(tmp_path, "python", script=f'echo "$@" >{tmp_path}/asked')
    monkeypatch.setattr("sys.executable", str(python))
    assert browser.ensure() == "Playwright's own Chromium"
    assert "playwright install" in (tmp_path / "asked").read_text(encoding="utf-8")


def test_when_nothing_helps_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(program(tmp_path, "python", script="exit 1")))
    with pytest.raises(SystemExit, match="Install chromium"):
        browser.ensure()


def test_debians_package_is_tried_by_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/sbin")
    monkeypatch.setattr(browser, "NAMES", ("a-browser-of-this-test",))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    installs = f'[ "$1" = update ] || {{ printf "#!/bin/sh\\necho Installed 1\\n" >{tmp_path}/a-browser-of-this-test; '
    program(tmp_path, "apt-get", script=installs + f"chmod +x {tmp_path}/a-browser-of-this-test; }}")
    assert browser.ensure() == f"Installed 1 at {tmp_path}/a-browser-of-this-test"
