-- What is written with every ticket asks for its workspace no more: each of these keys held the workspace's row, which
-- all writers of a workspace share, once a row. Tickets, messages, attempts and words have it through the row that they
-- belong to; events, jobs and deliveries are written behind a wall that names it.

alter table tickets drop constraint tickets_workspace_id_fkey;
alter table messages drop constraint messages_workspace_id_fkey;
alter table events drop constraint events_workspace_id_fkey;
alter table jobs drop constraint jobs_workspace_id_fkey;
alter table deliveries drop constraint deliveries_workspace_id_fkey;
alter table delivery_attempts drop constraint delivery_attempts_workspace_id_fkey;
alter table ticket_words drop constraint ticket_words_workspace_id_fkey;
alter table clock_events drop constraint clock_events_workspace_id_fkey;
