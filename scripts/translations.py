"""Brings every string of the pages into every catalogue, and says what is left to translate (`make translations`)."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from deskhand.rules.workspace import LANGUAGES
from deskhand.web.reader import CATALOGUES

WEB = Path("src/deskhand/web")
SOURCE = "en"
_HOLE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
_COUNTS = {"%(num)s", "%(count)s"}
"""Placeholders that a form for one, two or none may say in words."""


def extracted() -> Catalog:
    """Return every string of the pages, without where it stands, so that moving code changes no catalogue."""
    with (WEB / "babel.cfg").open(encoding="utf-8") as written:
        methods, options = parse_mapping_cfg(written)  # type: ignore[no-untyped-call]  # babel leaves it open
    catalog = Catalog(charset="utf-8")
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    for _, _, message, _, context in extract_from_dir(WEB, methods, options, keywords=keywords):
        catalog.add(message, context=context)
    return catalog


def merged(template: Catalog, *, language: str) -> Catalog:
    """Return a language's catalogue with exactly the strings of the template; guesses are no translations."""
    path = CATALOGUES / f"{language}.po"
    catalog = read(path, language=language) if path.is_file() else Catalog(locale=language, charset="utf-8")
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    return catalog


def read(path: Path, *, language: str) -> Catalog:
    """Return the catalogue that a file holds."""
    with path.open("rb") as written:
        return read_po(written, locale=language)


def write(catalog: Catalog, path: Path) -> None:
    """Write a catalogue so that the same strings always make the same file."""
    kept = BytesIO()
    write_po(kept, catalog, sort_output=True, no_location=True, omit_header=False, width=110, ignore_obsolete=True)
    lines = [
        line for line in kept.getvalue().decode().split("\n") if not re.match(r'"(POT-Creation|PO-Revision)', line)
    ]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")


def left(catalog: Catalog) -> Iterator[str]:
    """Return the strings that have no translation, or only a guess."""
    for message in catalog:
        if message.id and (message.fuzzy or not all(_forms(message))):
            yield f"not translated: {_named(message)}"


def broken(catalog: Catalog) -> Iterator[str]:
    """Return the translations whose placeholders are not those of the string."""
    for message in catalog:
        wanted = set(_HOLE.findall(_last(message.id)))
        for form in _forms(message) if message.id else ():
            found = set(_HOLE.findall(form))
            missing = wanted - found - (_COUNTS if isinstance(message.id, tuple | list) else set())
            if form and (missing or found - wanted):
                yield f"placeholders differ: {_named(message)} → “{form}”"


def main() -> int:
    """Merge all catalogues, print what is left and what is broken, and return 1 when there is any."""
    template, found = extracted(), 0
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        catalog = merged(template, language=language)
        write(catalog, CATALOGUES / f"{language}.po")
        flaws = [*left(catalog), *broken(catalog)]
        found += len(flaws)
        print(f"{language}: {len(catalog)} strings, {len(flaws)} to see to")
        for flaw in flaws:
            print(f"  {flaw}")
    return 1 if found else 0


def _forms(message: Message) -> tuple[str, ...]:
    if isinstance(message.string, tuple | list):
        return tuple(message.string)
    return (message.string or "",)


def _last(texts: str | tuple[str, ...] | list[str]) -> str:
    return texts if isinstance(texts, str) else texts[-1]


def _named(message: Message) -> str:
    return f"“{_last(message.id)}”"


if __name__ == "__main__":
    sys.exit(main())
