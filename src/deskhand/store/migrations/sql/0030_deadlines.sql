-- Calendars and policies that nobody uses any more are put aside: clocks of the past still count by them.

alter table calendars add column removed_at timestamptz;
alter table calendars drop constraint calendars_workspace_id_name_key;
create unique index calendars_by_name on calendars (workspace_id, name) where removed_at is null;
alter table sla_policies add column removed_at timestamptz;
alter table sla_policies drop constraint sla_policies_workspace_id_name_key;
create unique index sla_policies_by_name on sla_policies (workspace_id, name) where removed_at is null;

create index events_of_deadlines on events (workspace_id, id) where name in
    ('calendar.created', 'calendar.changed', 'calendar.removed',
     'sla_policy.created', 'sla_policy.changed', 'sla_policy.removed');
