-- Counting active tickets from the index alone: it holds what their filters and the walls ask, so that no row is read.
drop index tickets_queue;
create index tickets_queue on tickets (workspace_id, attention, priority_rank, id)
    include (status, priority, requester_id, organization_id, assignee_id, team_id, category_id, source, deleted_at,
             snoozed_until)
    where attention < 3;
-- That works for pages whose rows are all visible, which a vacuum notes.
alter table tickets set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
