-- Tickets, their messages and their numbers.

create table tickets (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    number text not null,
    subject text not null check (length(subject) between 1 and 255),
    status text not null check (status in
        ('open', 'in_progress', 'waiting_customer', 'waiting_support', 'resolved', 'closed', 'cancelled')),
    attention smallint not null generated always as (
        case status when 'open' then 0 when 'waiting_support' then 0 when 'in_progress' then 1
                    when 'waiting_customer' then 2 when 'resolved' then 3 else 4 end
    ) stored,
    priority text not null check (priority in ('critical', 'urgent', 'high', 'medium', 'low')),
    priority_rank smallint not null generated always as (
        case priority when 'critical' then 0 when 'urgent' then 1 when 'high' then 2 when 'medium' then 3 else 4 end
    ) stored,
    priority_reason text,
    type text not null,
    source text not null,
    requester_id uuid not null,
    organization_id uuid,
    assignee_id uuid,
    follow_up_of_id uuid,
    version integer not null default 1,
    message_count integer not null default 1,
    resolution text,
    resolved_by_id uuid,
    first_response_at timestamptz,
    first_response_due_at timestamptz,
    sla_due_at timestamptz,
    resolved_at timestamptz,
    closed_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    last_message_at timestamptz not null,
    last_message_by text not null check (last_message_by in ('customer', 'agent', 'system')),
    last_message_preview text not null default '',
    primary key (workspace_id, id),
    unique (workspace_id, number),
    foreign key (workspace_id, requester_id) references users (workspace_id, id),
    foreign key (workspace_id, assignee_id) references users (workspace_id, id),
    foreign key (workspace_id, resolved_by_id) references users (workspace_id, id),
    foreign key (workspace_id, organization_id) references organizations (workspace_id, id),
    foreign key (workspace_id, follow_up_of_id) references tickets (workspace_id, id)
) with (fillfactor = 85);
create index tickets_queue on tickets (workspace_id, attention, priority_rank, id) where attention < 3;
create index tickets_queue_of_assignee on tickets (workspace_id, assignee_id, attention, priority_rank, id)
    where attention < 3;
create index tickets_by_requester on tickets (workspace_id, requester_id, id);
create index tickets_by_organization on tickets (workspace_id, organization_id, id) where organization_id is not null;
create index tickets_by_status on tickets (workspace_id, status, id);

create table messages (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    ticket_id uuid not null,
    author_id uuid,
    author_kind text not null check (author_kind in ('customer', 'agent', 'system')),
    visibility text not null check (visibility in ('public', 'internal')),
    is_opening boolean not null default false,
    reply_to_id uuid,
    source text not null,
    html text not null,
    body text not null,
    created_at timestamptz not null,
    primary key (workspace_id, id),
    check (visibility = 'public' or author_kind <> 'customer'),
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id),
    foreign key (workspace_id, author_id) references users (workspace_id, id),
    foreign key (workspace_id, reply_to_id) references messages (workspace_id, id)
);
create index messages_by_ticket on messages (workspace_id, ticket_id, id);
create unique index messages_opening on messages (workspace_id, ticket_id) where is_opening;

-- What customers read: this view, never the table.
create view public_messages with (security_invoker = true, security_barrier = true) as
    select workspace_id, id, ticket_id, author_id, author_kind, is_opening, reply_to_id, source, html, body, created_at
    from messages where visibility = 'public';

create table ticket_number_bases (
    workspace_id uuid not null references workspaces,
    period text not null,
    base bigint not null,
    primary key (workspace_id, period)
);
