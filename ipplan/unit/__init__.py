"""Rules of the coordinating unit's casework: deadlines, conditions, and what can be done in a case when."""
