"""Follows up on what has happened; nothing here is needed for the change to be true."""

from __future__ import annotations

from deskhand.reactions.account import plan_account_mails
from deskhand.reactions.contract import Reaction
from deskhand.reactions.notify import plan_notifications
from deskhand.rules import events
from deskhand.rules.events import Event

REACTIONS: dict[type[Event], tuple[Reaction, ...]] = {
    events.TicketCreated: (plan_notifications,),
    events.TicketUpdated: (plan_notifications,),
    events.TicketAssigned: (plan_notifications,),
    events.MessageAdded: (plan_notifications,),
    events.StatusChanged: (plan_notifications,),
    events.TicketResolved: (plan_notifications,),
    events.TicketClosed: (plan_notifications,),
    events.TicketReopened: (plan_notifications,),
    events.LinkAsked: (plan_account_mails,),
    events.PersonInvited: (plan_account_mails,),
    events.AddressChanged: (plan_account_mails,),
}
"""What follows each event, on one page. An event without a row has no follow-up."""
