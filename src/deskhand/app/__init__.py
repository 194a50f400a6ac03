"""Starts and connects the processes; decides nothing."""
