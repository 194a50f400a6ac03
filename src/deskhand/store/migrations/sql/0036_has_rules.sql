-- Whether a workspace has rules that act by themselves: where it has none, no event has anybody look for one.

alter table workspaces add column has_rules boolean not null default false;

create function note_rules() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    of_workspace uuid := coalesce(new.workspace_id, old.workspace_id);
begin
    -- Held first, so that of two who switch rules at once the later one sees what the other did.
    perform from workspaces where id = of_workspace for update;
    update workspaces w set has_rules = found.any_rule
    from (select exists (select from automation_rules r where r.workspace_id = of_workspace and r.is_active
                         and r.removed_at is null) as any_rule) found
    where w.id = of_workspace and w.has_rules is distinct from found.any_rule;
    return null;
end $$;
create trigger note_rules after insert or delete or update of is_active, removed_at on automation_rules
    for each row execute function note_rules();
update workspaces w set has_rules = exists (
    select from automation_rules r where r.workspace_id = w.id and r.is_active and r.removed_at is null);
