-- Events are audit log, timeline and outbox at once; jobs are their follow-ups; the timetable is what recurs.
-- Nothing refers to events by a foreign key, nor they to tickets: they outlive what they tell of, and leave by partition.

create table events (
    workspace_id uuid not null,
    id uuid not null,
    xid xid8 not null default pg_current_xact_id(),
    name text not null,
    is_public boolean not null,
    ticket_id uuid,
    actor_kind text not null check (actor_kind in ('person', 'visitor', 'system')),
    actor_id uuid,
    actor_name text not null,
    payload jsonb not null,
    salt bytea not null check (length(salt) = 16),
    digest bytea,
    created_at timestamptz not null,
    primary key (workspace_id, id),
    foreign key (workspace_id) references workspaces
) partition by range (id);
create index events_by_ticket on events (workspace_id, ticket_id, id) where ticket_id is not null;
create index events_by_xid on events (xid);

create table jobs (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    event_id uuid not null,
    reaction text not null,
    priority smallint not null,
    due_at timestamptz not null,
    attempts smallint not null default 0,
    fence integer not null default 0,
    dead_at timestamptz,
    last_error text,
    created_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, event_id, reaction)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
create index jobs_due on jobs (priority, due_at) where dead_at is null;
create index jobs_dead on jobs (workspace_id, dead_at) where dead_at is not null;

create table timetable (
    workspace_id uuid not null references workspaces,
    name text not null,
    due_at timestamptz not null,
    fence integer not null default 0,
    lease_until timestamptz,
    started_at timestamptz,
    finished_at timestamptz,
    last_result text,
    primary key (workspace_id, name)
);
create index timetable_due on timetable (due_at);
