"""Remembers: rows in, rows out; the only floor that opens transactions."""
