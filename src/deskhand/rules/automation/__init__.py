"""Automation: rules that act on tickets by themselves when something happens, or so long after it."""
