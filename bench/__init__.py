"""Measures the desk; nothing here is part of the tests."""
