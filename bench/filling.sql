-- Tickets :first to :last with two messages each; requesters, states and priorities are spread as on a living desk.
-- Their ids lie in the past, the newest a minute ago, so that what is opened now comes after them.
insert into users (workspace_id, id, email, role, first_name, last_name, created_at)
select :'workspace'::uuid, uuidv7(), 'customer' || n || '@bench.example', 'customer', 'Customer', n::text, now()
from generate_series(1, 200) n
on conflict do nothing;

create temp table requesters as
select id, row_number() over (order by email) - 1 as place from users
where workspace_id = :'workspace'::uuid and role = 'customer';

create temp table new as
select n, uuidv7(- interval '1 minute' - (:last - n) * interval '20 seconds') as id,
       uuidv7(- interval '1 minute' - (:last - n) * interval '20 seconds') as opening_id,
       uuidv7(- interval '30 seconds' - (:last - n) * interval '20 seconds') as reply_id,
       now() - interval '1 minute' - (:last - n) * interval '20 seconds' as at,
       (array['closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'resolved', 'open', 'in_progress',
              'waiting_customer'])[1 + n % 10] as status,
       (array['low', 'medium', 'medium', 'high', 'urgent', 'medium', 'critical'])[1 + n % 7] as priority
from generate_series(:first::int, :last::int) n;

insert into tickets (workspace_id, id, number, subject, status, priority, priority_reason, type, source, requester_id,
                     assignee_id, message_count, created_at, updated_at, last_message_at, last_message_by,
                     last_message_preview, sla_book, sla_target, sla_standing, sla_due_at, sla_nearest_at)
select :'workspace'::uuid, new.id, 'B-' || lpad(n::text, 8, '0'), 'Ticket ' || n || ' about printing invoices', status, priority,
       'None was given.', 'technical_issue', 'api', r.id, case when n % 3 = 0 then :'actor'::uuid end, 2, at, at, at, 'agent',
       'We have looked at it, and it works again.', 1, 'resolution',
       case when status in ('open', 'in_progress') then 'running' when status = 'waiting_customer' then 'paused' else 'met' end,
       at + interval '1 day',
       case when status in ('open', 'in_progress') then at + interval '1 day' else '9999-12-31 00:00:00+00' end
from new join requesters r on r.place = n % 200;

insert into messages (workspace_id, id, ticket_id, author_id, author_kind, visibility, is_opening, source, html, body,
                      created_at)
select :'workspace'::uuid, new.opening_id, new.id, r.id, 'customer', 'public', true, 'api',
       '<p>Since this morning the page stays white.</p>', 'Since this morning the page stays white.', at
from new join requesters r on r.place = n % 200
union all
select :'workspace'::uuid, new.reply_id, new.id, :'actor'::uuid, 'agent', 'public', false, 'api',
       '<p>We have looked at it, and it works again.</p>', 'We have looked at it, and it works again.', at
from new;

analyze tickets, messages, users;
