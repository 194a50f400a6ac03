"""Decides: pure functions over frozen data, without I/O, clock or randomness."""
