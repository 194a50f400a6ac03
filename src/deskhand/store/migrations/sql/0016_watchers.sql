-- Who watches a ticket, how tickets belong together, and which were merged into which.

-- `came_with_id` is the merged ticket with which somebody came to watch this one: they leave with it again.
create table ticket_watchers (
    workspace_id uuid not null references workspaces,
    ticket_id uuid not null,
    user_id uuid not null,
    came_with_id uuid,
    created_at timestamptz not null,
    primary key (workspace_id, ticket_id, user_id),
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade,
    foreign key (workspace_id, user_id) references users (workspace_id, id) on delete cascade,
    foreign key (workspace_id, came_with_id) references tickets (workspace_id, id) on delete cascade
);
create index ticket_watchers_by_user on ticket_watchers (workspace_id, user_id, ticket_id);
create index ticket_watchers_by_merged on ticket_watchers (workspace_id, came_with_id) where came_with_id is not null;

-- Read from a ticket to the other one: it is the child of it, its duplicate, caused by it, or was split from it. Which
-- ticket one follows stands in its own row.
create table ticket_links (
    workspace_id uuid not null references workspaces,
    ticket_id uuid not null,
    kind text not null check (kind in ('child_of', 'duplicate_of', 'caused_by', 'split_from')),
    other_id uuid not null check (other_id <> ticket_id),
    created_at timestamptz not null,
    primary key (workspace_id, ticket_id, kind, other_id),
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade,
    foreign key (workspace_id, other_id) references tickets (workspace_id, id) on delete cascade
);
create index ticket_links_by_other on ticket_links (workspace_id, other_id, kind, ticket_id);
create unique index ticket_links_one_parent on ticket_links (workspace_id, ticket_id) where kind = 'child_of';
create index tickets_by_followed on tickets (workspace_id, follow_up_of_id) where follow_up_of_id is not null;

-- A merged ticket points at the one that holds its messages now, however often that one was merged on: one step leads
-- there. Its merge keeps what it was merged into, and what it was before, so that it can be taken back.
alter table tickets add column merged_into_id uuid check (merged_into_id <> id);
alter table tickets add foreign key (workspace_id, merged_into_id) references tickets (workspace_id, id)
    on delete cascade;
create index tickets_by_merged on tickets (workspace_id, merged_into_id) where merged_into_id is not null;
create table ticket_merges (
    workspace_id uuid not null references workspaces,
    ticket_id uuid not null,
    into_id uuid not null check (into_id <> ticket_id),
    status_before text not null,
    closed_at_before timestamptz,
    created_at timestamptz not null,
    primary key (workspace_id, ticket_id),
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade,
    foreign key (workspace_id, into_id) references tickets (workspace_id, id) on delete cascade
);
create index ticket_merges_by_target on ticket_merges (workspace_id, into_id, ticket_id);

-- A message stands on one ticket; `home_id` is the merged one that it belongs to, and goes back to.
alter table messages add column home_id uuid check (home_id <> ticket_id);
alter table messages add foreign key (workspace_id, home_id) references tickets (workspace_id, id) on delete cascade;
create index messages_by_home on messages (workspace_id, home_id) where home_id is not null;
drop index messages_opening;
create unique index messages_opening on messages (workspace_id, ticket_id) where is_opening and home_id is null;
create or replace view public_messages with (security_invoker = true, security_barrier = true) as
    select workspace_id, id, ticket_id, author_id, author_kind, is_opening, reply_to_id, source, html, body, created_at,
           home_id
    from messages where visibility = 'public';

do $$
declare
    every_table text;
begin
    foreach every_table in array array['ticket_watchers', 'ticket_links', 'ticket_merges']
    loop
        execute format('alter table %I enable row level security', every_table);
        execute format(
            'create policy of_workspace on %I using (workspace_id = (select deskhand_workspace())) '
            'with check (workspace_id = (select deskhand_workspace()))', every_table);
    end loop;
    foreach every_table in array array['ticket_links', 'ticket_merges']
    loop
        execute format(
            'create policy staff_only on %I as restrictive using ((select deskhand_is_staff())) '
            'with check ((select deskhand_is_staff()))', every_table);
    end loop;
end $$;

-- Customers know that they watch a ticket themselves, and can end it; who else does is not theirs to know.
create policy own_read on ticket_watchers as restrictive for select
    using ((select deskhand_is_staff()) or user_id = (select deskhand_actor()));
create policy staff_add on ticket_watchers as restrictive for insert with check ((select deskhand_is_staff()));
create policy own_remove on ticket_watchers as restrictive for delete
    using ((select deskhand_is_staff()) or user_id = (select deskhand_actor()));
create policy visible_tickets on ticket_watchers as restrictive for select
    using (not (select deskhand_is_in_teams()) or exists (
        select 1 from tickets t where t.workspace_id = ticket_watchers.workspace_id
          and t.id = ticket_watchers.ticket_id));
-- A link says something of both of its tickets, so it is seen by whoever sees both.
create policy visible_tickets on ticket_links as restrictive for select
    using (not (select deskhand_is_in_teams()) or (
        exists (select 1 from tickets t where t.workspace_id = ticket_links.workspace_id
                  and t.id = ticket_links.ticket_id)
        and exists (select 1 from tickets t where t.workspace_id = ticket_links.workspace_id
                      and t.id = ticket_links.other_id)));
-- What a customer writes by the number of a merged ticket belongs to a ticket that is theirs as well.
create policy own_home on messages as restrictive for insert
    with check ((select deskhand_is_staff()) or home_id is null or exists (
        select 1 from tickets t where t.workspace_id = messages.workspace_id and t.id = messages.home_id));

-- Whether a ticket stands anywhere below another as its child, also by way of tickets that the asker does not see: a
-- circle of parents would otherwise close behind a wall.
create function is_descendant(low uuid, high uuid) returns boolean
    language sql stable security definer set search_path = public, pg_temp as $$
    with recursive above as (
        select other_id from ticket_links
        where workspace_id = deskhand_workspace() and ticket_id = low and kind = 'child_of'
        union
        select l.other_id from ticket_links l join above on l.ticket_id = above.other_id
        where l.workspace_id = deskhand_workspace() and l.kind = 'child_of'
    )
    select exists (select 1 from above where other_id = high)
$$;
