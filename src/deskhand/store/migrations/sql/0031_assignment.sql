-- Who is given tickets by the desk itself: by what rule, with which skills, when they are there, and what was decided.

alter table workspaces add column assignment text not null default 'off'
    check (assignment in ('off', 'late_binding', 'round_robin', 'fewest_open'));
-- Without one of its own a team goes by the workspace's.
alter table teams add column assignment text
    check (assignment in ('off', 'late_binding', 'round_robin', 'fewest_open'));

create table availability (
    workspace_id uuid not null references workspaces,
    user_id uuid not null,
    skills text[] not null default '{}' check (cardinality(skills) <= 50),
    languages text[] not null default '{}' check (cardinality(languages) <= 50),
    hours jsonb,
    capacity integer not null default 10 check (capacity between 0 and 500),
    is_accepting boolean not null default true,
    away_until timestamptz,
    away_reason text not null default '' check (length(away_reason) <= 200),
    last_given_at timestamptz,
    primary key (workspace_id, user_id),
    foreign key (workspace_id, user_id) references users (workspace_id, id) on delete cascade
);

create table category_needs (
    workspace_id uuid not null references workspaces,
    category_id uuid not null,
    team_id uuid,
    needs text[] not null default '{}' check (cardinality(needs) <= 50),
    prefers text[] not null default '{}' check (cardinality(prefers) <= 50),
    primary key (workspace_id, category_id),
    foreign key (workspace_id, category_id) references categories (workspace_id, id) on delete cascade,
    foreign key (workspace_id, team_id) references teams (workspace_id, id)
);

-- What was decided of a ticket: each time that it was given to somebody, and once that nobody may take it, while that
-- is so. `handed_back_at` says when the desk took it back itself.
create table assignments (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    ticket_id uuid not null,
    agent_id uuid,
    policy text not null,
    reason text not null,
    content jsonb not null,
    created_at timestamptz not null,
    handed_back_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade,
    foreign key (workspace_id, agent_id) references users (workspace_id, id) on delete cascade
);
create index assignments_by_ticket on assignments (workspace_id, ticket_id, id);
create unique index assignments_to_nobody on assignments (workspace_id, ticket_id) where agent_id is null;

do $$
declare
    every_table text;
begin
    foreach every_table in array array['availability', 'category_needs', 'assignments']
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
create policy visible_tickets on assignments as restrictive for select
    using (not (select deskhand_is_in_teams()) or exists (
        select 1 from tickets t where t.workspace_id = assignments.workspace_id and t.id = assignments.ticket_id));

-- The workspaces in which some rule is on and some ticket has nobody.
create function everywhere_unassigned() returns table (workspace_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select w.id from workspaces w
    where (w.assignment <> 'off' or exists (
            select 1 from teams g where g.workspace_id = w.id and g.is_active and g.assignment <> 'off'))
      and exists (select 1 from tickets t where t.workspace_id = w.id and t.assignee_id is null and t.attention = 0
                  and t.deleted_at is null and t.snoozed_until is null and t.merged_into_id is null)
$$;
