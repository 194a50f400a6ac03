-- Which tickets are a team's: those given to it, and those of the categories that it handles, with what is below them.

create function categories_of(workspace uuid, member uuid) returns uuid[] language sql stable parallel safe as $$
    select coalesce(array_agg(distinct c.id), '{}') from team_members m
    join team_categories h on h.workspace_id = m.workspace_id and h.team_id = m.team_id
    join categories c on c.workspace_id = h.workspace_id and h.category_id in (c.id, c.parent_id)
    where m.workspace_id = workspace and m.user_id = member
$$;
-- What only others handle; a category that no team handles is everybody's.
create function foreign_categories_of(workspace uuid, member uuid) returns uuid[] language sql stable parallel safe as $$
    select coalesce(array_agg(distinct c.id), '{}') from team_categories h
    join categories c on c.workspace_id = h.workspace_id and h.category_id in (c.id, c.parent_id)
    where h.workspace_id = workspace and c.id <> all (categories_of(workspace, member))
$$;

-- The one rule of what agents see. `rules.access.may_see` says it of one ticket, `queries.filters._of_teams` of a list.
drop policy visible_tickets on tickets;
create policy visible_tickets on tickets as restrictive for select
    using (not (select deskhand_is_in_teams())
           or team_id = any ((select deskhand_teams())::uuid[])
           or category_id = any ((select categories_of(deskhand_workspace(), deskhand_actor()))::uuid[])
           or (team_id is null and (category_id is null or category_id <> all (
               (select foreign_categories_of(deskhand_workspace(), deskhand_actor()))::uuid[])))
           or assignee_id = (select deskhand_actor()) or requester_id = (select deskhand_actor())
           or id = (select deskhand_handed()));

drop function everywhere_session(bytea, timestamptz);
create function everywhere_session(wanted bytea, at timestamptz)
    returns table (workspace_id uuid, session_id uuid, user_id uuid, role text, name text, email text,
                   organization_id uuid, shares_tickets boolean, time_zone text, language text, team_ids uuid[],
                   last_seen_at timestamptz, category_ids uuid[], foreign_category_ids uuid[])
    language sql stable security definer set search_path = public, pg_temp as $$
    select s.workspace_id, s.id, u.id, u.role, u.name, u.email, u.organization_id,
           coalesce(o.shares_tickets, false), u.time_zone, u.language,
           array(select m.team_id from team_members m where m.workspace_id = u.workspace_id and m.user_id = u.id),
           s.last_seen_at,
           case when u.role = 'agent' then categories_of(u.workspace_id, u.id) else '{}' end,
           case when u.role = 'agent' then foreign_categories_of(u.workspace_id, u.id) else '{}' end
    from sessions s
    join users u on u.workspace_id = s.workspace_id and u.id = s.user_id
    left join organizations o on o.workspace_id = u.workspace_id and o.id = u.organization_id
    where s.digest = wanted and s.expires_at > at and u.is_active
$$;

drop function everywhere_token(bytea, timestamptz);
create function everywhere_token(wanted bytea, at timestamptz)
    returns table (workspace_id uuid, token_id uuid, user_id uuid, role text, name text, email text,
                   organization_id uuid, shares_tickets boolean, time_zone text, language text, team_ids uuid[],
                   scopes text[], last_used_at timestamptz, category_ids uuid[], foreign_category_ids uuid[])
    language sql stable security definer set search_path = public, pg_temp as $$
    select k.workspace_id, k.id, u.id, u.role, u.name, u.email, u.organization_id,
           coalesce(o.shares_tickets, false), u.time_zone, u.language,
           array(select m.team_id from team_members m where m.workspace_id = u.workspace_id and m.user_id = u.id),
           k.scopes, k.last_used_at,
           case when u.role = 'agent' then categories_of(u.workspace_id, u.id) else '{}' end,
           case when u.role = 'agent' then foreign_categories_of(u.workspace_id, u.id) else '{}' end
    from api_tokens k
    join users u on u.workspace_id = k.workspace_id and u.id = k.user_id
    left join organizations o on o.workspace_id = u.workspace_id and o.id = u.organization_id
    where k.digest = wanted and k.revoked_at is null and (k.expires_at is null or k.expires_at > at) and u.is_active
$$;

drop function everywhere_events_since(text, integer);
create function everywhere_events_since(cursor_text text, most integer)
    returns table (workspace_id uuid, id uuid, name text, is_public boolean, ticket_id uuid, requester_id uuid,
                   organization_id uuid, team_id uuid, assignee_id uuid, category_id uuid)
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
           t.assignee_id, t.category_id
    from first f
    left join tickets t on t.workspace_id = f.workspace_id and t.id = f.ticket_id
    order by f.id
$$;

-- The Slack address of an organization: sealed with a key that is not in the database, so that a copy of it posts nowhere.
alter table organizations add column slack_webhook bytea check (length(slack_webhook) between 48 and 1000);
