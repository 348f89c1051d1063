"""The rules of a living plan."""
