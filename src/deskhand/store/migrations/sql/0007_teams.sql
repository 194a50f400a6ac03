-- Teams and what agents see; the rest of people and organizations; links for more purposes than signing in.

create table teams (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    name text not null check (length(name) between 1 and 100),
    description text not null default '' check (length(description) <= 2000),
    is_active boolean not null default true,
    created_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, name)
);

create table team_members (
    workspace_id uuid not null references workspaces,
    team_id uuid not null,
    user_id uuid not null,
    created_at timestamptz not null,
    primary key (workspace_id, team_id, user_id),
    foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete cascade,
    foreign key (workspace_id, user_id) references users (workspace_id, id) on delete cascade
);
create index team_members_by_user on team_members (workspace_id, user_id, team_id);

-- Whoever signs up with an address of a domain joins its organization.
create table organization_domains (
    workspace_id uuid not null references workspaces,
    domain text not null check (domain = lower(domain) and length(domain) between 3 and 253),
    organization_id uuid not null,
    created_at timestamptz not null,
    primary key (workspace_id, domain),
    foreign key (workspace_id, organization_id) references organizations (workspace_id, id) on delete cascade
);
create index organization_domains_by_organization on organization_domains (workspace_id, organization_id);

create table phones (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    user_id uuid not null,
    number text not null check (number ~ '^\+[1-9][0-9]{6,14}$'),
    is_verified boolean not null default false,
    is_public boolean not null default false,
    created_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, user_id, number),
    foreign key (workspace_id, user_id) references users (workspace_id, id) on delete cascade
);

alter table users add column deactivated_at timestamptz;
update users set deactivated_at = created_at where not is_active;
create index users_by_name on users (workspace_id, name, id);
create index organizations_by_name on organizations (workspace_id, name, id);

alter table one_time_links drop constraint one_time_links_purpose_check;
alter table one_time_links add constraint one_time_links_purpose_check
    check (purpose in ('sign_in', 'invitation', 'password', 'address'));
alter table one_time_links add column new_email text
    check (new_email = lower(new_email) and length(new_email) <= 254);
alter table one_time_links add constraint one_time_links_new_email_check1
    check ((purpose = 'address') = (new_email is not null));
create index one_time_links_by_user on one_time_links (workspace_id, user_id);

alter table tickets add column team_id uuid;
alter table tickets add foreign key (workspace_id, team_id) references teams (workspace_id, id);
create index tickets_queue_of_team on tickets (workspace_id, team_id, attention, priority_rank, id)
    where attention < 3 and team_id is not null;

do $$
declare
    every_table text;
begin
    foreach every_table in array array['teams', 'team_members', 'organization_domains', 'phones']
    loop
        execute format('alter table %I enable row level security', every_table);
        execute format(
            'create policy of_workspace on %I using (workspace_id = (select deskhand_workspace())) '
            'with check (workspace_id = (select deskhand_workspace()))', every_table);
    end loop;
    foreach every_table in array array['teams', 'team_members', 'organization_domains']
    loop
        execute format(
            'create policy staff_only on %I as restrictive using ((select deskhand_is_staff())) '
            'with check ((select deskhand_is_staff()))', every_table);
    end loop;
end $$;
create policy own on phones as restrictive
    using ((select deskhand_is_staff()) or user_id = (select deskhand_actor()));

-- What an agent sees. Everybody else is bounded by other policies, and an agent in no team sees every ticket: a desk
-- without teams works like one team. Sub-selects run once a query, so a row costs a few comparisons.
create function deskhand_is_in_teams() returns boolean language sql stable parallel safe
    as $$ select coalesce(current_setting('app.role', true) = 'agent', false) and exists (
        select 1 from team_members where workspace_id = deskhand_workspace() and user_id = deskhand_actor()) $$;
create function deskhand_teams() returns uuid[] language sql stable parallel safe
    as $$ select coalesce(array_agg(team_id), '{}') from team_members
          where workspace_id = deskhand_workspace() and user_id = deskhand_actor() $$;
-- The ticket that this transaction hands over: its agent sees it until the commit, whoever gets it.
create function deskhand_handed() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.handed', true), '')::uuid $$;

-- The one rule of what agents see; the rule of categories joins it here.
create policy visible_tickets on tickets as restrictive for select
    using (not (select deskhand_is_in_teams())
           or team_id is null
           or team_id = any ((select deskhand_teams())::uuid[])
           or assignee_id = (select deskhand_actor()) or requester_id = (select deskhand_actor())
           or id = (select deskhand_handed()));
