"""A plan is closed; a copy of it, also out of an archive."""
