-- The only code that passes the wall: owner functions that return keys. store/everywhere.py calls them, nothing else.

create function everywhere_workspace(wanted_host text) returns uuid
    language sql stable security definer set search_path = public, pg_temp as $$
    select id from workspaces
    where host = wanted_host or (host is null and not exists (select 1 from workspaces where host = wanted_host))
    order by host nulls last, created_at limit 1
$$;

create function everywhere_workspaces() returns table (workspace_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select id from workspaces order by created_at
$$;

create function everywhere_session(wanted bytea, at timestamptz)
    returns table (workspace_id uuid, session_id uuid, user_id uuid, role text, name text, email text,
                   organization_id uuid, shares_tickets boolean, time_zone text, language text, last_seen_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp as $$
    select s.workspace_id, s.id, u.id, u.role, u.name, u.email, u.organization_id,
           coalesce(o.shares_tickets, false), u.time_zone, u.language, s.last_seen_at
    from sessions s
    join users u on u.workspace_id = s.workspace_id and u.id = s.user_id
    left join organizations o on o.workspace_id = u.workspace_id and o.id = u.organization_id
    where s.digest = wanted and s.expires_at > at and u.is_active
$$;

create function everywhere_token(wanted bytea, at timestamptz)
    returns table (workspace_id uuid, token_id uuid, user_id uuid, role text, name text, email text,
                   organization_id uuid, shares_tickets boolean, time_zone text, language text, scopes text[],
                   last_used_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp as $$
    select k.workspace_id, k.id, u.id, u.role, u.name, u.email, u.organization_id,
           coalesce(o.shares_tickets, false), u.time_zone, u.language, k.scopes, k.last_used_at
    from api_tokens k
    join users u on u.workspace_id = k.workspace_id and u.id = k.user_id
    left join organizations o on o.workspace_id = u.workspace_id and o.id = u.organization_id
    where k.digest = wanted and k.revoked_at is null and (k.expires_at is null or k.expires_at > at) and u.is_active
$$;

create function everywhere_link(wanted bytea, at timestamptz) returns table (workspace_id uuid, link_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select l.workspace_id, l.id from one_time_links l
    where l.digest = wanted and l.expires_at > at and l.used_at is null
$$;

-- The display name of a person whom a customer may hear named: staff, themselves, and colleagues when tickets are shared.
create function person_name(wanted uuid) returns text
    language sql stable security definer set search_path = public, pg_temp as $$
    select name from users
    where workspace_id = deskhand_workspace() and id = wanted
      and (deskhand_is_staff() or role <> 'customer' or id = deskhand_actor()
           or organization_id = deskhand_shared())
$$;

-- A number from the workspace's sequence less the month's base: unique, rising, no lock over the transaction.
create function next_ticket_number(at timestamptz) returns text
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    workspace uuid := deskhand_workspace();
    sequence regclass := ('ticket_numbers_' || replace(deskhand_workspace()::text, '-', ''))::regclass;
    pattern text;
    local_day timestamp;
    this_period text;
    month_base bigint;
    drawn bigint;
    width int;
begin
    select w.ticket_number_pattern, at at time zone w.time_zone into pattern, local_day
        from workspaces w where w.id = workspace;
    this_period := case when pattern like '%{mm}%' then to_char(local_day, 'YYYY-MM')
                        when pattern like '%{yyyy}%' then to_char(local_day, 'YYYY') else '' end;
    select b.base into month_base from ticket_number_bases b
        where b.workspace_id = workspace and b.period = this_period;
    drawn := nextval(sequence);
    if month_base is null then
        insert into ticket_number_bases values (workspace, this_period, drawn - 1) on conflict do nothing;
        select b.base into month_base from ticket_number_bases b
            where b.workspace_id = workspace and b.period = this_period;
    end if;
    while drawn <= month_base loop
        drawn := nextval(sequence);
    end loop;
    drawn := drawn - month_base;
    width := coalesce(substring(pattern from '\{seq:0?(\d+)\}')::int, 1);
    return regexp_replace(
        replace(replace(pattern, '{yyyy}', to_char(local_day, 'YYYY')), '{mm}', to_char(local_day, 'MM')),
        '\{seq(:\d+)?\}', lpad(drawn::text, greatest(width, length(drawn::text)), '0'));
end $$;

-- Claims count the attempt; the lease is the row's next due moment, so a lost worker's rows come due by themselves.
create function everywhere_claim_jobs(at timestamptz, lease interval, most integer)
    returns table (workspace_id uuid, id uuid, event_id uuid, reaction text, attempts smallint, fence integer)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update jobs j set attempts = j.attempts + 1, fence = j.fence + 1, due_at = at + lease
    from (select c.workspace_id, c.id from jobs c where c.dead_at is null and c.due_at <= at
          order by c.priority, c.due_at limit most for update skip locked) due
    where j.workspace_id = due.workspace_id and j.id = due.id
    returning j.workspace_id, j.id, j.event_id, j.reaction, j.attempts, j.fence
$$;

create function everywhere_claim_deliveries(at timestamptz, lease interval, most integer)
    returns table (workspace_id uuid, id uuid, fence integer)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update deliveries d set fence = d.fence + 1, due_at = at + lease
    from (select c.workspace_id, c.id from deliveries c
          where c.state in ('planned', 'held', 'ready', 'sending', 'retry_wait') and c.due_at <= at
          order by c.priority, c.due_at limit most for update skip locked) due
    where d.workspace_id = due.workspace_id and d.id = due.id
    returning d.workspace_id, d.id, d.fence
$$;

create function everywhere_claim_timetable(at timestamptz, lease interval)
    returns table (workspace_id uuid, name text, due_at timestamptz, fence integer)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update timetable t set fence = t.fence + 1, lease_until = at + lease, started_at = at
    from (select c.workspace_id, c.name from timetable c
          where c.due_at <= at and (c.lease_until is null or c.lease_until <= at)
          order by c.due_at limit 1 for update skip locked) due
    where t.workspace_id = due.workspace_id and t.name = due.name
    returning t.workspace_id, t.name, t.due_at, t.fence
$$;

-- How much waits and how much was given up: figures for operators, no rows.
create function everywhere_backlog()
    returns table (jobs_waiting bigint, jobs_dead bigint, deliveries_waiting bigint, deliveries_dead bigint)
    language sql stable security definer set search_path = public, pg_temp as $$
    select (select count(*) from jobs where dead_at is null), (select count(*) from jobs where dead_at is not null),
           (select count(*) from deliveries where state in ('planned', 'held', 'ready', 'sending', 'retry_wait')),
           (select count(*) from deliveries where state = 'dead')
$$;

-- What committed since a snapshot, each exactly once: the cursor of the live pages. Both bounds stand there so that no
-- plan, with whatever it knows of the table, prefers another way than the index: one bound alone may be a third of it.
create function everywhere_events_since(cursor_text text, most integer)
    returns table (workspace_id uuid, id uuid, name text, is_public boolean, ticket_id uuid, requester_id uuid,
                   organization_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    with fresh as materialized (
        select e.workspace_id, e.id, e.name, e.is_public, e.ticket_id from events e
        where e.xid >= (select pg_snapshot_xmin(cursor_text::pg_snapshot))
          and e.xid < (select pg_snapshot_xmax(pg_current_snapshot()))
          and not pg_visible_in_snapshot(e.xid, (select cursor_text::pg_snapshot))
    ), first as (
        select * from fresh where ticket_id is not null order by id limit most
    )
    select f.workspace_id, f.id, f.name, f.is_public, f.ticket_id, t.requester_id, t.organization_id
    from first f
    left join tickets t on t.workspace_id = f.workspace_id and t.id = f.ticket_id
    order by f.id
$$;

-- A month of events, made ahead, by one process at a time; bounds are the UUIDv7 of its first millisecond.
create function everywhere_make_partition(month date) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    partition_name text := 'events_' || to_char(month, 'YYYYMM');
    lower_bound uuid := lpad(to_hex((extract(epoch from date_trunc('month', month)::timestamp) * 1000)::bigint), 12, '0')::text
        || '00000000000000000000';
    upper_bound uuid := lpad(to_hex((extract(epoch from (date_trunc('month', month) + interval '1 month')::timestamp)
        * 1000)::bigint), 12, '0')::text || '00000000000000000000';
begin
    perform pg_advisory_xact_lock(hashtextextended('events partition', 42));
    if to_regclass(partition_name) is not null then
        return;
    end if;
    execute format('create table %I partition of events for values from (%L) to (%L)', partition_name,
        lower_bound, upper_bound);
    execute format('alter table %I enable row level security', partition_name);
    execute format('create policy of_workspace on %I using (workspace_id = (select deskhand_workspace())) '
        'with check (workspace_id = (select deskhand_workspace()))', partition_name);
    execute format('create policy staff_read on %I as restrictive for select using ((select deskhand_is_staff()))',
        partition_name);
end $$;

create function everywhere_make_workspace(new_id uuid, new_slug text, new_name text, new_base_url text, at timestamptz)
    returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into workspaces (id, slug, name, base_url, created_at) values (new_id, new_slug, new_name, new_base_url, at);
    execute format('create sequence %I', 'ticket_numbers_' || replace(new_id::text, '-', ''));
end $$;

create table events_earlier partition of events default;
alter table events_earlier enable row level security;
create policy of_workspace on events_earlier using (workspace_id = (select deskhand_workspace()))
    with check (workspace_id = (select deskhand_workspace()));
create policy staff_read on events_earlier as restrictive for select using ((select deskhand_is_staff()));
