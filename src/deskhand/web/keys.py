"""The one registry of keys: the script, the help sheet, the tooltips and the tests read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from deskhand.web.reader import by_language
from deskhand.web.reader import gettext as _


@dataclass(frozen=True, slots=True)
class Key:
    """One key or chord and what it does; `code` is its place on the keyboard, for layouts without Latin letters."""

    name: str
    keys: tuple[str, ...]
    codes: tuple[str, ...]
    label: str
    group: str


@by_language
def registry() -> tuple[Key, ...]:
    """Return every key there is, in the order of the help sheet, labelled for the reader."""
    move, ticket, go = _("Move"), _("On a ticket"), _("Go and find")
    return (
        _key("next", "J", _("Next ticket"), move),
        _key("previous", "K", _("Previous ticket"), move),
        _key("open", "Enter", _("Open the ticket"), move),
        _key("select", "X", _("Select the ticket, with Shift all up to it"), move),
        _key("back", "Esc", _("Close, or back to the list"), move),
        _key("reply", "R", _("Write a reply"), ticket),
        _key("note", "N", _("Write an internal note"), ticket),
        _key("send", "Ctrl Enter", _("Send what is written"), ticket),
        _key("assign", "A", _("Assign"), ticket),
        _key("take", "I", _("Assign to me"), ticket),
        _key("status", "S", _("Change the status"), ticket),
        _key("priority", "P", _("Change the priority"), ticket),
        _key("tag", "T", _("Add or take off tags"), ticket),
        _key("watch", "W", _("Watch, or stop watching"), ticket),
        _key("merge", "M", _("Merge into another ticket"), ticket),
        _key("snooze", "H", _("Snooze, or wake"), ticket),
        _key("due", "D", _("Set when it is due"), ticket),
        _key("resolve", "E", _("Resolve"), ticket),
        _key("undo", "Z", _("Take back what was sent last"), ticket),
        _key("template", "L", _("Insert a template"), ticket),
        _key("palette", "Ctrl K", _("Search or jump to anything"), go),
        _key("search", "/", _("Search the queue"), go),
        _key("filter", "F", _("Filter the queue"), go),
        _key("create", "C", _("New ticket"), go),
        _key("go-all", "G Q", _("Go to all active tickets"), go),
        _key("go-mine", "G M", _("Go to my tickets"), go),
        _key("go-unassigned", "G U", _("Go to unassigned tickets"), go),
        _key("go-search", "G S", _("Go to the search"), go),
        _key("help", "?", _("Show this sheet"), go),
    )


def groups() -> dict[str, list[Key]]:
    """Return the keys under the headings of the help sheet, in its order."""
    found: dict[str, list[Key]] = {}
    for key in registry():
        found.setdefault(key.group, []).append(key)
    return found


def key_of(name: str) -> Key:
    """Return the key of this name; KeyError when there is none."""
    return _by_name()[name]


@by_language
def _by_name() -> dict[str, Key]:
    return {key.name: key for key in registry()}


def for_script() -> list[dict[str, object]]:
    """Return the registry as the page's script reads it."""
    return [asdict(key) for key in registry()]


def _key(name: str, keys: str, label: str, group: str) -> Key:  # noqa: PLR0917 - one line a key reads as a table
    parts = tuple(keys.split())
    return Key(name=name, keys=parts, codes=tuple(_code(part) for part in parts), label=label, group=group)


def _code(part: str) -> str:
    if len(part) == 1 and part.isalpha():
        return f"Key{part}"
    return {"/": "Slash", "?": "Slash"}.get(part, part)
