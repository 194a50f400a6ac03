"""What the API gives: separate structs for agents and for customers."""

from __future__ import annotations

from deskhand.api.answers.details import (
    ActivityAnswer,
    Comment,
    CustomerTicketDetail,
    FileAnswer,
    MessageAnswer,
    PersonAnswer,
    Place,
    TicketDetail,
    Written,
    detail_for_agents,
    detail_for_customers,
    file_answer,
)
from deskhand.api.answers.people import (
    HandedOverAnswer,
    HappeningAnswer,
    handed_over,
    happenings,
)
from deskhand.api.answers.shape import (
    Answer,
    Page,
)
from deskhand.api.answers.tickets import (
    CustomerTicket,
    CustomerTicketPage,
    StatsAnswer,
    SupportTicket,
    SupportTicketPage,
    TicketAnswer,
    TicketPage,
    at_desk,
    for_agents,
    for_customers,
    stats_of,
)

__all__ = [
    "ActivityAnswer",
    "Answer",
    "Comment",
    "CustomerTicket",
    "CustomerTicketDetail",
    "CustomerTicketPage",
    "FileAnswer",
    "HandedOverAnswer",
    "HappeningAnswer",
    "MessageAnswer",
    "Page",
    "PersonAnswer",
    "Place",
    "StatsAnswer",
    "SupportTicket",
    "SupportTicketPage",
    "TicketAnswer",
    "TicketDetail",
    "TicketPage",
    "Written",
    "at_desk",
    "detail_for_agents",
    "detail_for_customers",
    "file_answer",
    "for_agents",
    "for_customers",
    "handed_over",
    "happenings",
    "stats_of",
]
