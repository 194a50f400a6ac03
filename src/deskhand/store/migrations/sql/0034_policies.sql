-- Trails of calendars and of policies, found by an index.

drop index events_of_deadlines;
create index events_of_deadlines on events (workspace_id, id) where name in
    ('calendar.created', 'calendar.changed', 'calendar.removed', 'policy.created', 'policy.changed', 'policy.removed');
