"""The plan itself: its sections and items, read, written, moved, and as data."""
