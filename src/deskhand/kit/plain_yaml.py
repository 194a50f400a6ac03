"""YAML as plain texts, lists and mappings: no guessed types, no aliases, no tags, each key once, within bounds."""

from __future__ import annotations

from typing import Any

import yaml  # type: ignore[import-untyped] # its stubs are a package of their own

from deskhand.kit.text import flaw_in

LARGEST = 128 * 1024
"""Characters of a text."""
DEEPEST = 10
MOST_NODES = 8_000


class _Reader(yaml.SafeLoader):  # type: ignore[misc] # as above
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (the library reads it from the class)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = self.nodes = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise _flaw(self.peek_event(), "refers to another place (*); write it out")
        self.depth, self.nodes = self.depth + 1, self.nodes + 1
        if self.depth > DEEPEST or self.nodes > MOST_NODES:
            raise _flaw(self.peek_event(), "is nested too deeply" if self.depth > DEEPEST else "is too much")
        node = super().compose_node(parent, index)
        if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.rsplit(":", 1)[1] not in {"str", "seq", "map"}:
            raise _flaw(node, f"has the tag {node.tag[:60]}; leave it out", mark=node.start_mark)
        if isinstance(node.value, str) and (flaw := flaw_in(node.value)) is not None:
            raise _flaw(node, f"contains {flaw}; remove it", mark=node.start_mark)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 (the library's)
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key.value, str) or key.value in seen:
                raise _flaw(key, "is a key that is no plain text, or stands twice", mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


class _Writer(yaml.SafeDumper):  # type: ignore[misc] # as above
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 (the library's)
        return True


def read(text: str) -> Any:
    """Return what a text holds; ValueError with the line where it cannot be read."""
    if len(text) > LARGEST:
        raise ValueError(f"has {len(text):,} characters; {LARGEST:,} are the most")
    try:
        reader = _Reader(text)
        try:
            return reader.get_single_data()
        finally:
            reader.dispose()
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise ValueError(f"cannot be read: {line}{str(error.problem)[:200]}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"cannot be read: {' '.join(str(error).split())[:200]}") from error


def written(found: Any) -> str:
    """Return texts, lists and mappings as a text that `read` reads again."""
    text: str = yaml.dump(found, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100)
    return text


def _flaw(at: Any, why: str, *, mark: Any = None) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=f"what begins there {why}", problem_mark=mark or at.start_mark)
