-- What was removed can be taken back as it was: views are put aside as calendars, policies and rules are.

alter table views add removed_at timestamptz;
create index views_removed on views (workspace_id, removed_at) where removed_at is not null;
-- Whether a rule was on when it was removed.
alter table automation_rules add was_active boolean not null default false;

drop index events_of_views;
create index events_of_views on events (workspace_id, id) where name in
    ('view.created', 'view.changed', 'view.removed', 'view.restored');
drop index events_of_deadlines;
create index events_of_deadlines on events (workspace_id, id) where name in
    ('calendar.created', 'calendar.changed', 'calendar.removed', 'calendar.restored', 'policy.created',
     'policy.changed', 'policy.removed', 'policy.restored');
