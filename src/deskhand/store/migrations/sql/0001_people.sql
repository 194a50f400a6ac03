-- Workspaces and the people in them. Keys are workspace-first; text with CHECK, never enum types:
-- behind row security PostgreSQL uses an index only for leakproof operators.

create table workspaces (
    id uuid primary key,
    slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text not null check (length(name) between 1 and 200),
    host text unique,
    base_url text not null,
    time_zone text not null default 'UTC',
    language text not null default 'en',
    ticket_number_pattern text not null default '{yyyy}-{mm}-{seq:05}',
    settings jsonb not null default '{}',
    created_at timestamptz not null
);

create table organizations (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    name text not null check (length(name) between 1 and 200),
    is_priority_client boolean not null default false,
    shares_tickets boolean not null default false,
    is_demo boolean not null default false,
    notification_preferences jsonb not null default '{}',
    created_at timestamptz not null,
    primary key (workspace_id, id)
);

create table users (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    email text not null check (email = lower(email) and length(email) <= 254),
    role text not null check (role in ('customer', 'agent', 'admin')),
    first_name text not null default '',
    last_name text not null default '',
    name text not null generated always as (
        case when trim(first_name || ' ' || last_name) = '' then split_part(email, '@', 1)
             else trim(first_name || ' ' || last_name) end
    ) stored,
    organization_id uuid,
    password_hash text,
    password_changed_at timestamptz,
    time_zone text not null default 'UTC',
    language text not null default 'en',
    notification_preferences jsonb not null default '{}',
    is_active boolean not null default true,
    is_demo boolean not null default false,
    last_seen_at timestamptz,
    created_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, email),
    foreign key (workspace_id, organization_id) references organizations (workspace_id, id)
);
create index users_by_organization on users (workspace_id, organization_id) where organization_id is not null;
create index users_by_role on users (workspace_id, role, name) where role <> 'customer';

create table sessions (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    user_id uuid not null,
    digest bytea not null unique check (length(digest) = 32),
    address text not null default '',
    browser text not null default '',
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, user_id) references users (workspace_id, id) on delete cascade
);
create index sessions_by_user on sessions (workspace_id, user_id);
create index sessions_by_expiry on sessions (workspace_id, expires_at);

create table api_tokens (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    user_id uuid not null,
    name text not null check (length(name) between 1 and 100),
    digest bytea not null unique check (length(digest) = 32),
    scopes text[],
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, user_id) references users (workspace_id, id) on delete cascade
);
create index api_tokens_by_user on api_tokens (workspace_id, user_id);

create table one_time_links (
    workspace_id uuid not null references workspaces,
    id uuid not null,
    user_id uuid not null,
    purpose text not null check (purpose in ('sign_in')),
    digest bytea not null unique check (length(digest) = 32),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, user_id) references users (workspace_id, id) on delete cascade
);

create table throttles (
    workspace_id uuid not null references workspaces,
    key text not null check (length(key) <= 200),
    failures integer not null check (failures >= 0),
    since timestamptz not null,
    primary key (workspace_id, key)
);
create index throttles_by_age on throttles (workspace_id, since);

create table idempotency_keys (
    workspace_id uuid not null references workspaces,
    actor_id uuid not null,
    key text not null check (length(key) between 1 and 255),
    fingerprint bytea not null check (length(fingerprint) = 32),
    outcome jsonb not null,
    created_at timestamptz not null,
    primary key (workspace_id, actor_id, key)
);
create index idempotency_keys_by_age on idempotency_keys (workspace_id, created_at);
