-- What agents are writing, and replies that can still be taken back. Nobody but the writer sees a row: neither
-- colleagues nor the desk itself, which sends a held reply in its writer's name.

create table drafts (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    user_id uuid not null,
    ticket_id uuid not null,
    kind text not null check (kind in ('reply', 'note')),
    content text not null check (length(content) between 1 and 300000),
    seen_id uuid,
    resolves boolean not null default false,
    due_at timestamptz,
    unsent_reason text,
    version integer not null default 1,
    updated_at timestamptz not null,
    primary key (workspace_id, id),
    check (due_at is null or kind = 'reply'),
    foreign key (workspace_id, user_id) references users (workspace_id, id) on delete cascade,
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade
);
create unique index drafts_being_written on drafts (workspace_id, user_id, ticket_id, kind) where due_at is null;
create index drafts_by_ticket on drafts (workspace_id, ticket_id, user_id);

alter table drafts enable row level security;
create policy of_workspace on drafts using (workspace_id = (select deskhand_workspace()))
    with check (workspace_id = (select deskhand_workspace()));
create policy own on drafts as restrictive
    using (user_id = (select deskhand_actor()) and (select deskhand_is_staff()))
    with check (user_id = (select deskhand_actor()) and (select deskhand_is_staff()));

-- Seconds for which a reply waits for its writer's second thoughts.
alter table users add column undo_seconds smallint not null default 10 check (undo_seconds between 0 and 60);
