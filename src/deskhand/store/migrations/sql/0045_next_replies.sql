-- How many next replies to a ticket came in time and how many did not, and the same in the report of kept deadlines.

alter table tickets add column next_replies_met integer not null default 0;
alter table tickets add column next_replies_missed integer not null default 0;
alter table sla_statistics add column next_met integer not null default 0;
alter table sla_statistics add column next_missed integer not null default 0;

-- What was before, as far as clock events and the breaches that were raised tell.
with waits as (
    select c.workspace_id, c.ticket_id, c.asked_at, max(c.until) as until
    from clock_events c join tickets t on t.workspace_id = c.workspace_id and t.id = c.ticket_id
    where c.asked_at is not null and c.asked_at is distinct from t.asked_at and t.first_response_at < c.until
      and exists (select from sla_policy_versions v where v.workspace_id = c.workspace_id
                  and v.policy_id = c.policy_id and v.content -> 'targets' ? 'next_response')
    group by 1, 2, 3
), judged as (
    select w.workspace_id, w.ticket_id, count(*) as waits, count(*) filter (where exists (
        select from events e where e.workspace_id = w.workspace_id and e.ticket_id = w.ticket_id
        and e.name = 'ticket.sla.breached' and e.payload ->> 'target' = 'next_response'
        and e.created_at > w.asked_at and e.created_at <= w.until)) as missed
    from waits w group by 1, 2
)
update tickets t set next_replies_met = waits - missed, next_replies_missed = missed
from judged j where t.workspace_id = j.workspace_id and t.id = j.ticket_id;
