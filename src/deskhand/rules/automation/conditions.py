"""Whether conditions hold of facts, and which of them does not."""

from __future__ import annotations

from collections.abc import Iterator

from deskhand.rules.automation.facts import OF_FORM, Fact, Facts, Op
from deskhand.rules.automation.rule import Condition


def flaw_of(condition: Condition, facts: Facts) -> str | None:
    """Return why a condition does not hold, or None when it does."""
    if condition.all is not None:
        return next(_flaws(condition.all, facts), None)
    if condition.any is not None:
        found = list(_flaws(condition.any, facts))
        return None if len(found) < len(condition.any) else "none holds of: " + "; ".join(found)
    if condition.no is not None:
        return None if flaw_of(condition.no, facts) else f"it holds that {spoken(condition.no)}"
    return _flaw_of_test(condition, facts)


def spoken(condition: Condition) -> str:
    """Return a condition as the run log says it."""
    if condition.all is not None:
        return " and ".join(spoken(one) for one in condition.all) or "anything is so"
    if condition.any is not None:
        return "(" + " or ".join(spoken(one) for one in condition.any) + ")"
    if condition.no is not None:
        return f"not ({spoken(condition.no)})"
    op = (condition.op or "").replace("_", " ")
    return f"{condition.field} {op}" + ("" if condition.value is None else f" “{_shown(condition.value)}”")


def holds(op: Op, fact: Fact, value: object) -> bool:
    """Say whether a comparison holds; texts are compared without regard to case."""
    if op is Op.IS_EMPTY or op is Op.IS_SET:
        return _is_empty(fact) is (op is Op.IS_EMPTY)
    if op in _OPPOSITES:
        return not holds(_OPPOSITES[op], fact, value)
    if fact is None:
        return False
    if op is Op.IS:
        return _is(fact, value)
    return _compares(op, fact, value)


_OPPOSITES = {Op.IS_NOT: Op.IS, Op.NONE_OF: Op.ANY_OF, Op.CONTAINS_NOT: Op.CONTAINS}


def _flaws(conditions: tuple[Condition, ...], facts: Facts) -> Iterator[str]:
    return (flaw for one in conditions if (flaw := flaw_of(one, facts)) is not None)


def _flaw_of_test(condition: Condition, facts: Facts) -> str | None:
    name = condition.field or ""
    if name not in facts and not name.startswith(OF_FORM):
        return f"nothing is known of {name}"
    fact = facts.get(name)
    if holds(Op(condition.op or ""), fact, condition.value):
        return None
    return f"{name} is {'empty' if _is_empty(fact) else f'“{_shown(fact)}”'}, and not so that {spoken(condition)}"


def _is(fact: Fact, value: object) -> bool:
    if isinstance(fact, str):
        return fact.casefold() == str(value).casefold()
    if isinstance(fact, bool) or isinstance(value, bool):
        return fact is value
    return bool(fact == value)


def _compares(op: Op, fact: Fact, value: object) -> bool:
    if isinstance(fact, tuple):
        names = {one.casefold() for one in fact}
        wanted = [value] if op is Op.CONTAINS else value
        return isinstance(wanted, list | tuple) and any(str(one).casefold() in names for one in wanted)
    if op is Op.ANY_OF:
        return isinstance(value, list | tuple) and any(_is(fact, one) for one in value)
    if isinstance(fact, int | float) and not isinstance(fact, bool):
        return isinstance(value, int | float) and (fact > value if op is Op.MORE_THAN else fact < value)
    return _compares_text(op, str(fact).casefold(), value)


def _compares_text(op: Op, fact: str, value: object) -> bool:
    if op is Op.CONTAINS_ANY:
        return isinstance(value, list | tuple) and any(str(one).casefold() in fact for one in value)
    wanted = str(value).casefold()
    match op:
        case Op.CONTAINS:
            return wanted in fact
        case Op.STARTS_WITH:
            return fact.startswith(wanted)
        case Op.ENDS_WITH:
            return fact.endswith(wanted)
        case Op.BEFORE:
            return fact < wanted
        case Op.AFTER:
            return fact > wanted
    return False


def _is_empty(fact: Fact) -> bool:
    return fact is None or fact in ("", ())


def _shown(value: object) -> str:
    text = ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_LONGEST = 60
