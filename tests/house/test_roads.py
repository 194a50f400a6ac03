"""Roads: no tracked file names a place of somebody's machine, a package registry, or a thing left undone."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT, report, tracked

HOSTS = "|".join(rf"{host}\.org" for host in ("npmjs", "pythonhosted", "pypi"))
UNWANTED = {
    "a place of somebody's machine": re.compile(r"(?<![\w.])/(?:work|farm|home/\w+|Users/\w+)/"),
    "a package registry": re.compile(HOSTS),
    "a mark of a merge": re.compile(r"^(?:<{7} |>{7} )", re.MULTILINE),
    "something left undone": re.compile(r"\b(?:NotImplemented" + r"Error|TO" + r"DO|FIX" + r"ME)\b"),
}
BINARY = (".png", ".woff2", ".ico", ".gz")


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_names(what: str) -> None:
    findings = []
    for name in tracked():
        if not name.endswith(BINARY):
            text = (ROOT / name).read_text(encoding="utf-8")
            findings += [
                f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
                for match in UNWANTED[what].finditer(text)
            ]
    assert not findings, f"{what}:" + report(findings)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a place of somebody's machine", "see /ho" + "me/ann/desk"),
        ("a package registry", "https://pypi" + ".org/simple"),
        ("a mark of a merge", "a\n<<<<<" + "<< HEAD"),
        ("something left undone", "raise NotImplemented" + "Error"),
    ],
)
def test_such_a_name_is_found(what: str, text: str) -> None:
    assert UNWANTED[what].search(text)


def test_our_own_paths_are_kept() -> None:
    pattern = UNWANTED["a place of somebody's machine"]
    assert not any(pattern.search(text) for text in ("src/home/x", "https://a.example/home/b/", "/usr/lib/"))
