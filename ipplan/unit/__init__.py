"""The coordinating unit's casework: its rules, from the inquiry to the decision and what follows it."""
