"""A child's own page, what it keeps from a parent, and what moves to its plan after birth."""
