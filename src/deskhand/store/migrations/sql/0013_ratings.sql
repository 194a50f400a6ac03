-- What requesters say of a ticket that is done: one rating a ticket, by its requester.

create table ratings (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    ticket_id uuid not null,
    rating smallint not null check (rating between 1 and 5),
    comment text not null default '' check (length(comment) <= 2000),
    rated_by_id uuid not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, ticket_id),
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade,
    foreign key (workspace_id, rated_by_id) references users (workspace_id, id)
);
create index ratings_by_user on ratings (workspace_id, rated_by_id);

alter table ratings enable row level security;
create policy of_workspace on ratings using (workspace_id = (select deskhand_workspace()))
    with check (workspace_id = (select deskhand_workspace()));
-- Whoever sees the ticket reads its rating; whoever asked gives it.
create policy own on ratings as restrictive for select
    using ((select deskhand_is_staff()) or exists (
        select 1 from tickets t where t.workspace_id = ratings.workspace_id and t.id = ratings.ticket_id));
create policy visible_tickets on ratings as restrictive for select
    using (not (select deskhand_is_in_teams()) or exists (
        select 1 from tickets t where t.workspace_id = ratings.workspace_id and t.id = ratings.ticket_id));
create policy own_add on ratings as restrictive for insert
    with check ((select deskhand_is_staff()) or (rated_by_id = (select deskhand_actor()) and exists (
        select 1 from tickets t where t.workspace_id = ratings.workspace_id and t.id = ratings.ticket_id)));
create policy own_change on ratings as restrictive for update
    using ((select deskhand_is_staff()) or rated_by_id = (select deskhand_actor()));
create policy staff_remove on ratings as restrictive for delete using ((select deskhand_is_staff()));
