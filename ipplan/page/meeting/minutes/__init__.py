"""Minutes: approval, lock, and on paper."""
