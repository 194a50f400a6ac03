-- Service levels: calendars and policies in versions, the clock events of tickets, and what is due next.

create table calendars (
    workspace_id uuid not null references workspaces,
    id uuid not null default gen_random_uuid(),
    name text not null check (length(name) between 1 and 80),
    created_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, name)
);
create table calendar_versions (
    workspace_id uuid not null references workspaces,
    id uuid not null default gen_random_uuid(),
    calendar_id uuid not null,
    number integer not null check (number > 0),
    since timestamptz not null,
    content jsonb not null,
    primary key (workspace_id, id),
    unique (workspace_id, calendar_id, number),
    foreign key (workspace_id, calendar_id) references calendars (workspace_id, id)
);
create table sla_policies (
    workspace_id uuid not null references workspaces,
    id uuid not null default gen_random_uuid(),
    shipped text check (shipped in ('standard', 'accelerated')),
    name text not null check (length(name) between 1 and 80),
    created_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, name)
);
create table sla_policy_versions (
    workspace_id uuid not null references workspaces,
    id uuid not null default gen_random_uuid(),
    policy_id uuid not null,
    number integer not null check (number > 0),
    since timestamptz not null,
    content jsonb not null,
    primary key (workspace_id, id),
    unique (workspace_id, policy_id, number),
    foreign key (workspace_id, policy_id) references sla_policies (workspace_id, id)
);

-- Whose policy is whose; the number of the book rises with whatever it says.
alter table workspaces add column sla_policy_id uuid;
alter table workspaces add column sla_book integer not null default 1;
alter table workspaces add foreign key (id, sla_policy_id) references sla_policies (workspace_id, id);
alter table organizations add column sla_policy_id uuid;
alter table organizations add foreign key (workspace_id, sla_policy_id) references sla_policies (workspace_id, id);
alter table categories add column sla_policy_id uuid;
alter table categories add foreign key (workspace_id, sla_policy_id) references sla_policies (workspace_id, id);

-- What a ticket's clocks depend on, and what was worked out of it: the nearest target with the moments at which its
-- colour changes, and the next moment at which there is something to raise. `sla_book` is the book that it was worked
-- out by, 0 while it never was. Policies are never removed, so their ids need no check at each new ticket.
alter table tickets add column sla_book integer not null default 0;
alter table tickets add column sla_policy_id uuid;
alter table tickets add column sla_halved boolean not null default false;
alter table tickets add column asked_at timestamptz;
alter table tickets add column clocked_at timestamptz;
alter table tickets add column next_response_due_at timestamptz;
alter table tickets add column sla_target text check (sla_target in ('first_response', 'next_response', 'resolution'));
alter table tickets add column sla_standing text check (sla_standing in ('running', 'paused', 'met', 'ended'));
alter table tickets add column sla_nearest_at timestamptz not null default '9999-12-31 00:00:00+00';
alter table tickets add column sla_critical_at timestamptz;
alter table tickets add column sla_warning_at timestamptz;
alter table tickets add column sla_half_at timestamptz;
alter table tickets add column sla_left interval;
alter table tickets add column sla_raised smallint not null default 0;
alter table tickets add column next_sla_at timestamptz;
create index tickets_next_sla on tickets (next_sla_at) where next_sla_at is not null;
create index tickets_by_sla on tickets (workspace_id, sla_nearest_at, id) where attention < 3;
create index tickets_archive_by_sla on tickets (workspace_id, sla_nearest_at, id) where attention >= 3;
drop index tickets_by_first_due;
drop index tickets_by_due;
alter table views drop constraint views_sort_check;
alter table views add constraint views_sort_check
    check (sort in ('need', 'sla', 'priority', 'newest', 'oldest', 'updated', 'due'));

-- A clock event says what held until a moment; what holds now is the ticket's own row.
create table clock_events (
    workspace_id uuid not null references workspaces,
    ticket_id uuid not null,
    number integer not null,
    until timestamptz not null,
    status text not null,
    priority text not null,
    policy_id uuid,
    is_halved boolean not null,
    asked_at timestamptz,
    primary key (workspace_id, ticket_id, number),
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade
);
create function record_clock() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into clock_events (workspace_id, ticket_id, number, until, status, priority, policy_id, is_halved, asked_at)
    select old.workspace_id, old.id, coalesce(max(number), 0) + 1, greatest(new.clocked_at, new.updated_at),
           old.status, old.priority, old.sla_policy_id, old.sla_halved, old.asked_at
    from clock_events where workspace_id = old.workspace_id and ticket_id = old.id;
    return null;
end $$;
create trigger record_clock after update on tickets for each row
    when (old.sla_book > 0 and (old.status, old.priority, old.sla_policy_id, old.sla_halved, old.asked_at)
          is distinct from (new.status, new.priority, new.sla_policy_id, new.sla_halved, new.asked_at))
    execute function record_clock();

