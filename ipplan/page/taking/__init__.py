"""Taking a plan along: its archive, and one that is brought in."""
