"""The door for what other systems send us."""
