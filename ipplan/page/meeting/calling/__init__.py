"""Calling a meeting: its form, a poll of times, a series, the next one."""
