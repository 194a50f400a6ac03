-- The bin: tickets that an admin deleted, hidden from everybody for thirty days, then erased. Tickets that sleep until
-- a moment, tickets that are due at one. Whom a rating is about.

alter table tickets add column deleted_at timestamptz;
alter table tickets add column deleted_by_id uuid;
alter table tickets add column snoozed_until timestamptz;
alter table tickets add column due_at timestamptz;
alter table tickets add foreign key (workspace_id, deleted_by_id) references users (workspace_id, id);
create index tickets_in_bin on tickets (workspace_id, deleted_at, id) where deleted_at is not null;
-- Erasing a message asks which ones answer it.
create index messages_by_answered on messages (workspace_id, reply_to_id) where reply_to_id is not null;
create index tickets_snoozed on tickets (workspace_id, id) where snoozed_until is not null;

alter table ratings add column agent_id uuid;
update ratings set agent_id = t.assignee_id from tickets t
    where t.workspace_id = ratings.workspace_id and t.id = ratings.ticket_id;
alter table ratings add foreign key (workspace_id, agent_id) references users (workspace_id, id);
create index ratings_of_agent on ratings (workspace_id, agent_id, rating) where agent_id is not null;

-- One rule hides the bin from every list, search, count, page and follow-up, also from the desk's own; only what deals
-- with the bin itself opens it, for its transaction.
create function deskhand_opens_bin() returns boolean language sql stable parallel safe
    as $$ select coalesce(current_setting('app.bin', true) = 'open', false) $$;
create policy kept on tickets as restrictive
    using (deleted_at is null or (select deskhand_opens_bin()))
    with check (deleted_at is null or (select deskhand_opens_bin()));

-- What hangs on a ticket is hidden with it from people; the desk itself still settles what was on its way.
create policy kept on messages as restrictive for select
    using ((select deskhand_actor()) is null or exists (
        select 1 from tickets t where t.workspace_id = messages.workspace_id and t.id = messages.ticket_id));
create policy kept on files as restrictive for select
    using ((select deskhand_actor()) is null or message_id is null or exists (
        select 1 from messages m where m.workspace_id = files.workspace_id and m.id = files.message_id));
create policy kept on deliveries as restrictive for select
    using ((select deskhand_actor()) is null or ticket_id is null or exists (
        select 1 from tickets t where t.workspace_id = deliveries.workspace_id and t.id = deliveries.ticket_id));
create policy kept on ratings as restrictive for select
    using ((select deskhand_actor()) is null or exists (
        select 1 from tickets t where t.workspace_id = ratings.workspace_id and t.id = ratings.ticket_id));

create or replace function category_usage(since uuid) returns table (category_id uuid, active bigint, recent bigint)
    language sql stable security definer set search_path = public, pg_temp as $$
    select c.id,
        (select count(*) from (select 1 from tickets t where t.workspace_id = c.workspace_id and t.category_id = c.id
            and t.attention < 3 and t.deleted_at is null limit 10001) a),
        (select count(*) from (select 1 from tickets t where t.workspace_id = c.workspace_id and t.category_id = c.id
            and t.id >= since and t.deleted_at is null limit 10001) r)
    from categories c where c.workspace_id = deskhand_workspace()
$$;

-- Of a ticket that is erased stays that things happened, when and by whom, and that it was deleted and erased; what
-- was in them goes, with its salt, so that its digest tells nothing. The application cannot change events otherwise.
create function erase_story(wanted uuid) returns void
    language sql volatile security definer set search_path = public, pg_temp as $$
    update events set payload = '{}', salt = '\x00000000000000000000000000000000'
    where workspace_id = deskhand_workspace() and ticket_id = wanted and deskhand_is_staff()
      and name not in ('ticket.deleted', 'ticket.restored', 'ticket.erased')
      and exists (select 1 from tickets t where t.workspace_id = deskhand_workspace() and t.id = wanted
                  and (t.deleted_at is not null or exists (
                      select 1 from tickets into_it where into_it.workspace_id = t.workspace_id
                          and into_it.id = t.merged_into_id and into_it.deleted_at is not null)))
$$;
