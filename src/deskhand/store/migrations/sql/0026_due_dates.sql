-- Lists by due date: sorted, narrowed, and shown in a column. Only tickets that have one cost anything.

alter table views drop constraint views_sort_check;
alter table views add constraint views_sort_check
    check (sort in ('need', 'priority', 'newest', 'oldest', 'updated', 'due'));

create index tickets_by_date on tickets (workspace_id, due_at, id) where attention < 3 and due_at is not null;
create index tickets_archive_by_date on tickets (workspace_id, due_at, id) where attention >= 3 and due_at is not null;

-- Rows showed due dates before they were a column to choose, so they go on showing them.
update users set queue_columns = queue_columns || '["due"]' where not queue_columns ? 'due';
update views set columns = columns || '["due"]' where columns <> '[]' and not columns ? 'due';
