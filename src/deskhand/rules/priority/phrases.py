"""Finding phrases in a text: its words are folded and looked up one after the other, in steps that grow with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from deskhand.kit.words import folded
from deskhand.rules.priority import arabic, english, french, german, spanish, swahili
from deskhand.rules.priority.kinds import Kind

READ = 4_000
"""Characters of a text that are read: what presses is said at the beginning."""
GAP = 3
"""Words that may stand between two words of a phrase."""
BEFORE = 3
"""Words before a phrase among which a `not` turns it."""
LANGUAGES = (english, german, french, spanish, swahili, arabic)

_BREAK = "."
_LONGEST = 40
_STEM = 3
"""Letters by which beginnings of words are looked up."""
_TOKEN = re.compile(r"[^\W_]+|[.,;:!?\n()…،؛؟。]")
_ARTICLE = re.compile("^(?:وال|بال|فال|كال|لل|ال)(?=[\u0621-\u064a]{3})")
_NOT_WRITTEN_APART = {
    "cannot": ("can", "not"), "cant": ("can", "not"), "dont": ("do", "not"), "doesnt": ("does", "not"),
    "isnt": ("is", "not"), "wont": ("will", "not"), "didnt": ("did", "not"), "arent": ("are", "not"),
    "couldnt": ("could", "not"),
}  # fmt: skip
_CHOICE = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that stands in a text, in the words of the text."""

    kind: Kind
    words: str
    is_negated: bool


@dataclass(slots=True)
class Node:
    """What may follow the words so far, and what they say when nothing does."""

    whole: dict[str, Node] = field(default_factory=dict)
    begun: dict[str, list[tuple[str, Node]]] = field(default_factory=dict)
    gap: Node | None = None
    kind: Kind | None = None

    def after(self, word: str) -> Iterable[Node]:
        """Return where a word leads."""
        found = self.whole.get(word)
        if self.begun and (stems := self.begun.get(word[:_STEM])):
            further = [node for stem, node in stems if word.startswith(stem)]
            return further if found is None else [found, *further]
        return () if found is None else (found,)


@dataclass(slots=True)
class Lexicon:
    """All phrases of all languages, and the words that turn them."""

    root: Node
    negations: frozenset[str]


def tokens_of(text: str) -> list[str]:
    """Return the folded words of the beginning of a text, with a full stop wherever a clause ends."""
    plain = folded(text[:READ])
    if "'" in plain or "’" in plain:
        plain = plain.replace("’", "'").replace("can't", "can not").replace("n't", " not")
    found: list[str] = []
    for word in _TOKEN.findall(plain):
        if not word[0].isalnum():
            found.append(_BREAK)
        elif word in _NOT_WRITTEN_APART:
            found.extend(_NOT_WRITTEN_APART[word])
        else:
            found.append(_bare(word))
    found.append(_BREAK)
    return found


def hits_in(tokens: Sequence[str]) -> Iterator[Hit]:
    """Yield what is said, each word counted in one phrase alone; the longest that begins with a word is meant."""
    lexicon = compiled()
    used: set[int] = set()
    for begin, word in enumerate(tokens):
        if begin in used or word == _BREAK:
            continue
        best: tuple[tuple[int, ...], Kind] | None = None
        for node in lexicon.root.after(word):
            for places, kind in _ends(node, tokens, (begin,)):
                if (best is None or len(places) > len(best[0])) and used.isdisjoint(places):
                    best = places, kind
        if best is not None:
            negated = any(place not in used and tokens[place] in lexicon.negations for place in _before(tokens, begin))
            used.update(best[0])
            yield Hit(best[1], " ".join(tokens[place] for place in best[0] if tokens[place] != _BREAK), negated)


@cache
def compiled() -> Lexicon:
    """Return every language's phrases, ready to be looked up; made once, when the first text is read."""
    root = Node()
    for language in LANGUAGES:
        for words, kind in phrases_of(language.WORDS):
            _plant(root, words).kind = kind
    return Lexicon(root, frozenset(_bare(folded(word)) for one in LANGUAGES for word in one.NOT.split()))


def phrases_of(words: Mapping[Kind, str]) -> Iterator[tuple[list[str], Kind]]:
    """Yield the phrases of a language with what they say, every choice of words written out."""
    for kind, lines in words.items():
        for line in lines.strip().splitlines():
            for spelled in _spelled_out(folded(line.strip())):
                yield [_bare(word) for word in spelled.split()], kind


def _spelled_out(line: str) -> Iterator[str]:
    """Write out each choice of a line, those within others first."""
    parts = _CHOICE.split(line)
    if len(parts) == 1:
        yield line
        return
    for chosen in product(*(part.split("|") if place % 2 else [part] for place, part in enumerate(parts))):
        yield from _spelled_out("".join(chosen))


def _plant(node: Node, words: Iterable[str]) -> Node:
    for word in words:
        if word == "~":
            node.gap = node = node.gap or Node()
        elif word.endswith("*"):
            stems = node.begun.setdefault(word[:_STEM], [])
            known = next((further for stem, further in stems if stem == word[:-1]), None)
            if known is None:
                known = Node()
                stems.append((word[:-1], known))
            node = known
        else:
            node = node.whole.setdefault(word, Node())
    return node


def _ends(node: Node, tokens: Sequence[str], places: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Kind]]:
    """Yield each way in which the words from here on make a phrase; gaps are short, and phrases are."""
    if node.kind is not None:
        yield places, node.kind
    at = places[-1] + 1
    if at >= len(tokens):
        return
    for further in node.after(tokens[at]):
        yield from _ends(further, tokens, (*places, at))
    if node.gap is not None:
        for place in range(at, min(at + GAP + 1, len(tokens))):
            for further in node.gap.after(tokens[place]):
                yield from _ends(further, tokens, (*places, place))
            if tokens[place] == _BREAK:
                break


def _before(tokens: Sequence[str], begin: int) -> Iterator[int]:
    """Yield the few places before a phrase in its clause."""
    for place in range(begin - 1, max(begin - 1 - BEFORE, -1), -1):
        if tokens[place] == _BREAK:
            return
        yield place


def _bare(word: str) -> str:
    """Return a word without the article that Arabic writes on to it, and with one sign for each of its endings."""
    if not "\u0600" <= word[0] <= "\u06ff":
        return word[:_LONGEST]
    return _ARTICLE.sub("", word[:_LONGEST]).replace("\u0629", "\u0647").replace("\u0649", "\u064a")