-- How far the tickets have been gone through whose clocks were never wound, or by an older book.
create table clock_backlog (
    workspace_id uuid primary key references workspaces,
    below uuid not null,
    since timestamptz,
    done bigint not null default 0,
    finished_at timestamptz
);

do $$
declare
    every_table text;
begin
    foreach every_table in array array[
        'calendars', 'calendar_versions', 'sla_policies', 'sla_policy_versions', 'clock_events', 'clock_backlog']
    loop
        execute format('alter table %I enable row level security', every_table);
        execute format(
            'create policy of_workspace on %I using (workspace_id = (select deskhand_workspace())) '
            'with check (workspace_id = (select deskhand_workspace()))', every_table);
        execute format(
            'create policy staff_add on %I as restrictive for insert with check ((select deskhand_is_staff()))',
            every_table);
        execute format(
            'create policy staff_change on %I as restrictive for update using ((select deskhand_is_staff()))',
            every_table);
        execute format(
            'create policy no_strangers on %I as restrictive for select using (not (select deskhand_is_visitor()))',
            every_table);
    end loop;
end $$;
create policy own_read on clock_events as restrictive for select
    using ((select deskhand_is_staff()) or exists (
        select 1 from tickets t where t.workspace_id = clock_events.workspace_id and t.id = clock_events.ticket_id));
create policy staff_read on clock_backlog as restrictive for select using ((select deskhand_is_staff()));

-- Which policy counts for a ticket: the organization's, the category's or that of the one above it, the workspace's.
-- A customer's act needs it also for an organization or category that they cannot see.
create function sla_terms(organization uuid, category uuid, out policy_id uuid, out is_halved boolean, out book integer)
    language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(o.sla_policy_id, c.sla_policy_id, p.sla_policy_id, w.sla_policy_id),
           coalesce(o.is_priority_client, false), w.sla_book
    from workspaces w
    left join organizations o on o.workspace_id = w.id and o.id = organization
    left join categories c on c.workspace_id = w.id and c.id = category
    left join categories p on p.workspace_id = w.id and p.id = c.parent_id
    where w.id = deskhand_workspace()
$$;

create function everywhere_due_clocks(at timestamptz, most integer) returns table (workspace_id uuid, ticket_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select t.workspace_id, t.id from tickets t
    where t.next_sla_at <= at and t.deleted_at is null order by t.next_sla_at limit most
$$;

create function everywhere_clock_backlogs() returns table (workspace_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select b.workspace_id from clock_backlog b where b.finished_at is null
$$;

create function get_tickets_needing_sla_notifications()
    returns table (ticket_id uuid, ticket_number text, subject text, priority text, status text, organization_id uuid,
                   assignee_id uuid, notification_type text, target text, due_at timestamptz, minutes_left numeric)
    language sql stable as $$
    select t.id, t.number, t.subject, t.priority, t.status, t.organization_id, t.assignee_id, d.kind, t.sla_target,
           t.sla_nearest_at, round(extract(epoch from t.sla_nearest_at - now()) / 60, 1)
    from tickets t,
         lateral (select case when t.sla_nearest_at <= now() then 'sla_breach' else 'sla_warning' end as kind) d
    where t.attention < 3 and t.deleted_at is null and t.sla_standing = 'running'
      and (t.sla_nearest_at <= now() or t.sla_warning_at <= now())
      and not exists (select 1 from deliveries n where n.workspace_id = t.workspace_id and n.ticket_id = t.id
                      and n.notification_type = d.kind and n.created_at > now() - interval '1 hour')
    order by t.sla_nearest_at
$$;

create function ship_policies() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into sla_policies (workspace_id, shipped, name, created_at)
    values (new.id, 'standard', 'Standard', new.created_at), (new.id, 'accelerated', 'Accelerated', new.created_at);
    insert into sla_policy_versions (workspace_id, policy_id, number, since, content)
    select p.workspace_id, p.id, 1, new.created_at, case p.shipped when 'standard' then
        '{"targets": {"first_response": {"critical": 60, "urgent": 120, "high": 240, "medium": 480, "low": 1440},
                      "resolution": {"critical": 240, "urgent": 480, "high": 1440, "medium": 2880, "low": 4320}}}'::jsonb
        else
        '{"targets": {"first_response": {"critical": 30, "urgent": 60, "high": 120, "medium": 240, "low": 480},
                      "resolution": {"critical": 240, "urgent": 480, "high": 1440, "medium": 2880, "low": 5760}}}'::jsonb
        end
    from sla_policies p where p.workspace_id = new.id;
    update workspaces set sla_policy_id =
        (select id from sla_policies where workspace_id = new.id and shipped = 'standard') where id = new.id;
    insert into clock_backlog (workspace_id, below) values (new.id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
    return null;
end $$;
create trigger ship_policies after insert on workspaces for each row execute function ship_policies();
create trigger ship_policies_once after update of slug on workspaces for each row execute function ship_policies();
update workspaces set slug = slug;
drop trigger ship_policies_once on workspaces;
