"""Whether a PostgreSQL that somebody else runs, and its roles, are fit for Deskhand."""

from dataclasses import dataclass

from deskhand.app.postgres.addresses import RUNTIME, DatabaseRefused

OLDEST = 150000

FACTS = """
SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS version_name,
       current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
       current_setting('synchronous_commit') AS synchronous_commit,
       current_setting('default_transaction_read_only') AS default_transaction_read_only,
       pg_is_in_recovery() AS standby, current_setting('server_encoding') AS encoding,
       current_database()::text AS database, pg_postmaster_start_time()::text AS since, r.rolname::text AS role,
       r.rolsuper AS superuser, r.rolbypassrls AS bypasses, r.rolcreaterole AS makes_roles,
       has_database_privilege(current_database(), 'CREATE') AS makes_schemas,
       coalesce(has_schema_privilege(to_regnamespace('public')::oid, 'CREATE'), false) AS makes_tables,
       (SELECT count(*) FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid
           AND d.deptype = 'o' AND (d.dbid = b.oid OR d.classid = 'pg_database'::regclass AND d.objid = b.oid)
       )::int AS owned
  FROM pg_roles r, pg_database b
 WHERE r.rolname = current_user AND b.datname = current_database()
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a server says about itself and about the role that asks."""

    version: int
    version_name: str
    fsync: str
    full_page_writes: str
    synchronous_commit: str
    default_transaction_read_only: str
    standby: bool
    encoding: str
    database: str
    since: str
    role: str
    superuser: bool
    bypasses: bool
    makes_roles: bool
    makes_schemas: bool
    makes_tables: bool
    owned: int


def check_server(facts: Facts, name: str) -> None:
    """Refuse a server that is too old, cannot be written to, or may lose what it acknowledged."""
    if facts.version < OLDEST:
        raise DatabaseRefused(
            f"{name} leads to PostgreSQL {facts.version_name}; Deskhand needs 15 or newer: upgrade it."
        )
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        if getattr(facts, setting) == "off":
            raise DatabaseRefused(
                f"{name} leads to a server with {setting} = off, which loses acknowledged tickets in a crash: "
                f"set {setting} = on there (ALTER SYSTEM, or ALTER ROLE {facts.role} RESET {setting})."
            )
    if facts.standby or facts.default_transaction_read_only == "on":
        cause = "is a standby" if facts.standby else "has default_transaction_read_only = on"
        raise DatabaseRefused(f"{name} leads to a server that {cause}: name one that takes writes.")
    if facts.encoding != "UTF8":
        raise DatabaseRefused(
            f"{name} leads to database {facts.database} in encoding {facts.encoding}: "
            "make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."
        )


def check_maker(facts: Facts) -> None:
    """Refuse a lone DATABASE_URL whose role can neither own the tables nor make the runtime role."""
    if facts.superuser or (facts.makes_roles and facts.makes_tables):
        return
    raise DatabaseRefused(
        f"DATABASE_URL signs in as {facts.role}, which may not make the roles and tables that Deskhand needs. "
        "Have an administrator run, with passwords of your own:\n"
        "    CREATE ROLE deskhand_owner LOGIN PASSWORD '…';\n"
        f"    CREATE ROLE {RUNTIME} LOGIN PASSWORD '…';\n"
        f"    GRANT CREATE, CONNECT ON DATABASE {facts.database} TO deskhand_owner;\n"
        f"    GRANT CONNECT ON DATABASE {facts.database} TO {RUNTIME};\n"
        "    GRANT CREATE, USAGE ON SCHEMA public TO deskhand_owner;\n"
        f"then set DATABASE_URL to {RUNTIME} and DATABASE_OWNER_URL to deskhand_owner."
    )


def check_same(one: Facts, other: Facts, *, name: str) -> None:
    """Refuse two addresses that do not lead to the same database."""
    if (one.database, one.since) != (other.database, other.since):
        raise DatabaseRefused(
            f"{name} leads to another database than DATABASE_URL ({one.database}, up since {one.since}; "
            f"{other.database}, up since {other.since}): give both the same server and database."
        )


def check_owner(facts: Facts) -> None:
    """Refuse an owner who cannot make tables."""
    if not facts.makes_tables:
        raise DatabaseRefused(
            f"DATABASE_OWNER_URL signs in as {facts.role}, which may not make tables in {facts.database}: "
            f"GRANT CREATE, USAGE ON SCHEMA public TO {facts.role};"
        )


def check_runtime(facts: Facts) -> None:
    """Refuse a runtime role that row security does not hold."""
    rights = {"SUPERUSER": facts.superuser, "BYPASSRLS": facts.bypasses, "CREATEROLE": facts.makes_roles}
    for right in (right for right, held in rights.items() if held):
        raise DatabaseRefused(
            f"DATABASE_URL signs in as {facts.role}, which has {right}, so that row security would not hold it: "
            f"ALTER ROLE {facts.role} NO{right}; or leave DATABASE_OWNER_URL out, and Deskhand makes its own role."
        )
    if facts.owned:
        raise DatabaseRefused(
            f"DATABASE_URL signs in as {facts.role}, which owns {facts.owned} objects of {facts.database}; "
            f"the runtime role must own nothing: REASSIGN OWNED BY {facts.role} TO the role of "
            "DATABASE_OWNER_URL."
        )
