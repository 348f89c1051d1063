"""Searching a plan."""
