"""Knows nothing of support desks: clock, ids, HTML, cryptography, text."""
