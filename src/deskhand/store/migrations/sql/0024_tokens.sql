-- What happened to API tokens, the newest first.

create index events_of_tokens on events (workspace_id, id) where name in ('token.created', 'token.revoked');
