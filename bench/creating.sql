-- The rows of one opened ticket, as the desk writes them: four messages to the server, one transaction.
begin;
select set_config('app.workspace', ':workspace', true), set_config('app.role', 'admin', true), set_config('app.actor', ':actor', true);
with new as materialized (
    select uuidv7() as ticket, uuidv7() as message, uuidv7() as event, now() as at
), ticket as (
    insert into tickets (workspace_id, id, number, subject, status, priority, priority_reason, type, source,
                         requester_id, created_at, updated_at, last_message_at, last_message_by, last_message_preview,
                         sla_book, sla_policy_id, first_response_due_at, sla_due_at, sla_target, sla_standing,
                         sla_nearest_at, sla_critical_at, sla_warning_at, sla_half_at, next_sla_at)
    select ':workspace', ticket, next_ticket_number(at), ':subject', 'open', 'high', 'Set when it was opened.',
           'technical_issue', 'api', ':actor', at, at, at, 'customer', ':body', 1, ':policy', at + interval '4 hours',
           at + interval '24 hours', 'first_response', 'running', at + interval '4 hours', at + interval '3 hours',
           at + interval '3 hours', at + interval '2 hours', at + interval '3 hours' from new
), message as (
    insert into messages (workspace_id, id, ticket_id, author_id, author_kind, visibility, is_opening, source, html, body,
                          created_at)
    select ':workspace', message, ticket, ':actor', 'customer', 'public', true, 'api', ':html', ':body', at from new
), event as (
    insert into events (workspace_id, id, name, is_public, ticket_id, actor_kind, actor_id, actor_name, payload, salt,
                        digest, created_at)
    select ':workspace', event, 'ticket.created', true, ticket, 'person', ':actor', 'admin', ':payload',
           decode('000102030405060708090a0b0c0d0e0f', 'hex'), sha256(convert_to(':payload', 'UTF8')), at from new
)
insert into jobs (workspace_id, id, event_id, reaction, priority, due_at, created_at)
select ':workspace', uuidv7(), event, reaction, 2, at, at
from new cross join unnest(array['notify.plan_notifications', 'search.take_in_words']) as reaction;
commit;
