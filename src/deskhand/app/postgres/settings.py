"""What the embedded server is told: for a small machine, and never at the price of a row."""

ROOM = "room.conf"

SERVER = f"""\
# Written by Deskhand at each start; changes here are lost. For a PostgreSQL of your own set DATABASE_URL.

# Reached through a socket in this folder only: no port to collide with, no network to guard.
listen_addresses = ''
unix_socket_directories = '.'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
max_connections = 100

# A small machine.
shared_buffers = 128MB
maintenance_work_mem = 32MB
work_mem = 8MB
jit = off
io_method = sync
max_worker_processes = 4
max_parallel_workers = 2
max_parallel_workers_per_gather = 1
min_wal_size = 32MB
max_wal_size = 512MB
random_page_cost = 1.1

# What was acknowledged is kept.
fsync = on
full_page_writes = on
synchronous_commit = on
restart_after_crash = on

# Time and language do not depend on the machine.
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
datestyle = 'iso, ymd'

# The log goes to our file; it holds neither statements nor values of rows.
logging_collector = off
log_checkpoints = off
log_error_verbosity = terse
log_min_error_statement = fatal
log_line_prefix = '%m [%p] %q%u@%d '

include_if_exists = '{ROOM}'
"""

ACCESS = """\
# Written by Deskhand at each start; changes here are lost.
local all all scram-sha-256
"""


def room_line(*, read_only: bool) -> str:
    """Return the text of the file that says whether transactions may write; always of one length."""
    return f"default_transaction_read_only = {'on ' if read_only else 'off'}\n"
