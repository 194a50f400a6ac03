-- A wait for the customer that ends with the ticket moves what is due: of what was done in time, the due moment lies
-- after the end.

update tickets set sla_due_at = resolved_at + sla_left
where status in ('resolved', 'closed') and sla_standing = 'met' and sla_target = 'resolution'
  and sla_left > interval '0' and resolved_at >= sla_due_at;
