-- Saved views of the queue, the columns that somebody chose, exports, and the orders of lists.

create table views (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    -- A view that the desk came with bears a word by which addresses name it.
    shipped text check (shipped in ('mine', 'unassigned', 'urgent', 'waiting_us', 'waiting_customer', 'resolved')),
    name text not null check (length(name) between 1 and 100),
    filters jsonb not null default '{}' check (jsonb_typeof(filters) = 'object'),
    sort text not null check (sort in ('need', 'priority', 'newest', 'oldest', 'updated')),
    columns jsonb not null default '[]' check (jsonb_typeof(columns) = 'array'),
    grouping text not null check (grouping in ('need', 'priority', 'day', 'none')),
    scope text not null check (scope in ('private', 'team', 'shared')),
    owner_id uuid,
    team_id uuid,
    position double precision not null,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, shipped),
    check ((scope = 'private') = (owner_id is not null)),
    check ((scope = 'team') = (team_id is not null)),
    foreign key (workspace_id, owner_id) references users (workspace_id, id) on delete cascade,
    foreign key (workspace_id, team_id) references teams (workspace_id, id)
);
create index views_of_everybody on views (workspace_id, position, id) where scope = 'shared';
create index views_of_owner on views (workspace_id, owner_id, position, id) where owner_id is not null;
create index views_of_team on views (workspace_id, team_id, position, id) where team_id is not null;

alter table users add column queue_columns jsonb check (jsonb_typeof(queue_columns) = 'array');

-- A list that the worker writes in pieces: what was asked, how far it is, and until when it can be fetched.
create table exports (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    owner_id uuid not null,
    name text not null check (length(name) between 1 and 200),
    wanted jsonb not null check (jsonb_typeof(wanted) = 'object'),
    state text not null check (state in ('waiting', 'writing', 'ready', 'failed')),
    reason text,
    place text,
    -- The fences under which its pieces lie in the file store, in their order.
    pieces integer[] not null default '{}',
    written integer not null default 0,
    total integer not null default 0,
    size bigint not null default 0,
    due_at timestamptz,
    attempts smallint not null default 0,
    fence integer not null default 0,
    erasing_since timestamptz,
    created_at timestamptz not null,
    finished_at timestamptz,
    expires_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, owner_id) references users (workspace_id, id)
);
create index exports_of_owner on exports (workspace_id, owner_id, id);
create index exports_due on exports (due_at) where due_at is not null;
create index exports_expiring on exports (workspace_id, expires_at) where expires_at is not null;

do $$
declare
    every_table text;
begin
    foreach every_table in array array['views', 'exports']
    loop
        execute format('alter table %I enable row level security', every_table);
        execute format(
            'create policy of_workspace on %I using (workspace_id = (select deskhand_workspace())) '
            'with check (workspace_id = (select deskhand_workspace()))', every_table);
        execute format(
            'create policy staff_only on %I as restrictive using ((select deskhand_is_staff())) '
            'with check ((select deskhand_is_staff()))', every_table);
    end loop;
end $$;
-- What somebody keeps for themselves, no colleague reads; the desk itself does.
create policy own_view on views as restrictive
    using (owner_id is null or owner_id = (select deskhand_actor()) or (select deskhand_actor()) is null)
    with check (owner_id is null or owner_id = (select deskhand_actor()) or (select deskhand_actor()) is null);
create policy own_export on exports as restrictive
    using (owner_id = (select deskhand_actor()) or (select deskhand_actor()) is null)
    with check (owner_id = (select deskhand_actor()) or (select deskhand_actor()) is null);

create function everywhere_claim_exports(at timestamptz, lease interval, most integer)
    returns table (workspace_id uuid, id uuid, fence integer)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update exports x set fence = x.fence + 1, attempts = least(x.attempts + 1, 1000), due_at = at + lease
    from (select c.workspace_id, c.id from exports c
          where c.due_at <= at and c.erasing_since is null
          order by c.due_at limit most for update skip locked) due
    where x.workspace_id = due.workspace_id and x.id = due.id
    returning x.workspace_id, x.id, x.fence
$$;

-- Six views that a lead would make on the first day, in every workspace; an admin may change or remove them.
create function ship_views() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into views (workspace_id, id, shipped, name, filters, sort, grouping, scope, position, created_at, updated_at)
    select new.id, gen_random_uuid(), v.shipped, v.name, v.filters::jsonb, v.sort, v.grouping, 'shared', v.position,
           new.created_at, new.created_at
    from (values
        ('mine', 'Mine', '{"assignee": "me"}', 'need', 'need', 1024),
        ('unassigned', 'Unassigned', '{"assignee": "none"}', 'need', 'need', 2048),
        ('urgent', 'Urgent', '{"priority": ["critical", "urgent"]}', 'need', 'need', 3072),
        ('waiting_us', 'Waiting for us', '{"status": ["open", "waiting_support"]}', 'priority', 'priority', 4096),
        ('waiting_customer', 'Waiting for customer', '{"status": ["waiting_customer"]}', 'updated', 'day', 5120),
        ('resolved', 'Recently resolved', '{"status": ["resolved", "closed"], "text": "resolved:>=7d"}',
         'updated', 'day', 6144)
    ) v (shipped, name, filters, sort, grouping, position);
    return new;
end $$;
create trigger ship_views after insert on workspaces for each row execute function ship_views();
create trigger ship_views_once after update on workspaces for each row execute function ship_views();
update workspaces set slug = slug;
drop trigger ship_views_once on workspaces;

-- The orders of lists: active and archived tickets apart, so that neither walks through the other.
create index tickets_by_priority on tickets (workspace_id, priority_rank, id) where attention < 3;
create index tickets_archive_by_need on tickets (workspace_id, attention, priority_rank, id) where attention >= 3;
create index tickets_archive_by_priority on tickets (workspace_id, priority_rank, id) where attention >= 3;
create index tickets_by_update on tickets (workspace_id, updated_at, id);
create index tickets_by_resolution on tickets (workspace_id, resolved_at, id) where resolved_at is not null;
-- Whose due moment has passed, without a look at the others.
create index tickets_by_first_due on tickets (workspace_id, first_response_due_at)
    where attention < 3 and first_response_at is null and first_response_due_at is not null;
create index tickets_by_due on tickets (workspace_id, sla_due_at) where attention < 3 and sla_due_at is not null;

-- Who changed which view, without a walk through all that happened.
create index events_of_views on events (workspace_id, id) where name in ('view.created', 'view.changed', 'view.removed');
