-- How tickets are sorted: categories of two levels, tags, and the fields of their forms.

create table categories (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    key text not null check (key ~ '^[a-z0-9][a-z0-9_]{0,59}$'),
    name text not null check (length(name) between 1 and 100),
    description text not null default '' check (length(description) <= 500),
    parent_id uuid,
    level smallint not null generated always as (case when parent_id is null then 1 else 2 end) stored,
    parent_level smallint generated always as (case when parent_id is null then null else 1 end) stored,
    position integer not null default 0 check (position between 0 and 100000),
    is_active boolean not null default true,
    is_public boolean not null default true,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, key),
    unique (workspace_id, id, level),
    -- The parent is of the first level, whoever writes: there is no third one.
    foreign key (workspace_id, parent_id, parent_level) references categories (workspace_id, id, level)
);
create index categories_by_parent on categories (workspace_id, parent_id, position) where parent_id is not null;

create table team_categories (
    workspace_id uuid not null references workspaces,
    team_id uuid not null,
    category_id uuid not null,
    primary key (workspace_id, team_id, category_id),
    foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete cascade,
    foreign key (workspace_id, category_id) references categories (workspace_id, id) on delete cascade
);
create index team_categories_by_category on team_categories (workspace_id, category_id, team_id);

create table tags (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    name text not null check (name = lower(name) and name = trim(name) and length(name) between 1 and 50),
    colour text not null default 'neutral' check (colour in
        ('neutral', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'pink')),
    description text not null default '' check (length(description) <= 500),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, name)
);

-- Customers see the tags that customers put on a ticket; those of agents are the desk's own words.
create table ticket_tags (
    workspace_id uuid not null references workspaces,
    ticket_id uuid not null,
    tag_id uuid not null,
    is_public boolean not null,
    primary key (workspace_id, ticket_id, tag_id),
    foreign key (workspace_id, ticket_id) references tickets (workspace_id, id) on delete cascade,
    foreign key (workspace_id, tag_id) references tags (workspace_id, id) on delete cascade
);
create index ticket_tags_by_tag on ticket_tags (workspace_id, tag_id, ticket_id);

create table fields (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    key text not null check (key ~ '^[a-z][a-z0-9_]{0,59}$'),
    label text not null check (length(label) between 1 and 100),
    kind text not null check (kind in
        ('text', 'long_text', 'number', 'date', 'boolean', 'choice', 'choices')),
    options jsonb not null default '[]' check (jsonb_typeof(options) = 'array'),
    rules jsonb not null default '{}' check (jsonb_typeof(rules) = 'object'),
    help text not null default '' check (length(help) <= 500),
    is_required boolean not null default false,
    visible_to_customer boolean not null default false,
    editable_by_customer boolean not null default false,
    position integer not null default 0 check (position between 0 and 100000),
    is_active boolean not null default true,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, key),
    check (visible_to_customer or not editable_by_customer)
);

-- Which category's form holds which field; a field without rows is on every form.
create table category_fields (
    workspace_id uuid not null references workspaces,
    category_id uuid not null,
    field_id uuid not null,
    primary key (workspace_id, field_id, category_id),
    foreign key (workspace_id, category_id) references categories (workspace_id, id) on delete cascade,
    foreign key (workspace_id, field_id) references fields (workspace_id, id) on delete cascade
);

alter table tickets add column category_id uuid;
-- By the id of the field: a key that is used again never shows what another field held.
alter table tickets add column field_values jsonb not null default '{}';
alter table tickets add foreign key (workspace_id, category_id) references categories (workspace_id, id);
create index tickets_queue_of_category on tickets (workspace_id, category_id, attention, priority_rank, id)
    where attention < 3 and category_id is not null;
create index tickets_by_category on tickets (workspace_id, category_id, id) where category_id is not null;

do $$
declare
    every_table text;
begin
    foreach every_table in array array[
        'categories', 'team_categories', 'tags', 'ticket_tags', 'fields', 'category_fields']
    loop
        execute format('alter table %I enable row level security', every_table);
        execute format(
            'create policy of_workspace on %I using (workspace_id = (select deskhand_workspace())) '
            'with check (workspace_id = (select deskhand_workspace()))', every_table);
        execute format(
            'create policy staff_change on %I as restrictive for update using ((select deskhand_is_staff()))',
            every_table);
        execute format(
            'create policy staff_remove on %I as restrictive for delete using ((select deskhand_is_staff()))',
            every_table);
    end loop;
    foreach every_table in array array['categories', 'team_categories', 'tags', 'fields', 'category_fields']
    loop
        execute format(
            'create policy staff_add on %I as restrictive for insert with check ((select deskhand_is_staff()))',
            every_table);
    end loop;
    foreach every_table in array array['team_categories', 'tags']
    loop
        execute format(
            'create policy staff_read on %I as restrictive for select using ((select deskhand_is_staff()))',
            every_table);
    end loop;
