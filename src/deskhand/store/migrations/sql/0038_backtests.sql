-- Rules tried on what happened before: how far a run is, and what the rule would have done where.

create table backtests (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    owner_id uuid not null,
    -- The rule of which this is a draft; none for a new one.
    rule_id uuid,
    content jsonb not null check (jsonb_typeof(content) = 'object'),
    state text not null check (state in ('waiting', 'looking', 'done', 'failed')),
    reason text,
    since timestamptz not null,
    until timestamptz not null,
    -- The event that was looked at last, or where the first one may lie.
    place uuid not null,
    reached_at timestamptz not null,
    counts jsonb not null default '{}' check (jsonb_typeof(counts) = 'object'),
    hits integer not null default 0,
    is_cut boolean not null default false,
    due_at timestamptz,
    attempts smallint not null default 0,
    fence integer not null default 0,
    created_at timestamptz not null,
    finished_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, owner_id) references users (workspace_id, id) on delete cascade,
    foreign key (workspace_id, rule_id) references automation_rules (workspace_id, id) on delete cascade
);
create index backtests_of_owner on backtests (workspace_id, owner_id, id);
create index backtests_of_rule on backtests (workspace_id, rule_id) where rule_id is not null;
create index backtests_due on backtests (due_at) where due_at is not null;
create index backtests_by_age on backtests (workspace_id, created_at);

create table backtest_hits (
    workspace_id uuid not null references workspaces,
    backtest_id uuid not null,
    event_id uuid not null,
    ticket_id uuid not null,
    event text not null,
    at timestamptz not null,
    has_run boolean not null,
    has_sent boolean not null,
    would jsonb not null check (jsonb_typeof(would) = 'object'),
    primary key (workspace_id, backtest_id, event_id),
    foreign key (workspace_id, backtest_id) references backtests (workspace_id, id) on delete cascade,
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade
);
create index backtest_hits_of_ticket on backtest_hits (workspace_id, ticket_id, backtest_id, at);

do $$
declare
    every_table text;
begin
    foreach every_table in array array['backtests', 'backtest_hits']
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
-- What somebody tries, no colleague reads; the desk itself does.
create policy own_backtest on backtests as restrictive
    using (owner_id = (select deskhand_actor()) or (select deskhand_actor()) is null)
    with check (owner_id = (select deskhand_actor()) or (select deskhand_actor()) is null);
create policy own_backtest on backtest_hits as restrictive
    using (exists (select 1 from backtests b
                   where b.workspace_id = backtest_hits.workspace_id and b.id = backtest_hits.backtest_id))
    with check (exists (select 1 from backtests b
                        where b.workspace_id = backtest_hits.workspace_id and b.id = backtest_hits.backtest_id));

create function everywhere_claim_backtests(at timestamptz, lease interval, most integer)
    returns table (workspace_id uuid, id uuid, fence integer)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update backtests x set fence = x.fence + 1, attempts = least(x.attempts + 1, 1000), due_at = at + lease
    from (select c.workspace_id, c.id from backtests c
          where c.due_at <= at order by c.due_at limit most for update skip locked) due
    where x.workspace_id = due.workspace_id and x.id = due.id
    returning x.workspace_id, x.id, x.fence
$$;
