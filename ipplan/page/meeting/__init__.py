"""Meetings: called, answered, changed."""
