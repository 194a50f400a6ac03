-- The timetable keeps each workspace's own time and how its last runs went; idle tickets are found by when they fell idle.

alter table timetable add column zone text;
alter table timetable add column asked_at timestamptz;
alter table timetable add column failures integer not null default 0;

drop function everywhere_claim_timetable(timestamptz, interval);
create function everywhere_claim_timetable(at timestamptz, lease interval)
    returns table (workspace_id uuid, name text, due_at timestamptz, fence integer, zone text, is_asked boolean,
                   time_zone text)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update timetable t set fence = t.fence + 1, lease_until = at + lease, started_at = at
    from (select c.workspace_id, c.name, w.time_zone from timetable c join workspaces w on w.id = c.workspace_id
          where c.due_at <= at and (c.lease_until is null or c.lease_until <= at)
          order by c.due_at limit 1 for update of c skip locked) due
    where t.workspace_id = due.workspace_id and t.name = due.name
    returning t.workspace_id, t.name, t.due_at, t.fence, t.zone, t.asked_at is not null, due.time_zone
$$;

alter table tickets add column close_warned_at timestamptz;
alter table tickets add column reminded_at timestamptz;
create index tickets_idle_waiting on tickets (workspace_id, last_message_at, id)
    where status = 'waiting_customer' and snoozed_until is null and merged_into_id is null;
create index tickets_idle_resolved on tickets (workspace_id, resolved_at, id)
    where status = 'resolved' and snoozed_until is null and merged_into_id is null;
create index tickets_unanswered on tickets (workspace_id, last_message_at, id)
    where attention < 2 and last_message_by = 'customer' and assignee_id is not null and snoozed_until is null
        and merged_into_id is null and (reminded_at is null or reminded_at < last_message_at);
