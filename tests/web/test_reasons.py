"""Every rule, reason and exclusion has its sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from deskhand.rules.assignment import Exclusion, Policy, Reason, Why
from deskhand.web.reader import Reader, reading
from deskhand.web.reasons import exclusion_text, policy_name, reason_text

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
DETAILS = {Why.AWAY: NOW.isoformat(), Why.NOT_SEEN: NOW.isoformat(), Why.FULL: "1", Why.SKILLS: "tls"}


def test_everything_that_can_be_decided_is_said() -> None:
    with reading(Reader(now=NOW)):
        for names in (
            [policy_name(one) for one in Policy], [reason_text(one) for one in Reason],
            [exclusion_text(excluded(one, DETAILS.get(one, ""))) for one in Why],
        ):  # fmt: skip
            assert len(set(names)) == len(names)
        assert exclusion_text(excluded(Why.AWAY, NOW.isoformat())) == "Away until today, 09:00."
        assert exclusion_text(excluded(Why.NOT_SEEN, NOW.isoformat())) == "Not at the desk since today, 09:00."
        assert exclusion_text(excluded(Why.NOT_SEEN, "")) == "Was never at the desk."
        assert exclusion_text(excluded(Why.SKILLS, "dns, tls")) == "Does not know: dns, tls."
        assert exclusion_text(excluded(Why.FULL, "10")) == "10 tickets wait for them, as many as they take."


def excluded(why: Why, detail: str) -> Exclusion:
    return Exclusion(agent_id=UUID(int=1), name="Ada", why=why, detail=detail)
