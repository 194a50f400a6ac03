-- Changes of many tickets at once: what was wanted, and what became of each ticket, so that all of it can be taken back.

create table bulk_changes (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    user_id uuid not null,
    wish jsonb not null,
    total integer not null check (total between 1 and 10000),
    state text not null check (state in ('running', 'done', 'undoing', 'undone')),
    created_at timestamptz not null,
    finished_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, user_id) references users (workspace_id, id) on delete cascade
);
create index bulk_changes_by_user on bulk_changes (workspace_id, user_id, id);

create table bulk_tickets (
    workspace_id uuid not null references workspaces,
    bulk_id uuid not null,
    ticket_id uuid not null,
    state text not null default 'waiting'
        check (state in ('waiting', 'changed', 'unchanged', 'refused', 'restored', 'kept')),
    reason text,
    before jsonb,
    after jsonb,
    primary key (workspace_id, bulk_id, ticket_id),
    check ((state in ('changed', 'restored', 'kept')) = (before is not null)),
    check ((before is null) = (after is null)),
    foreign key (workspace_id, bulk_id) references bulk_changes (workspace_id, id) on delete cascade,
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade
);
create index bulk_tickets_by_state on bulk_tickets (workspace_id, bulk_id, state, ticket_id);
create index bulk_tickets_by_ticket on bulk_tickets (workspace_id, ticket_id);

-- Nobody but who asked for it reads a change of many: neither colleagues nor the desk, which carries it out in their
-- name.
alter table bulk_changes enable row level security;
create policy of_workspace on bulk_changes using (workspace_id = (select deskhand_workspace()))
    with check (workspace_id = (select deskhand_workspace()));
create policy own on bulk_changes as restrictive
    using (user_id = (select deskhand_actor()) and (select deskhand_is_staff()))
    with check (user_id = (select deskhand_actor()) and (select deskhand_is_staff()));
alter table bulk_tickets enable row level security;
create policy of_workspace on bulk_tickets using (workspace_id = (select deskhand_workspace()))
    with check (workspace_id = (select deskhand_workspace()));
create policy own on bulk_tickets as restrictive
    using ((select deskhand_is_staff()) and exists (
        select 1 from bulk_changes b where b.workspace_id = bulk_tickets.workspace_id and b.id = bulk_tickets.bulk_id))
    with check ((select deskhand_is_staff()) and exists (
        select 1 from bulk_changes b where b.workspace_id = bulk_tickets.workspace_id and b.id = bulk_tickets.bulk_id));
