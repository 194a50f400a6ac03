-- What happened to a person, a team or an organization, found by an index.

create function subject_of(payload jsonb) returns text language sql immutable parallel safe
    as $$ select coalesce(payload ->> 'user_id', payload ->> 'team_id', payload ->> 'organization_id') $$;
create index events_by_subject on events (workspace_id, subject_of(payload), id desc)
    where ticket_id is null and subject_of(payload) is not null;

-- The newest events about one of these; keys alone, which the caller joins with rows that the reader may see. Behind
-- row security the planner would not use the index.
create function trail_of(subject uuid, most integer) returns table (event_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select id from events
    where workspace_id = deskhand_workspace() and ticket_id is null and subject_of(payload) = subject::text
      and subject_of(payload) is not null and deskhand_is_staff()
    order by id desc limit most
$$;
