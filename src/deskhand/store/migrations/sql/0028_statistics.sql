-- What happened to tickets, counted by hour: what reports read. Agents, teams and categories have no foreign keys: like
-- events, figures outlive what they tell of.

create table ticket_statistics (
    workspace_id uuid not null references workspaces,
    id uuid not null default gen_random_uuid(),
    hour timestamptz not null,
    category_id uuid,
    priority text not null check (priority in ('critical', 'urgent', 'high', 'medium', 'low')),
    source text not null,
    agent_id uuid,
    team_id uuid,
    created integer not null,
    first_responded integer not null,
    resolved integer not null,
    closed integer not null,
    reopened integer not null,
    rated integer not null,
    rating_sum integer not null,
    first_response_seconds bigint not null,
    resolution_seconds bigint not null,
    first_responded_late integer not null,
    resolved_late integer not null,
    primary key (workspace_id, id),
    unique nulls not distinct (workspace_id, hour, category_id, priority, source, agent_id, team_id)
);

alter table ticket_statistics enable row level security;
create policy of_workspace on ticket_statistics using (workspace_id = (select deskhand_workspace()))
    with check (workspace_id = (select deskhand_workspace()));
create policy staff_only on ticket_statistics as restrictive using ((select deskhand_is_staff()))
    with check ((select deskhand_is_staff()));
