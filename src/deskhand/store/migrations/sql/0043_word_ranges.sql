-- Words of tickets are indexed in ranges of ids, which are ranges of time: `ticket_words_SINCE_UNTIL`, where both are the
-- first 48 bits of an id and `ffffffffffff` says that there is no end. A search asks the newest range first and stops
-- when it has enough, so that neither its index nor its rows are read as a whole. The names are all that is known of
-- the ranges: whatever indexes there are, every id lies in one range, and all that matches is found.
alter index ticket_words_for_staff rename to ticket_words_000000000000_ffffffffffff;

create function word_ranges() returns table (since uuid, until uuid)
    language sql stable set search_path = public, pg_temp as $$
    with marks as (
        select distinct unnest(array[substr(c.relname, 14, 12), substr(c.relname, 27, 12)]) as mark
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = 'ticket_words'::regclass and c.relname ~ '^ticket_words_[0-9a-f]{12}_[0-9a-f]{12}$'
    )
    select * from (
        select (mark || repeat('0', 20))::uuid, (lead(mark) over (order by mark) || repeat('0', 20))::uuid as until
        from marks
    ) r where r.until is not null
$$;

-- One step towards ranges of which each holds enough documents to be worth an index of its own: `fewest` or a twentieth
-- of all. Says whether there was anything to do. A step reads the table once and lets nobody write to it meanwhile; only
-- the worker writes words, so that a ticket opened in that moment is found a few seconds later. The widest index stays
-- until others have taken its place.
create function everywhere_divide_words(fewest integer) returns boolean
    language plpgsql security definer
    set search_path = public, pg_temp set maintenance_work_mem = '128MB' set lock_timeout = '5s' as $$
declare
    prefix constant text := 'ticket_words_';
    without_end constant text := '_ffffffffffff';
    size integer;
    opened text[];
    beginning uuid;
    mark text;
    next_mark text;
    there bigint;
    bound uuid;
begin
    if not pg_try_advisory_xact_lock(hashtextextended('ranges of words', 42)) then
        return false;
    end if;
    select array_agg(c.relname order by c.relname) into opened
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = 'ticket_words'::regclass and c.relname like prefix || '%' || without_end;
    if cardinality(opened) > 1 then
        execute format('drop index %I', opened[1]);
        return true;
    end if;
    select r.since into beginning from word_ranges() r order by r.since desc limit 1;
    select greatest(fewest, c.reltuples / 20) into size from pg_class c where c.oid = 'ticket_words'::regclass;
    with beyond as materialized (
        select w.ticket_id from workspaces s cross join lateral (
            select ticket_id from ticket_words
            where workspace_id = s.id and ticket_id >= beginning and audience <> 'customers'
            order by ticket_id limit 2 * size) w
    )
    select (select count(*) from beyond), (select ticket_id from beyond order by ticket_id offset size limit 1)
    into there, bound;
    mark := left(replace(beginning::text, '-', ''), 12);
    next_mark := left(replace(bound::text, '-', ''), 12);
    if there >= 2 * size and next_mark > mark then
        execute format('create index %I on ticket_words using gin (document) where audience <> ''customers'' '
            'and ticket_id >= %L and ticket_id < %L',
            prefix || mark || '_' || next_mark, beginning, next_mark || repeat('0', 20));
        return true;
    end if;
    if opened[1] <> prefix || mark || without_end then
        execute format('create index %I on ticket_words using gin (document) where audience <> ''customers'' '
            'and ticket_id >= %L', prefix || mark || without_end, beginning);
        return true;
    end if;
    return false;
end $$;

-- The newest tickets that match, `most` at most, and how much they are like what is looked for; for `searched_tickets`
-- alone, whoever else calls it meets the walls. Within a range all that match are found by their words and then sorted;
-- to walk it in order of time never pays. Only those that are returned are compared.
create function searched_ranges(wanted tsquery, most integer, looked_for tsquery)
    returns table (ticket_id uuid, likeness real)
    language plpgsql stable
    set search_path = public, pg_temp
    set enable_seqscan = off set enable_indexscan = off set work_mem = '32MB' as $$
declare
    range record;
    found_now bigint;
begin
    for range in select r.since, r.until from word_ranges() r order by r.since desc loop
        return query execute format(
            'select w.ticket_id, coalesce(ts_rank_cd(w.document, $4, 1), 0) from ('
            'select ticket_id, document from ticket_words where workspace_id = $1 and audience <> ''customers'' '
            'and document @@ $2 and ticket_id >= %L and ticket_id < %L order by ticket_id desc limit $3) w',
            range.since, range.until)
            using deskhand_workspace(), wanted, most, looked_for;
        get diagnostics found_now = row_count;
        most := most - found_now;
        exit when most <= 0;
    end loop;
end $$;

drop function searched_tickets(tsquery, integer, uuid);
create function searched_tickets(wanted tsquery, most integer, one uuid default null, looked_for tsquery default null)
    returns table (ticket_id uuid, likeness real)
    language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not deskhand_is_staff() then
        return query
            select w.ticket_id, coalesce(ts_rank_cd(w.document, looked_for, 1), 0) from ticket_words w
            where w.workspace_id = deskhand_workspace() and w.audience <> 'staff' and w.document @@ wanted
              and w.ticket_id in (
                (select t.id from tickets t where t.workspace_id = deskhand_workspace()
                     and t.requester_id = deskhand_actor() and (one is null or t.id = one) order by t.id desc limit most)
                union all
                (select t.id from tickets t where t.workspace_id = deskhand_workspace()
                     and t.organization_id = deskhand_shared() and (one is null or t.id = one)
                     order by t.id desc limit most));
    elsif one is not null then
        return query
            select w.ticket_id, coalesce(ts_rank_cd(w.document, looked_for, 1), 0) from ticket_words w
            where w.workspace_id = deskhand_workspace() and w.ticket_id = one
                and w.audience <> 'customers' and w.document @@ wanted;
    else
        return query select r.ticket_id, r.likeness from searched_ranges(wanted, most, looked_for) r;
    end if;
end $$;
