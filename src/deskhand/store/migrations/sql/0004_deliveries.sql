-- One row for each person × channel that an event reaches or is kept from; attempts are written before the call.

create table deliveries (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    event_id uuid not null,
    ticket_id uuid,
    user_id uuid,
    recipient text not null,
    notification_type text not null,
    channel text not null,
    generation smallint not null default 1,
    state text not null check (state in
        ('planned', 'suppressed', 'held', 'ready', 'sending', 'retry_wait', 'accepted', 'sent', 'delivered', 'read',
         'uncertain', 'expired', 'superseded', 'failed', 'dead')),
    reason text,
    trace jsonb not null default '[]',
    priority smallint not null default 3,
    due_at timestamptz not null,
    attempts smallint not null default 0,
    uncertain_attempts smallint not null default 0,
    fence integer not null default 0,
    subject text,
    message text,
    html text,
    headers jsonb not null default '{}',
    provider text,
    provider_message_id text,
    provider_response text,
    error_message text,
    error_class text check (error_class in
        ('address', 'opt_out', 'content', 'config', 'balance', 'rate', 'transient', 'uncertain')),
    sent_at timestamptz,
    delivered_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id),
    unique nulls not distinct (workspace_id, event_id, user_id, channel, recipient, generation),
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id),
    foreign key (workspace_id, user_id) references users (workspace_id, id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
create index deliveries_due on deliveries (priority, due_at)
    where state in ('planned', 'held', 'ready', 'sending', 'retry_wait');
create index deliveries_by_ticket on deliveries (workspace_id, ticket_id, id);
create index deliveries_newest on deliveries (workspace_id, id desc);
create index deliveries_mailbox on deliveries (workspace_id, id desc) where provider = 'mailbox';

create table delivery_attempts (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    delivery_id uuid not null,
    number smallint not null,
    fence integer not null,
    provider text not null,
    started_at timestamptz not null,
    lease_until timestamptz not null,
    finished_at timestamptz,
    outcome text check (outcome in ('accepted', 'refused', 'transient', 'uncertain')),
    detail text,
    primary key (workspace_id, id),
    unique (workspace_id, delivery_id, number),
    foreign key (workspace_id, delivery_id) references deliveries (workspace_id, id)
);

create view notification_log with (security_invoker = true) as
    select id, workspace_id, ticket_id, user_id, recipient, notification_type, channel, subject, message,
           case when state in ('planned', 'held', 'ready', 'sending', 'retry_wait') then 'pending'
                when state in ('accepted', 'sent') then 'sent'
                when state in ('failed', 'dead') then 'failed'
                else state end as status,
           provider, provider_message_id, provider_response, error_message, reason, sent_at, delivered_at, created_at
    from deliveries;
