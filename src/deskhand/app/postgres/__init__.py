"""The database: an embedded PostgreSQL under our own supervision, or one that somebody else runs."""

from deskhand.app.postgres.addresses import Addresses, DatabaseRefused, DatabaseWanted

__all__ = ["Addresses", "DatabaseRefused", "DatabaseWanted"]
