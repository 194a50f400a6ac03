-- Tickets by when they were opened: a summary by pages is of no use where tickets move with every change.

drop index tickets_by_opening;
create index tickets_by_opening on tickets (workspace_id, created_at);
