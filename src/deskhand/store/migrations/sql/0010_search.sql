-- Words to search by, kept apart from the tickets so that writing on one does not wait for them.

-- A ticket without notes has one row, for `everyone`; one with notes has the row of its `customers`, without a word of
-- them, and the row of its `staff`. Beside words stand lexemes such as `s:open`, so that one scan does the filter.
create table ticket_words (
    workspace_id uuid not null references workspaces,
    ticket_id uuid not null,
    audience text not null check (audience in ('everyone', 'customers', 'staff')),
    document tsvector not null,
    primary key (workspace_id, ticket_id, audience),
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade
);
create index ticket_words_for_staff on ticket_words using gin (document) where audience <> 'customers';

-- How far the words of tickets that were there before have been taken in: newest first, those below `below` are left.
create table search_backlog (
    workspace_id uuid primary key references workspaces,
    below uuid not null,
    done bigint not null default 0,
    finished_at timestamptz
);
insert into search_backlog (workspace_id, below)
select id, 'ffffffff-ffff-ffff-ffff-ffffffffffff' from workspaces;

-- Case, accents and compatibility forms make no difference; the same folding as that of words, for names in the database.
create function folded(given text) returns text language sql immutable parallel safe as $$
    select lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g'))
$$;
create function words_of_person(name text, email text) returns tsvector language sql immutable parallel safe as $$
    select to_tsvector('simple', regexp_replace(public.folded(name || ' ' || email), '[^[:alnum:]]+', ' ', 'g'))
$$;
create index users_words on users using gin (words_of_person(name, email));
create index organizations_words on organizations using gin (words_of_person(name, ''));

alter table ticket_words enable row level security;
create policy of_workspace on ticket_words using (workspace_id = (select deskhand_workspace()))
    with check (workspace_id = (select deskhand_workspace()));
create policy own_read on ticket_words as restrictive for select
    using ((select deskhand_is_staff()) or (audience <> 'staff' and exists (
        select 1 from tickets t where t.workspace_id = ticket_words.workspace_id and t.id = ticket_words.ticket_id)));
create policy visible_tickets on ticket_words as restrictive for select
    using (not (select deskhand_is_in_teams()) or exists (
        select 1 from tickets t where t.workspace_id = ticket_words.workspace_id and t.id = ticket_words.ticket_id));
create policy staff_add on ticket_words as restrictive for insert with check ((select deskhand_is_staff()));
create policy staff_change on ticket_words as restrictive for update using ((select deskhand_is_staff()));
create policy staff_remove on ticket_words as restrictive for delete using ((select deskhand_is_staff()));
alter table search_backlog enable row level security;
create policy of_workspace on search_backlog using (workspace_id = (select deskhand_workspace()))
    with check (workspace_id = (select deskhand_workspace()));
create policy staff_only on search_backlog as restrictive using ((select deskhand_is_staff()))
    with check ((select deskhand_is_staff()));

-- Behind row security the planner would not use an index for `@@`, so these functions look past it and return keys
-- alone; whoever calls them joins the keys with rows that the reader may see. Customers reach their own tickets only.

-- The newest tickets that match, `most` at most. Where few match, all are found by their words and then sorted; where
-- many do, the newest are walked until enough were found: either way alone takes seconds for the other's queries.
create function searched_tickets(wanted tsquery, most integer, one uuid default null) returns table (ticket_id uuid)
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    plan json;
    expected float8;
    there float8;
begin
    if not deskhand_is_staff() then
        return query
            select w.ticket_id from ticket_words w
            where w.workspace_id = deskhand_workspace() and w.audience <> 'staff' and w.document @@ wanted
              and w.ticket_id in (
                (select t.id from tickets t where t.workspace_id = deskhand_workspace()
                     and t.requester_id = deskhand_actor() and (one is null or t.id = one) order by t.id desc limit most)
                union all
                (select t.id from tickets t where t.workspace_id = deskhand_workspace()
                     and t.organization_id = deskhand_shared() and (one is null or t.id = one)
                     order by t.id desc limit most));
        return;
    end if;
    if one is not null then
        return query
            select w.ticket_id from ticket_words w where w.workspace_id = deskhand_workspace() and w.ticket_id = one
                and w.audience <> 'customers' and w.document @@ wanted;
        return;
    end if;
    execute 'explain (format json) select from ticket_words where audience <> ''customers'' and document @@ $1'
        into plan using wanted;
    expected := (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8;
    select greatest(c.reltuples, 1) into there from pg_class c where c.oid = 'ticket_words'::regclass;
    if expected * expected > most * there then
        return query execute
            'select ticket_id from ticket_words where workspace_id = $1 and audience <> ''customers'' '
            'and document @@ $2 order by ticket_id desc limit $3'
            using deskhand_workspace(), wanted, most;
    else
        return query execute
            'with hits as materialized (select ticket_id from ticket_words where workspace_id = $1 '
            'and audience <> ''customers'' and document @@ $2) '
            'select ticket_id from hits order by ticket_id desc limit $3'
            using deskhand_workspace(), wanted, most;
    end if;
end $$;

create function searched_people(wanted tsquery, most integer) returns table (user_id uuid)
    language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if deskhand_is_staff() then
        return query execute
            'select id from users where workspace_id = $1 and words_of_person(name, email) @@ $2 limit $3'
            using deskhand_workspace(), wanted, most;
    end if;
end $$;

create function searched_organizations(wanted tsquery, most integer) returns table (organization_id uuid)
    language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if deskhand_is_staff() then
        return query execute
            'select id from organizations where workspace_id = $1 and words_of_person(name, '''') @@ $2 limit $3'
            using deskhand_workspace(), wanted, most;
    end if;
end $$;
