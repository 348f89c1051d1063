"""Complaints as the unit works on them: reconsidered, and forwarded where the decision stands."""
