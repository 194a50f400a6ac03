-- A field that only hidden categories ask must not look like one that every form asks: customers see that there are
-- categories which ask it, by their ids and nothing more.
drop policy public_read on category_fields;
create policy public_read on category_fields as restrictive for select
    using ((select deskhand_is_staff()) or exists (
        select 1 from fields f where f.workspace_id = category_fields.workspace_id
            and f.id = category_fields.field_id));
