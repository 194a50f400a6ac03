"""Answers: one question, one SQL statement, one typed result."""
