-- What a draft of a policy would have made of the tickets of the last 90 days: the run of one person, and what flips.

create table hindsights (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    owner_id uuid not null,
    -- The policy whose place the draft takes; one that is not made yet takes that of the workspace's own.
    policy_id uuid not null,
    is_new boolean not null,
    start_id uuid,
    name text not null check (length(name) between 1 and 80),
    number integer,
    draft jsonb not null check (jsonb_typeof(draft) = 'object'),
    state text not null default 'waiting' check (state in ('waiting', 'judging', 'ready', 'failed')),
    since timestamptz not null,
    until timestamptz not null,
    reached_at timestamptz not null,
    reached_id uuid not null,
    tally jsonb not null default '{}' check (jsonb_typeof(tally) = 'object'),
    flipped integer not null default 0,
    due_at timestamptz,
    attempts smallint not null default 0,
    fence integer not null default 0,
    primary key (workspace_id, id),
    foreign key (workspace_id, owner_id) references users (workspace_id, id) on delete cascade,
    foreign key (workspace_id, policy_id) references sla_policies (workspace_id, id)
);
create unique index hindsights_of_owner on hindsights (workspace_id, owner_id);
create index hindsights_due on hindsights (due_at) where due_at is not null;

create table hindsight_flips (
    workspace_id uuid not null references workspaces,
    hindsight_id uuid not null,
    ticket_id uuid not null,
    is_late boolean not null,
    targets text[] not null
        check (cardinality(targets) > 0 and targets <@ array['first_response', 'next_response', 'resolution']),
    primary key (workspace_id, hindsight_id, is_late, ticket_id),
    foreign key (workspace_id, hindsight_id) references hindsights (workspace_id, id) on delete cascade,
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade
);
create index hindsight_flips_of_ticket on hindsight_flips (workspace_id, ticket_id);

do $$
declare
    every_table text;
begin
    foreach every_table in array array['hindsights', 'hindsight_flips']
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
-- Nobody but who asked reads it; the desk itself does, which works it out.
create policy own_hindsight on hindsights as restrictive
    using (owner_id = (select deskhand_actor()) or (select deskhand_actor()) is null)
    with check (owner_id = (select deskhand_actor()) or (select deskhand_actor()) is null);
create policy own_hindsight on hindsight_flips as restrictive
    using (exists (select 1 from hindsights h where h.workspace_id = hindsight_flips.workspace_id
                   and h.id = hindsight_flips.hindsight_id))
    with check (exists (select 1 from hindsights h where h.workspace_id = hindsight_flips.workspace_id
                        and h.id = hindsight_flips.hindsight_id));

create function everywhere_claim_hindsights(at timestamptz, lease interval, most integer)
    returns table (workspace_id uuid, id uuid, fence integer)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update hindsights x set fence = x.fence + 1, attempts = least(x.attempts + 1, 1000), due_at = at + lease
    from (select c.workspace_id, c.id from hindsights c
          where c.due_at <= at order by c.due_at limit most for update skip locked) due
    where x.workspace_id = due.workspace_id and x.id = due.id
    returning x.workspace_id, x.id, x.fence
$$;
