"""What the doors share: identity, limits, idempotency, incident ids."""
