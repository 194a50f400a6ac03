-- Files that people upload: a row first, then the bytes in the file store under the row's id, then a message.
-- A file hangs on a message and on nothing else, so whoever may read the message may have the file.

create table files (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    uploaded_by_id uuid not null,
    message_id uuid,
    name text not null check (length(name) between 1 and 200),
    size bigint not null check (size > 0),
    media_type text not null,
    digest bytea not null check (length(digest) = 32),
    state text not null check (state in ('arriving', 'checking', 'clean', 'held', 'unscanned')),
    reason text,
    has_thumbnail boolean not null default false,
    check_due_at timestamptz,
    attempts smallint not null default 0,
    fence integer not null default 0,
    erasing_since timestamptz,
    created_at timestamptz not null,
    primary key (workspace_id, id),
    check (message_id is null or (erasing_since is null and state <> 'arriving')),
    foreign key (workspace_id, uploaded_by_id) references users (workspace_id, id),
    -- A message that goes lets its files go; the timetable erases them with their bytes.
    foreign key (workspace_id, message_id) references messages (workspace_id, id) on delete set null (message_id)
);
create index files_by_message on files (workspace_id, message_id, id) where message_id is not null;
create index files_loose on files (workspace_id, uploaded_by_id, created_at) where message_id is null;
create index files_check_due on files (check_due_at) where check_due_at is not null;

alter table files enable row level security;
create policy of_workspace on files using (workspace_id = (select deskhand_workspace()))
    with check (workspace_id = (select deskhand_workspace()));
-- What hangs on a message stands behind the wall of messages; what hangs on none is its uploader's.
create policy own_read on files as restrictive for select
    using ((select deskhand_is_staff())
           or (message_id is null and uploaded_by_id = (select deskhand_actor()))
           or (message_id is not null and exists (
               select 1 from messages m where m.workspace_id = files.workspace_id and m.id = files.message_id)));
create policy visible_tickets on files as restrictive for select
    using (not (select deskhand_is_in_teams()) or (message_id is null and uploaded_by_id = (select deskhand_actor()))
           or exists (select 1 from messages m where m.workspace_id = files.workspace_id and m.id = files.message_id));
create policy own_add on files as restrictive for insert
    with check ((select deskhand_is_staff())
                or (message_id is null and uploaded_by_id = (select deskhand_actor())));
create policy own_change on files as restrictive for update
    using ((select deskhand_is_staff()) or (message_id is null and uploaded_by_id = (select deskhand_actor())))
    with check ((select deskhand_is_staff()) or (uploaded_by_id = (select deskhand_actor()) and (
        message_id is null or exists (
            select 1 from messages m where m.workspace_id = files.workspace_id and m.id = files.message_id
              and m.author_id = (select deskhand_actor())))));
create policy staff_remove on files as restrictive for delete using ((select deskhand_is_staff()));

-- A claim is a lease: a lost worker's files come due again by themselves, and its late word has an old fence.
create function everywhere_claim_files(at timestamptz, lease interval, most integer)
    returns table (workspace_id uuid, id uuid, fence integer)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update files f set fence = f.fence + 1, attempts = least(f.attempts + 1, 1000), check_due_at = at + lease
    from (select c.workspace_id, c.id from files c
          where c.check_due_at <= at and c.state <> 'arriving' and c.erasing_since is null
          order by c.check_due_at limit most for update skip locked) due
    where f.workspace_id = due.workspace_id and f.id = due.id
    returning f.workspace_id, f.id, f.fence
$$;
