"""Follows up on what has happened; nothing here is needed for the change to be true."""

from __future__ import annotations

from deskhand.reactions.account import plan_account_mails
from deskhand.reactions.automation import run_rules
from deskhand.reactions.bulk import carry_out_bulk
from deskhand.reactions.contract import Reaction
from deskhand.reactions.notify import plan_notifications
from deskhand.reactions.replies import release_reply
from deskhand.reactions.search import take_in_words
from deskhand.reactions.snooze import wake_tickets
from deskhand.reactions.survey import plan_surveys
from deskhand.reactions.tags import let_tags_go
from deskhand.reactions.webhooks import call_named, tell_subscribers
from deskhand.rules import events
from deskhand.rules.events import Event

REACTIONS: dict[type[Event], tuple[Reaction, ...]] = {
    events.TicketCreated: (plan_notifications, take_in_words, run_rules, tell_subscribers),
    events.TicketUpdated: (plan_notifications, take_in_words, run_rules, tell_subscribers),
    events.TicketAssigned: (plan_notifications, take_in_words, run_rules, tell_subscribers),
    events.MessageAdded: (plan_notifications, take_in_words, run_rules, tell_subscribers),
    events.NoteAdded: (take_in_words, run_rules),
    events.Mentioned: (plan_notifications,),
    events.TicketMerged: (take_in_words, tell_subscribers),
    events.TicketUnmerged: (take_in_words,),
    events.TicketSplit: (take_in_words,),
    events.TicketClassified: (take_in_words, run_rules),
    events.StatusChanged: (plan_notifications, take_in_words, run_rules, tell_subscribers),
    events.TicketResolved: (plan_notifications, take_in_words, run_rules, tell_subscribers),
    events.TicketClosed: (plan_notifications, take_in_words, plan_surveys, run_rules, tell_subscribers),
    events.TicketReopened: (plan_notifications, take_in_words, run_rules, tell_subscribers),
    events.ReplyHeld: (release_reply,),
    events.SlaWarning: (plan_notifications, run_rules, tell_subscribers),
    events.SlaBreached: (plan_notifications, run_rules, tell_subscribers),
    events.SlaEscalated: (plan_notifications,),
    events.TicketRated: (run_rules, tell_subscribers),
    events.SurveyPlanned: (plan_notifications,),
    events.AutoCloseWarned: (plan_notifications,),
    events.ResponsePending: (plan_notifications,),
    events.TicketSnoozed: (wake_tickets,),
    events.TagMerged: (let_tags_go,),
    events.TagDeleted: (let_tags_go,),
    events.BulkBegun: (carry_out_bulk,),
    events.LinkAsked: (plan_account_mails,),
    events.PersonInvited: (plan_account_mails,),
    events.AddressChanged: (plan_account_mails,),
    events.SummaryMade: (plan_account_mails,),
    events.ReportMade: (plan_account_mails,),
    events.SubscriptionDue: (plan_account_mails,),
    events.WebhookAsked: (call_named,),
    events.WebhookTested: (call_named,),
}
"""What follows each event, on one page. An event without a row has no follow-up."""
