"""Service levels: what is promised, in which hours it runs, and how a ticket stands with it."""
