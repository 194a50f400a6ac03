-- Reports: whether deadlines were kept, what was open at the end of each day, and figures by organization and tags too.

alter table views drop constraint views_grouping_check;
alter table views add constraint views_grouping_check check (grouping in ('need', 'priority', 'day', 'due', 'none'));

-- What was counted without organizations and tags is counted anew within the hour.
delete from ticket_statistics;
alter table ticket_statistics
    drop constraint ticket_statistics_workspace_id_hour_category_id_priority_so_key;
alter table ticket_statistics add column organization_id uuid;
alter table ticket_statistics add column tag_ids uuid[] not null default '{}';
create unique index ticket_statistics_once on ticket_statistics
    (workspace_id, hour, category_id, priority, source, agent_id, team_id, organization_id, tag_ids)
    nulls not distinct;

-- Of the tickets that were opened in an hour: which targets were met, and which were not.
create table sla_statistics (
    workspace_id uuid not null references workspaces,
    id uuid not null default gen_random_uuid(),
    hour timestamptz not null,
    category_id uuid,
    priority text not null check (priority in ('critical', 'urgent', 'high', 'medium', 'low')),
    source text not null,
    agent_id uuid,
    team_id uuid,
    organization_id uuid,
    tag_ids uuid[] not null default '{}',
    opened integer not null,
    responded integer not null,
    response_met integer not null,
    response_missed integer not null,
    response_missed_by_change integer not null,
    resolved integer not null,
    resolution_met integer not null,
    resolution_missed integer not null,
    resolution_missed_by_change integer not null,
    primary key (workspace_id, id)
);
create unique index sla_statistics_once on sla_statistics
    (workspace_id, hour, category_id, priority, source, agent_id, team_id, organization_id, tag_ids)
    nulls not distinct;

-- Tickets by when they were opened, whenever that was written: a small index, which lists do not use.
create index tickets_by_opening on tickets using brin (created_at) with (pages_per_range = 16, autosummarize = on);

-- What was open when a day of the workspace's time zone ended.
create table backlog_statistics (
    workspace_id uuid not null references workspaces,
    id uuid not null default gen_random_uuid(),
    day date not null,
    status text not null check (status in ('open', 'in_progress', 'waiting_customer', 'waiting_support')),
    age text not null check (age in ('day', 'three_days', 'week', 'month', 'older')),
    category_id uuid,
    priority text not null check (priority in ('critical', 'urgent', 'high', 'medium', 'low')),
    source text not null,
    agent_id uuid,
    team_id uuid,
    organization_id uuid,
    tag_ids uuid[] not null default '{}',
    tickets integer not null,
    primary key (workspace_id, id)
);
create unique index backlog_statistics_once on backlog_statistics
    (workspace_id, day, status, age, category_id, priority, source, agent_id, team_id, organization_id, tag_ids)
    nulls not distinct;
-- The newest day that was counted, also where nothing was open on it.
alter table workspaces add column backlog_day date;

do $$
declare
    every_table text;
begin
    foreach every_table in array array['sla_statistics', 'backlog_statistics']
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
