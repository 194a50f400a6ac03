"""Documents: what operators can see is described, as the code stands now, and every link leads somewhere."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from deskhand.rules import access
from scripts import reference
from tests.house.tree import ROOT, modules, report, tracked

DOCUMENTS = [name for name in tracked() if name.endswith(".md")]
READERS = {
    "src/deskhand/app/environment.py": "the one place",
    "src/deskhand/cli/commands.py": "hands the environment to app.environment",
    "src/deskhand/app/postgres/psql.py": "hands the environment on to psql",
    "src/deskhand/app/postgres/socket_folder.py": "XDG_RUNTIME_DIR belongs to the session, not to the desk",
}
"""Modules that look at the environment, each with its reason; a folder ends with a slash."""
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
_ENVIRONMENT = re.compile(r"\bos\.(?:environ|getenv)\b|\bfrom os import .*\b(?:environ|getenv)\b")


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """The reference as `make docs` would write it now."""
    return reference.pages()


@pytest.mark.parametrize("name", reference.PAGES)
def test_the_reference_tells_the_code_as_it_is(name: str, written: dict[str, str]) -> None:
    path = ROOT / "docs/reference" / f"{name}.md"
    assert path.is_file(), f"docs/reference/{name}.md is missing: make docs"
    assert path.read_text(encoding="utf-8") == written[f"{name}.md"], "the code has changed: make docs"


def test_nothing_undescribed_gets_into_the_reference() -> None:
    def undescribed() -> None: ...

    with pytest.raises(LookupError, match="undescribed"):
        reference.promise(undescribed)


def test_every_permission_is_described() -> None:
    described = reference.sentences(access, "Can")
    missing = [can.name for can in access.Can if not described.get(can.name)]
    assert not missing, "say below each member of Can what it allows:" + report(missing)


def test_settings_are_read_in_one_place() -> None:
    findings = [
        module.at(module.text.count("\n", 0, match.start()) + 1, "a setting is a field of rules.settings.Settings")
        for module in modules()
        for match in _ENVIRONMENT.finditer(module.text)
        if not module.path.startswith(tuple(READERS))
    ]
    assert not findings, report(findings)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    links = {link for pair in _LINK.findall((ROOT / name).read_text(encoding="utf-8")) for link in pair if link}
    broken = [
        link
        for link in sorted(links)
        if not link.startswith(("https://", "http://", "mailto:", "#", "/"))
        and not (folder / Path(link.partition("#")[0])).exists()
    ]
    assert not broken, f"{name}:" + report(broken)


def test_every_decision_is_listed_and_has_its_parts() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    pages = [Path(name) for name in DOCUMENTS if re.match(r"docs/decisions/\d{4}-", name)]
    assert pages
    for number, page in enumerate(pages, start=1):
        text = (ROOT / page).read_text(encoding="utf-8")
        title = text.split("\n", 1)[0]
        assert title.startswith(f"# {number:04} "), f"{page}: numbers have no gaps, and the title begins with it"
        assert f"[{number:04}]({page.name}) | {title[7:]} |" in listed, f"docs/decisions/README.md lacks {page.name}"
        for part in ("\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n"):
            assert part in text, f"{page} lacks {part.strip()}"


def test_make_says_what_each_target_does() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {"run", "test", "check", "bench", "help"} <= targets
    assert targets == set(re.findall(r"^  make ([a-z]+)\t\S", said, re.MULTILINE))
