-- Prepared texts, whom they are dear to, and macros: what agents do often, kept to be done in one go.

create table templates (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    kind text not null check (kind in ('reply', 'ticket')),
    name text not null check (length(name) between 1 and 100),
    category text not null default '' check (length(category) <= 60),
    subject text not null default '' check (length(subject) <= 255 and (kind = 'ticket' or subject = '')),
    body text not null check (length(body) between 1 and 10000),
    fields jsonb not null default '{}',
    scope text not null check (scope in ('private', 'team', 'shared')),
    owner_id uuid,
    team_id uuid,
    is_for_customers boolean not null default false,
    is_active boolean not null default true,
    is_demo boolean not null default false,
    uses integer not null default 0,
    last_used_at timestamptz,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id),
    check ((scope = 'private') = (owner_id is not null)),
    check ((scope = 'team') = (team_id is not null)),
    check (not is_for_customers or (kind = 'ticket' and scope = 'shared')),
    foreign key (workspace_id, owner_id) references users (workspace_id, id) on delete cascade,
    foreign key (workspace_id, team_id) references teams (workspace_id, id)
);
create index templates_by_use on templates (workspace_id, kind, uses desc, id);

create table template_favourites (
    workspace_id uuid not null references workspaces,
    user_id uuid not null,
    template_id uuid not null,
    created_at timestamptz not null,
    primary key (workspace_id, user_id, template_id),
    foreign key (workspace_id, user_id) references users (workspace_id, id) on delete cascade,
    foreign key (workspace_id, template_id) references templates (workspace_id, id) on delete cascade
);

create table macros (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    name text not null check (length(name) between 1 and 100),
    effects jsonb not null,
    template_id uuid,
    scope text not null check (scope in ('private', 'team', 'shared')),
    owner_id uuid,
    team_id uuid,
    position integer not null,
    is_active boolean not null default true,
    is_demo boolean not null default false,
    uses integer not null default 0,
    last_used_at timestamptz,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id),
    check ((scope = 'private') = (owner_id is not null)),
    check ((scope = 'team') = (team_id is not null)),
    foreign key (workspace_id, template_id) references templates (workspace_id, id),
    foreign key (workspace_id, owner_id) references users (workspace_id, id) on delete cascade,
    foreign key (workspace_id, team_id) references teams (workspace_id, id)
);
create index macros_by_position on macros (workspace_id, position, id);

-- Which template a reply that still can be taken back was written from: its use is counted when it goes out.
alter table drafts add column template_id uuid;

do $$
declare
    every_table text;
begin
    foreach every_table in array array['templates', 'template_favourites', 'macros']
    loop
        execute format('alter table %I enable row level security', every_table);
        execute format(
            'create policy of_workspace on %I using (workspace_id = (select deskhand_workspace())) '
            'with check (workspace_id = (select deskhand_workspace()))', every_table);
    end loop;
    foreach every_table in array array['template_favourites', 'macros']
    loop
        execute format(
            'create policy staff_only on %I as restrictive using ((select deskhand_is_staff())) '
            'with check ((select deskhand_is_staff()))', every_table);
    end loop;
end $$;

-- Customers are offered what was made for them, and change nothing of it. The restrictive policy of all commands is
-- the one of writing; reading has one of its own.
create policy offered on templates as restrictive for select
    using ((select deskhand_is_staff())
           or (is_for_customers and is_active and (select deskhand_actor()) is not null));
create policy staff_add on templates as restrictive for insert with check ((select deskhand_is_staff()));
create policy staff_change on templates as restrictive for update using ((select deskhand_is_staff()));
create policy staff_remove on templates as restrictive for delete using ((select deskhand_is_staff()));

-- Who changed which template or macro, without a walk through all that happened.
create index events_of_templates on events (workspace_id, id) where name in
    ('template.created', 'template.changed', 'template.removed', 'macro.created', 'macro.changed', 'macro.removed');

-- A ticket that is opened from a template counts as a use of it, also when a customer opens it.
create function count_template_use(wanted uuid, at timestamptz) returns void
    language sql volatile security definer set search_path = public, pg_temp as $$
    update templates set uses = uses + 1, last_used_at = at
    where workspace_id = deskhand_workspace() and id = wanted and is_active
      and (is_for_customers or deskhand_is_staff())
      and (owner_id is null or owner_id = deskhand_actor())
$$;
