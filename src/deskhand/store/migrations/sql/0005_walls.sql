-- Row security. Every table: the workspace of the transaction. Customers: their own rows, by restrictive policies,
-- and their organization's tickets when an admin allows it (`app.shared`). Visitors: what signing in takes.
-- The settings are '' after a transaction, not NULL; sub-selects make them run once a query.

create function deskhand_workspace() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.workspace', true), '')::uuid $$;
create function deskhand_actor() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.actor', true), '')::uuid $$;
create function deskhand_organization() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.organization', true), '')::uuid $$;
create function deskhand_shared() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.shared', true), '')::uuid $$;
create function deskhand_is_staff() returns boolean language sql stable parallel safe
    as $$ select coalesce(current_setting('app.role', true) in ('agent', 'admin', 'system'), false) $$;
create function deskhand_is_visitor() returns boolean language sql stable parallel safe
    as $$ select coalesce(current_setting('app.role', true) = 'visitor', false) $$;

do $$
declare
    every_table text;
begin
    foreach every_table in array array[
        'organizations', 'users', 'sessions', 'api_tokens', 'one_time_links', 'throttles', 'idempotency_keys',
        'tickets', 'messages', 'ticket_number_bases', 'events', 'jobs', 'timetable', 'deliveries', 'delivery_attempts']
    loop
        execute format('alter table %I enable row level security', every_table);
        execute format(
            'create policy of_workspace on %I using (workspace_id = (select deskhand_workspace())) '
            'with check (workspace_id = (select deskhand_workspace()))', every_table);
    end loop;
    foreach every_table in array array['ticket_number_bases', 'timetable', 'deliveries', 'delivery_attempts']
    loop
        execute format(
            'create policy staff_only on %I as restrictive using ((select deskhand_is_staff())) '
            'with check ((select deskhand_is_staff()))', every_table);
    end loop;
    foreach every_table in array array['throttles', 'one_time_links']
    loop
        execute format(
            'create policy sign_in on %I as restrictive using ((select deskhand_is_staff() or deskhand_is_visitor())) '
            'with check ((select deskhand_is_staff() or deskhand_is_visitor()))', every_table);
    end loop;
end $$;

alter table workspaces enable row level security;
create policy of_workspace on workspaces using (id = (select deskhand_workspace()));
create policy staff_change on workspaces as restrictive for update using ((select deskhand_is_staff()));

create policy own_read on organizations as restrictive for select
    using ((select deskhand_is_staff()) or id = (select deskhand_organization()));
create policy staff_add on organizations as restrictive for insert with check ((select deskhand_is_staff()));
create policy staff_change on organizations as restrictive for update using ((select deskhand_is_staff()));
create policy staff_remove on organizations as restrictive for delete using ((select deskhand_is_staff()));

create policy own_read on users as restrictive for select
    using ((select deskhand_is_staff() or deskhand_is_visitor()) or id = (select deskhand_actor()));
create policy staff_add on users as restrictive for insert with check ((select deskhand_is_staff()));
create policy own_change on users as restrictive for update
    using ((select deskhand_is_staff()) or id = (select deskhand_actor()))
    with check ((select deskhand_is_staff()) or (id = (select deskhand_actor()) and role = 'customer'
        and organization_id is not distinct from (select deskhand_organization())));
create policy staff_remove on users as restrictive for delete using ((select deskhand_is_staff()));

create policy own on sessions as restrictive
    using ((select deskhand_is_staff()) or user_id = (select deskhand_actor()))
    with check ((select deskhand_is_staff() or deskhand_is_visitor()) or user_id = (select deskhand_actor()));
create policy own on api_tokens as restrictive
    using ((select deskhand_is_staff()) or user_id = (select deskhand_actor()));
create policy own on idempotency_keys as restrictive
    using ((select deskhand_is_staff()) or actor_id = (select deskhand_actor()));

create policy own on tickets as restrictive
    using ((select deskhand_is_staff()) or requester_id = (select deskhand_actor())
           or organization_id = (select deskhand_shared()))
    with check ((select deskhand_is_staff()) or requester_id = (select deskhand_actor())
                or organization_id = (select deskhand_shared()));
create policy own_add on tickets as restrictive for insert
    with check ((select deskhand_is_staff()) or organization_id is null
                or organization_id = (select deskhand_organization()));
create policy staff_remove on tickets as restrictive for delete using ((select deskhand_is_staff()));

-- A ticket and its opening message are one statement, which cannot see its own ticket; that a ticket has one opening
-- message only keeps openings away from the tickets of others.
create policy own on messages as restrictive
    using ((select deskhand_is_staff()) or (visibility = 'public' and exists (
        select 1 from tickets t where t.workspace_id = messages.workspace_id and t.id = messages.ticket_id)))
    with check ((select deskhand_is_staff()) or (visibility = 'public' and author_id = (select deskhand_actor())
        and (is_opening or exists (
            select 1 from tickets t where t.workspace_id = messages.workspace_id and t.id = messages.ticket_id))));
create policy staff_change on messages as restrictive for update using ((select deskhand_is_staff()));
create policy staff_remove on messages as restrictive for delete using ((select deskhand_is_staff()));

-- A customer's act writes events and jobs, and never reads or changes them.
create policy staff_read on events as restrictive for select using ((select deskhand_is_staff()));
create policy own_add on events as restrictive for insert
    with check ((select deskhand_is_staff()) or actor_id = (select deskhand_actor())
                or ((select deskhand_is_visitor()) and actor_kind = 'visitor' and actor_id is null));
create policy staff_read on jobs as restrictive for select using ((select deskhand_is_staff()));
create policy staff_change on jobs as restrictive for update using ((select deskhand_is_staff()));
create policy staff_remove on jobs as restrictive for delete using ((select deskhand_is_staff()));
