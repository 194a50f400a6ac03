"""How figures that were counted are told apart and narrowed: the same words for every report."""

from __future__ import annotations

from deskhand.rules.statistics import By, Sieve

JOINS = """
    left join categories c on c.workspace_id = s.workspace_id and c.id = s.category_id
    left join users u on u.workspace_id = s.workspace_id and u.id = s.agent_id
    left join teams m on m.workspace_id = s.workspace_id and m.id = s.team_id
    left join organizations o on o.workspace_id = s.workspace_id and o.id = s.organization_id
"""
"""What the figures `s` are named by."""
NAMES: dict[By, str] = {
    By.CATEGORY: "c.name", By.PRIORITY: "s.priority", By.SOURCE: "s.source", By.AGENT: "u.name", By.TEAM: "m.name",
    By.ORGANIZATION: "o.name",
}  # fmt: skip
KEYS: dict[By, str] = {
    By.CATEGORY: "c.key", By.PRIORITY: "s.priority", By.SOURCE: "s.source", By.AGENT: "u.id", By.TEAM: "m.id",
    By.ORGANIZATION: "o.id",
}  # fmt: skip
"""By what lists of tickets are narrowed to the same."""

SIEVED = """
    ($5::text is null or s.category_id in (
        select k.id from categories k left join categories p on p.workspace_id = k.workspace_id and p.id = k.parent_id
        where k.workspace_id = $1 and $5 in (k.key, k.id::text, p.key, p.id::text)))
    and ($6::text is null or s.priority = $6) and ($7::text is null or s.source = $7)
    and ($8::uuid is null or s.team_id = $8) and ($9::uuid is null or s.agent_id = $9)
    and ($10::text is null or s.organization_id in (
        select k.id from organizations k where k.workspace_id = $1 and (k.name = $10 or k.id::text = $10)))
    and ($11::text is null or s.tag_ids && array(
        select g.id from tags g where g.workspace_id = $1 and (g.name = $11 or g.id::text = $11)))
"""
"""The conditions of a sieve on figures `s`; its values are the fifth to the eleventh, the first is the workspace."""


def values_of(sieve: Sieve) -> tuple[object, ...]:
    """Return the values of SIEVED, in their order."""
    return (
        sieve.category, sieve.priority, sieve.source, sieve.team, sieve.agent, sieve.organization, sieve.tag
    )  # fmt: skip
