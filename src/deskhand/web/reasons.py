"""What people read of assignment: the rules, what decided for somebody, and what spoke against the others."""

from __future__ import annotations

from datetime import datetime

from deskhand.rules.assignment import Exclusion, Policy, Reason, Why
from deskhand.web.reader import gettext as _
from deskhand.web.reader import ngettext
from deskhand.web.times import stamp


def policy_name(policy: Policy) -> str:
    """Return what a rule is called."""
    return {
        Policy.OFF: _("Off: agents take tickets themselves"),
        Policy.LATE_BINDING: _("A free agent gets the most urgent ticket"),
        Policy.ROUND_ROBIN: _("In turn, whoever was given none for longest"),
        Policy.FEWEST_OPEN: _("To the one for whom the fewest tickets wait"),
    }[policy]


def reason_text(reason: Reason) -> str:
    """Return what decided, as a sentence."""
    return {
        Reason.NOBODY: _("Nobody may take it now. It is looked at again whenever something changes."),
        Reason.ONLY_ONE: _("Nobody else could take it."),
        Reason.LAST_AGENT: _("They had the requester’s last ticket, and were free."),
        Reason.FEWEST_SKILLS: _(
            "They know the fewest skills of those who could take it, so that the others stay free."
        ),
        Reason.FEWEST_OPEN: _("The fewest tickets waited for them."),
        Reason.LONGEST_SINCE: _("They were given nothing for the longest time."),
    }[reason]


def exclusion_text(exclusion: Exclusion) -> str:
    """Return what spoke against somebody, as a sentence."""
    detail = exclusion.detail
    match exclusion.why:
        case Why.AWAY:
            return _("Away until %(when)s.") % {"when": _when(detail)}
        case Why.NOT_SEEN if detail:
            return _("Not at the desk since %(when)s.") % {"when": _when(detail)}
        case Why.FULL:
            return ngettext(
                "%(num)s ticket waits for them, as many as they take.",
                "%(num)s tickets wait for them, as many as they take.",
                int(detail or 0),
            ) % {"num": detail}
        case Why.SKILLS:
            return _("Does not know: %(skills)s.") % {"skills": detail}
        case Why.PREFERRED_SKILLS:
            return _("Does not know what is preferred, for which others are asked first: %(skills)s.") % {
                "skills": detail
            }
    return _plain(exclusion.why)


def _plain(why: Why) -> str:
    return {
        Why.OWN_TICKET: _("It is their own ticket."),
        Why.NOT_IN_TEAM: _("Not in the team."),
        Why.LANGUAGE: _("Does not answer in the requester’s language."),
        Why.GAVE_BACK: _("Let this ticket go before."),
        Why.NOT_ACCEPTING: _("Accepts no tickets."),
        Why.OFF_SHIFT: _("Not within their working hours."),
        Why.NOT_SEEN: _("Was never at the desk."),
        Why.AT_WORK: _("At work on another ticket."),
    }[why]


def _when(text: str) -> str:
    return stamp(datetime.fromisoformat(text))
