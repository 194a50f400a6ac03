-- Endpoints of webhooks, and deliveries to them, which are claimed apart from mail.

create table webhooks (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    name text not null check (length(name) between 1 and 100),
    url text not null check (length(url) between 1 and 2000),
    -- Those that it is told of by itself; none where rules alone name it.
    events text[] not null,
    off text check (off in ('switched_off', 'gone')),
    -- Sealed; none are left of an endpoint that was removed.
    secret bytea,
    secret_before bytea,
    rotated_at timestamptz,
    last_success_at timestamptz,
    last_failure_at timestamptz,
    last_error text,
    created_by_id uuid,
    created_at timestamptz not null,
    removed_at timestamptz,
    primary key (workspace_id, id),
    check ((secret is null) = (removed_at is not null)),
    check (secret is not null or secret_before is null),
    foreign key (workspace_id, created_by_id) references users (workspace_id, id) on delete set null (created_by_id)
);
create unique index webhooks_by_name on webhooks (workspace_id, lower(name)) where removed_at is null;

alter table webhooks enable row level security;
create policy of_workspace on webhooks using (workspace_id = (select deskhand_workspace()))
    with check (workspace_id = (select deskhand_workspace()));
create policy staff_only on webhooks as restrictive using ((select deskhand_is_staff()))
    with check ((select deskhand_is_staff()));

-- Who changed which endpoint, without a walk through all that happened.
create index events_of_webhooks on events (workspace_id, id) where name in
    ('webhook.created', 'webhook.changed', 'webhook.gone', 'webhook.secret_rotated', 'webhook.removed',
     'webhook.tested', 'webhook.replayed');

alter table deliveries add column webhook_id uuid;
alter table deliveries add foreign key (workspace_id, webhook_id) references webhooks (workspace_id, id);
-- One for each event and endpoint, whatever the endpoint was called when.
create unique index deliveries_to_webhook on deliveries (workspace_id, webhook_id, event_id, generation)
    where webhook_id is not null;
create index deliveries_of_webhook on deliveries (workspace_id, webhook_id, id desc) where webhook_id is not null;

drop index deliveries_due;
create index deliveries_due on deliveries (priority, due_at)
    where state in ('planned', 'held', 'ready', 'sending', 'retry_wait') and channel <> 'webhook';
create index webhooks_due on deliveries (priority, due_at)
    where state in ('planned', 'held', 'ready', 'sending', 'retry_wait') and channel = 'webhook';

create or replace function everywhere_claim_deliveries(at timestamptz, lease interval, most integer)
    returns table (workspace_id uuid, id uuid, fence integer)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update deliveries d set fence = d.fence + 1, due_at = at + lease
    from (select c.workspace_id, c.id from deliveries c
          where c.state in ('planned', 'held', 'ready', 'sending', 'retry_wait') and c.channel <> 'webhook'
            and c.due_at <= at
          order by c.priority, c.due_at limit most for update skip locked) due
    where d.workspace_id = due.workspace_id and d.id = due.id
    returning d.workspace_id, d.id, d.fence
$$;

create function everywhere_claim_webhooks(at timestamptz, lease interval, most integer)
    returns table (workspace_id uuid, id uuid, fence integer)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update deliveries d set fence = d.fence + 1, due_at = at + lease
    from (select c.workspace_id, c.id from deliveries c
          where c.state in ('planned', 'held', 'ready', 'sending', 'retry_wait') and c.channel = 'webhook'
            and c.due_at <= at
          order by c.priority, c.due_at limit most for update skip locked) due
    where d.workspace_id = due.workspace_id and d.id = due.id
    returning d.workspace_id, d.id, d.fence
$$;

create or replace function everywhere_backlog()
    returns table (jobs_waiting bigint, jobs_dead bigint, deliveries_waiting bigint, deliveries_dead bigint)
    language sql stable security definer set search_path = public, pg_temp as $$
    select (select count(*) from jobs where dead_at is null), (select count(*) from jobs where dead_at is not null),
           (select count(*) from deliveries where state in ('planned', 'held', 'ready', 'sending', 'retry_wait')
                                              and channel <> 'webhook')
         + (select count(*) from deliveries where state in ('planned', 'held', 'ready', 'sending', 'retry_wait')
                                              and channel = 'webhook'),
           (select count(*) from deliveries where state = 'dead')
$$;

-- Whether a workspace has endpoints that are told of events: where it has none, no event has anybody look for one.
alter table workspaces add column has_webhooks boolean not null default false;

create function note_webhooks() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    of_workspace uuid := coalesce(new.workspace_id, old.workspace_id);
begin
    -- Held first, so that of two who switch endpoints at once the later one sees what the other did.
    perform from workspaces where id = of_workspace for update;
    update workspaces w set has_webhooks = found.any_webhook
    from (select exists (select from webhooks h where h.workspace_id = of_workspace and h.off is null
                         and h.removed_at is null and cardinality(h.events) > 0) as any_webhook) found
    where w.id = of_workspace and w.has_webhooks is distinct from found.any_webhook;
    return null;
end $$;
create trigger note_webhooks after insert or delete or update of off, removed_at, events on webhooks
    for each row execute function note_webhooks();
