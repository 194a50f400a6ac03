-- What the settings of categories, tags and fields need: their trail, and tags that leave many tickets bit by bit.

-- Who changed which category, tag or field, without a walk through all that happened.
create index events_of_classification on events (workspace_id, id) where name in
    ('category.created', 'category.changed', 'category.deleted', 'tag.created', 'tag.changed', 'tag.merged',
     'tag.deleted', 'field.created', 'field.changed', 'field.deleted');

-- A tag that goes is nobody's to see or to take any more, while its tickets are told one after another; its name is
-- free at once. `goes_into` is the tag that took its tickets over, `going_total` how many bore it.
alter table tags add column going_at timestamptz;
alter table tags add column goes_into uuid;
alter table tags add column going_total integer not null default 0;
alter table tags add foreign key (workspace_id, goes_into) references tags (workspace_id, id)
    on delete set null (goes_into);
alter table tags add constraint tags_goes_into_check check (going_at is not null or goes_into is null);
alter table tags drop constraint tags_workspace_id_name_key;
create unique index tags_by_name on tags (workspace_id, name) where going_at is null;
create index tags_that_go on tags (workspace_id, id) where going_at is not null;
create index tags_into on tags (workspace_id, goes_into) where goes_into is not null;

create or replace function tag_name(wanted uuid) returns text
    language sql stable security definer set search_path = public, pg_temp as $$
    select name from tags where workspace_id = deskhand_workspace() and id = wanted and going_at is null
$$;

create or replace function take_tags(wanted text[], new_ids uuid[], at timestamptz) returns table (tag_id uuid)
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    insert into tags (workspace_id, id, name, created_at, updated_at)
        select deskhand_workspace(), pair.id, pair.name, at, at from unnest(new_ids, wanted) as pair (id, name)
        order by pair.name
        on conflict (workspace_id, name) where going_at is null do nothing;
    return query select g.id from tags g
        where g.workspace_id = deskhand_workspace() and g.name = any(wanted) and g.going_at is null;
end $$;

create or replace view readable_tags with (security_invoker = true) as
    select x.workspace_id, x.ticket_id, x.tag_id, coalesce(g.name, tag_name(x.tag_id)) as name,
           coalesce(g.colour, 'neutral') as colour
    from ticket_tags x
    left join tags g on g.workspace_id = x.workspace_id and g.id = x.tag_id and g.going_at is null
    where (x.is_public or (select deskhand_is_staff())) and coalesce(g.name, tag_name(x.tag_id)) is not null;
