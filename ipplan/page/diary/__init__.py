"""Diaries: each belongs to who writes it."""
