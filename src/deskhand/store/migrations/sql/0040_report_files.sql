-- Tables of reports that go out with mails, kept for a month.

create table report_files (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    name text not null check (length(name) between 1 and 200),
    media_type text not null,
    content bytea not null check (octet_length(content) between 1 and 1048576),
    created_at timestamptz not null,
    primary key (workspace_id, id)
);

alter table report_files enable row level security;
create policy of_workspace on report_files using (workspace_id = (select deskhand_workspace()))
    with check (workspace_id = (select deskhand_workspace()));
create policy staff_only on report_files as restrictive using ((select deskhand_is_staff()))
    with check ((select deskhand_is_staff()));
