-- Reports that people have mailed to themselves: what, how often, and when next.

create table report_subscriptions (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    user_id uuid not null,
    name text not null check (length(name) between 1 and 100),
    report jsonb not null check (jsonb_typeof(report) = 'object'),
    cadence text not null check (cadence in ('daily', 'weekly', 'monthly')),
    -- Monday is 0.
    weekday smallint check (weekday between 0 and 6),
    hour smallint not null check (hour between 0 and 23),
    -- The time zone that the next moment was reckoned in.
    zone text not null,
    next_at timestamptz not null,
    last_sent_at timestamptz,
    skipped text check (skipped in ('inactive', 'forbidden', 'switched_off')),
    created_at timestamptz not null,
    primary key (workspace_id, id),
    check ((cadence = 'weekly') = (weekday is not null)),
    foreign key (workspace_id, user_id) references users (workspace_id, id) on delete cascade
);
create index report_subscriptions_of_user on report_subscriptions (workspace_id, user_id, id);

alter table report_subscriptions enable row level security;
create policy of_workspace on report_subscriptions using (workspace_id = (select deskhand_workspace()))
    with check (workspace_id = (select deskhand_workspace()));
create policy staff_only on report_subscriptions as restrictive using ((select deskhand_is_staff()))
    with check ((select deskhand_is_staff()));
-- Whose they are, and the desk itself, which mails them.
create policy own on report_subscriptions as restrictive
    using (user_id = (select deskhand_actor()) or (select deskhand_actor()) is null)
    with check (user_id = (select deskhand_actor()) or (select deskhand_actor()) is null);
