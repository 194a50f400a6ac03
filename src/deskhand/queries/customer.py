"""Who writes on a ticket, as the agent beside it needs to know them: contacts, and what else they asked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from deskhand.store.db import Row as Record

SHOWN = 4
"""Other tickets of a requester that stand beside one; a link leads to the rest."""

CUSTOMER = """
    (select jsonb_build_object(
         'since', r.created_at, 'is_active', r.is_active,
         'phones', (select coalesce(jsonb_agg(jsonb_build_object('number', p.number, 'is_verified', p.is_verified)
                        order by p.id), '[]')
                    from phones p where p.workspace_id = r.workspace_id and p.user_id = r.id))
     from users r where r.workspace_id = t.workspace_id and r.id = t.requester_id) as customer, others.tickets as others
"""
"""What `customer_of` reads of the requester of a ticket `t`, joined with OTHERS."""
OTHERS = """
    cross join lateral (select t.id, t.requester_id) this
    cross join lateral (select coalesce(jsonb_agg(to_jsonb(other) order by other.id desc), '[]') as tickets from (
        select t.id, t.number, t.subject, t.status, t.last_message_at from tickets t
        where t.requester_id = this.requester_id and t.id <> this.id and
"""
"""Joins the requester's other tickets; the reader's conditions on a ticket `t` follow, and then THE_NEWEST."""
THE_NEWEST = f"order by t.id desc limit {SHOWN + 1}) other) others"


class Phone(Struct, frozen=True, kw_only=True):
    """A number of a requester."""

    number: str
    is_verified: bool


class Other(Struct, frozen=True, kw_only=True):
    """Another ticket of a requester."""

    id: UUID
    number: str
    subject: str
    status: str
    last_message_at: datetime


class Customer(Struct, frozen=True, kw_only=True):
    """A requester beyond name and address; `tickets` are their newest others that the reader may see."""

    since: datetime | None = None
    is_active: bool = True
    phones: tuple[Phone, ...] = ()
    tickets: tuple[Other, ...] = ()
    has_more: bool = False


UNKNOWN = Customer()
"""A requester of whom nothing was read."""


def customer_of(record: Record) -> Customer:
    """Return the requester that a statement with CUSTOMER and OTHERS read."""
    read = msgspec.convert(record["customer"], Customer)
    tickets = msgspec.convert(record["others"], tuple[Other, ...])
    return msgspec.structs.replace(read, tickets=tickets[:SHOWN], has_more=len(tickets) > SHOWN)
