-- Rules that act by themselves: each version of them, what they did and what stopped them, what they set off, and the
-- moments that they wait for.

create table automation_rules (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    name text not null check (length(name) between 1 and 100),
    content jsonb not null,
    position integer not null,
    is_active boolean not null,
    version integer not null default 1 check (version > 0),
    runs bigint not null default 0,
    last_run_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    removed_at timestamptz,
    primary key (workspace_id, id)
);
create index automation_rules_by_position on automation_rules (workspace_id, position, id) where removed_at is null;

create table automation_versions (
    workspace_id uuid not null references workspaces,
    rule_id uuid not null,
    number integer not null check (number > 0),
    since timestamptz not null,
    content jsonb not null,
    primary key (workspace_id, rule_id, number),
    foreign key (workspace_id, rule_id) references automation_rules (workspace_id, id) on delete cascade
);

-- One row for each rule and event: that is what keeps a rule from doing the same twice.
create table automation_runs (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    rule_id uuid not null,
    version integer not null,
    ticket_id uuid not null,
    event_id uuid not null,
    chain uuid[] not null,
    outcome text not null check (outcome in ('ran', 'stopped', 'failed')),
    reason text,
    did jsonb not null default '{}',
    has_sent boolean not null default false,
    created_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, rule_id, event_id),
    foreign key (workspace_id, rule_id) references automation_rules (workspace_id, id) on delete cascade,
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade
);
create index automation_runs_of_ticket on automation_runs (workspace_id, ticket_id, created_at);
create index automation_runs_of_rule on automation_runs (workspace_id, rule_id, id desc);
create index automation_runs_by_age on automation_runs (workspace_id, created_at);

-- The rules that led to an event, the last of which caused it.
create table automation_causes (
    workspace_id uuid not null references workspaces,
    event_id uuid not null,
    chain uuid[] not null,
    created_at timestamptz not null,
    primary key (workspace_id, event_id)
);
create index automation_causes_by_age on automation_causes (workspace_id, created_at);

-- When a rule that waits is to look at a ticket; a later event of its kind takes the place of the one before.
create table automation_moments (
    workspace_id uuid not null references workspaces,
    rule_id uuid not null,
    ticket_id uuid not null,
    event_id uuid not null,
    due_at timestamptz not null,
    primary key (workspace_id, rule_id, ticket_id),
    foreign key (workspace_id, rule_id) references automation_rules (workspace_id, id) on delete cascade,
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade
);
create index automation_moments_due on automation_moments (due_at);
create index automation_moments_of_ticket on automation_moments (workspace_id, ticket_id);

do $$
declare
    every_table text;
begin
    foreach every_table in array array['automation_rules', 'automation_versions', 'automation_runs',
        'automation_causes', 'automation_moments']
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

-- Who changed which rule, without a walk through all that happened.
create index events_of_rules on events (workspace_id, id) where name in
    ('rule.created', 'rule.changed', 'rule.removed', 'rule.restored');

create function everywhere_due_rules(at timestamptz, most integer)
    returns table (workspace_id uuid, rule_id uuid, ticket_id uuid, event_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select m.workspace_id, m.rule_id, m.ticket_id, m.event_id from automation_moments m
    where m.due_at <= at order by m.due_at limit most
$$;
