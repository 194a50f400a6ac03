-- Who may make an account of their own, and the links that prove an address which is nobody's yet.

alter table workspaces add column sign_up text not null default 'open' check (sign_up in ('open', 'domains', 'closed'));

alter table one_time_links drop constraint one_time_links_purpose_check;
alter table one_time_links add constraint one_time_links_purpose_check
    check (purpose in ('sign_in', 'invitation', 'password', 'address', 'sign_up'));
alter table one_time_links alter column user_id drop not null;
alter table one_time_links add constraint one_time_links_user_id_check
    check ((purpose = 'sign_up') = (user_id is null));
alter table one_time_links drop constraint one_time_links_new_email_check1;
alter table one_time_links add constraint one_time_links_new_email_check1
    check ((purpose in ('address', 'sign_up')) = (new_email is not null));
alter table one_time_links add column first_name text not null default '' check (length(first_name) <= 100);
alter table one_time_links add column last_name text not null default '' check (length(last_name) <= 100);
create index one_time_links_to_sign_up on one_time_links (workspace_id, new_email) where purpose = 'sign_up';

create or replace function everywhere_link(wanted bytea, at timestamptz)
    returns table (workspace_id uuid, link_id uuid, purpose text)
    language sql stable security definer set search_path = public, pg_temp as $$
    select l.workspace_id, l.id, l.purpose from one_time_links l
    left join users u on u.workspace_id = l.workspace_id and u.id = l.user_id
    where l.digest = wanted and l.expires_at > at and l.used_at is null and (l.user_id is null or u.is_active)
$$;
