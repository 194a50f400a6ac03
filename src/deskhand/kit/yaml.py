"""YAML as people write it by hand: plain values alone, bounded before anything is built of it, each key once."""

from __future__ import annotations

import re
from typing import Any

import yaml  # type: ignore[import-untyped]  # it has no types

from deskhand.kit.text import flaw_in

LONGEST = 100_000
"""Characters of a text."""
DEEPEST = 20
"""Lists and maps within each other."""
MOST = 10_000
"""Values of a text."""

_PLAIN = {
    "bool": (r"(?:true|false)$", "tf"),
    "null": (r"(?:null|~|)$", ["n", "~", ""]),
    "int": (r"-?(?:0|[1-9][0-9]{0,17})$", "-0123456789"),
    "float": (r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}$", "-0123456789"),
}
"""What is no text without quotes: `on`, `yes`, days and numbers of other bases stay texts."""


class Unreadable(Exception):
    """A text that is not taken; the sentence says why, and where."""


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # as above
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 (as the library has it)


class _Writer(yaml.SafeDumper):  # type: ignore[misc]  # as above
    def ignore_aliases(self, _: object) -> bool:
        """Write what comes twice twice."""
        return True


for _kind, (_pattern, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_pattern), list(_first))


def read(text: str) -> Any:
    """Return what a text says as maps, lists, texts, numbers, truths and nothing; Unreadable says what is not taken."""
    if len(text) > LONGEST:
        raise Unreadable(f"is {len(text):,} characters long; at most {LONGEST:,} are allowed")
    try:
        _check(text)
        node = yaml.compose(text, Loader=_Loader)
        return None if node is None else _value(node)
    except yaml.MarkedYAMLError as error:
        raise Unreadable(f"cannot be read{_place(error.problem_mark)}: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise Unreadable(f"cannot be read: {str(error)[:200]}") from error


def written(value: Any) -> str:
    """Return maps, lists and plain values as a text that `read` takes."""
    text: str = yaml.dump(value, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100)
    return text


def _check(text: str) -> None:
    """Go through a text without building anything, so that little text never becomes much."""
    depth = count = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable(f"refers back to what stands elsewhere{_place(event.start_mark)}; write it out")
        if isinstance(event, yaml.ScalarEvent) and (flaw := flaw_in(event.value)) is not None:
            raise Unreadable(f"contains {flaw}{_place(event.start_mark)}; remove it")
        if getattr(event, "tag", None):
            raise Unreadable(f"uses “{event.tag[:60]}”{_place(event.start_mark)}; leave it out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        count += isinstance(event, yaml.NodeEvent)
        if depth > DEEPEST:
            raise Unreadable(f"is nested deeper than {DEEPEST}{_place(event.start_mark)}")
        if count > MOST:
            raise Unreadable(f"holds more than {MOST:,} values")


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_value(one) for one in node.value]
    if isinstance(node, yaml.MappingNode):
        return _map(node)
    return _scalar(node)


def _map(node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable(f"has a key that is no word{_place(key.start_mark)}")
        if key.value in found:
            raise Unreadable(f"has “{key.value[:60]}” twice{_place(key.start_mark)}")
        found[key.value] = _value(value)
    return found


def _scalar(node: yaml.Node) -> Any:
    kind = node.tag.removeprefix("tag:yaml.org,2002:")
    match kind:
        case "str":
            return node.value
        case "null":
            return None
        case "bool":
            return node.value == "true"
        case "int":
            return int(node.value)
    return float(node.value)


def _place(mark: yaml.Mark | None) -> str:
    return "" if mark is None else f" (line {mark.line + 1})"