end $$;

-- Somebody who has not signed in reads none of it: app.actor is theirs alone who have.
create policy public_read on categories as restrictive for select
    using ((select deskhand_is_staff()) or (is_active and is_public and (select deskhand_actor()) is not null));
create policy public_read on fields as restrictive for select
    using ((select deskhand_is_staff())
           or (is_active and visible_to_customer and (select deskhand_actor()) is not null));
create policy public_read on category_fields as restrictive for select
    using ((select deskhand_is_staff()) or (
        exists (select 1 from fields f where f.workspace_id = category_fields.workspace_id
                and f.id = category_fields.field_id)
        and exists (select 1 from categories c where c.workspace_id = category_fields.workspace_id
                    and c.id = category_fields.category_id)));
create policy own on ticket_tags as restrictive for select
    using ((select deskhand_is_staff()) or (is_public and exists (
        select 1 from tickets t where t.workspace_id = ticket_tags.workspace_id and t.id = ticket_tags.ticket_id)));
create policy visible_tickets on ticket_tags as restrictive for select
    using (not (select deskhand_is_in_teams()) or exists (
        select 1 from tickets t where t.workspace_id = ticket_tags.workspace_id and t.id = ticket_tags.ticket_id));
create policy own_add on ticket_tags as restrictive for insert
    with check ((select deskhand_is_staff()) or (is_public and exists (
        select 1 from tickets t where t.workspace_id = ticket_tags.workspace_id and t.id = ticket_tags.ticket_id)));

-- The name of a tag, for customers too: they know the ids of the tags that they may read, and no others.
create function tag_name(wanted uuid) returns text
    language sql stable security definer set search_path = public, pg_temp as $$
    select name from tags where workspace_id = deskhand_workspace() and id = wanted
$$;

-- The tags of these names, each made on its first use; customers name tags and cannot read the list of them.
create function take_tags(wanted text[], new_ids uuid[], at timestamptz) returns table (tag_id uuid)
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    insert into tags (workspace_id, id, name, created_at, updated_at)
        select deskhand_workspace(), pair.id, pair.name, at, at from unnest(new_ids, wanted) as pair (id, name)
        order by pair.name
        on conflict (workspace_id, name) do nothing;
    return query select g.id from tags g where g.workspace_id = deskhand_workspace() and g.name = any(wanted);
end $$;

-- How much a category is used: figures by key, counted from an index alone and no further than 10,000.
create function category_usage(since uuid) returns table (category_id uuid, active bigint, recent bigint)
    language sql stable security definer set search_path = public, pg_temp as $$
    select c.id,
        (select count(*) from (select 1 from tickets t where t.workspace_id = c.workspace_id and t.category_id = c.id
            and t.attention < 3 limit 10001) a),
        (select count(*) from (select 1 from tickets t where t.workspace_id = c.workspace_id and t.category_id = c.id
            and t.id >= since limit 10001) r)
    from categories c where c.workspace_id = deskhand_workspace()
$$;

-- What of a ticket's classification its reader may see; the walls of the tables say the same once more.
create view readable_tags with (security_invoker = true) as
    select x.workspace_id, x.ticket_id, x.tag_id, coalesce(g.name, tag_name(x.tag_id)) as name,
           coalesce(g.colour, 'neutral') as colour
    from ticket_tags x left join tags g on g.workspace_id = x.workspace_id and g.id = x.tag_id
    where x.is_public or (select deskhand_is_staff());
create view readable_categories with (security_invoker = true) as
    select c.workspace_id, c.id, c.key, c.name, c.parent_id from categories c
    where (c.is_active and c.is_public) or (select deskhand_is_staff());
create view readable_fields with (security_invoker = true) as
    select f.workspace_id, f.id, f.key, f.label, f.kind, f.position from fields f
    where (f.is_active and f.visible_to_customer) or (select deskhand_is_staff());