create policy visible_tickets on messages as restrictive for select
    using (not (select deskhand_is_in_teams()) or exists (
        select 1 from tickets t where t.workspace_id = messages.workspace_id and t.id = messages.ticket_id));
create policy visible_tickets on events as restrictive for select
    using (not (select deskhand_is_in_teams()) or ticket_id is null or exists (
        select 1 from tickets t where t.workspace_id = events.workspace_id and t.id = events.ticket_id));
create policy visible_tickets on deliveries as restrictive for select
    using (not (select deskhand_is_in_teams()) or ticket_id is null or exists (
        select 1 from tickets t where t.workspace_id = deliveries.workspace_id and t.id = deliveries.ticket_id));

-- Who acts also says in which teams; what happened also says whose the ticket is.
drop function everywhere_session(bytea, timestamptz);
create function everywhere_session(wanted bytea, at timestamptz)
    returns table (workspace_id uuid, session_id uuid, user_id uuid, role text, name text, email text,
                   organization_id uuid, shares_tickets boolean, time_zone text, language text, team_ids uuid[],
                   last_seen_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp as $$
    select s.workspace_id, s.id, u.id, u.role, u.name, u.email, u.organization_id,
           coalesce(o.shares_tickets, false), u.time_zone, u.language,
           array(select m.team_id from team_members m where m.workspace_id = u.workspace_id and m.user_id = u.id),
           s.last_seen_at
    from sessions s
    join users u on u.workspace_id = s.workspace_id and u.id = s.user_id
    left join organizations o on o.workspace_id = u.workspace_id and o.id = u.organization_id
    where s.digest = wanted and s.expires_at > at and u.is_active
$$;

drop function everywhere_token(bytea, timestamptz);
create function everywhere_token(wanted bytea, at timestamptz)
    returns table (workspace_id uuid, token_id uuid, user_id uuid, role text, name text, email text,
                   organization_id uuid, shares_tickets boolean, time_zone text, language text, team_ids uuid[],
                   scopes text[], last_used_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp as $$
    select k.workspace_id, k.id, u.id, u.role, u.name, u.email, u.organization_id,
           coalesce(o.shares_tickets, false), u.time_zone, u.language,
           array(select m.team_id from team_members m where m.workspace_id = u.workspace_id and m.user_id = u.id),
           k.scopes, k.last_used_at
    from api_tokens k
    join users u on u.workspace_id = k.workspace_id and u.id = k.user_id
    left join organizations o on o.workspace_id = u.workspace_id and o.id = u.organization_id
    where k.digest = wanted and k.revoked_at is null and (k.expires_at is null or k.expires_at > at) and u.is_active
$$;

drop function everywhere_link(bytea, timestamptz);
create function everywhere_link(wanted bytea, at timestamptz)
    returns table (workspace_id uuid, link_id uuid, purpose text)
    language sql stable security definer set search_path = public, pg_temp as $$
    select l.workspace_id, l.id, l.purpose from one_time_links l
    join users u on u.workspace_id = l.workspace_id and u.id = l.user_id
    where l.digest = wanted and l.expires_at > at and l.used_at is null and u.is_active
$$;

drop function everywhere_events_since(text, integer);
create function everywhere_events_since(cursor_text text, most integer)
    returns table (workspace_id uuid, id uuid, name text, is_public boolean, ticket_id uuid, requester_id uuid,
                   organization_id uuid, team_id uuid, assignee_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    with fresh as materialized (
        select e.workspace_id, e.id, e.name, e.is_public, e.ticket_id from events e
        where e.xid >= (select pg_snapshot_xmin(cursor_text::pg_snapshot))
          and e.xid < (select pg_snapshot_xmax(pg_current_snapshot()))
          and not pg_visible_in_snapshot(e.xid, (select cursor_text::pg_snapshot))
    ), first as (
        select * from fresh where ticket_id is not null order by id limit most
    )
    select f.workspace_id, f.id, f.name, f.is_public, f.ticket_id, t.requester_id, t.organization_id, t.team_id,
           t.assignee_id
    from first f
    left join tickets t on t.workspace_id = f.workspace_id and t.id = f.ticket_id
    order by f.id
$$;
