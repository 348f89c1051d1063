"""What stands around every request: limits, what is measured, what it brings, and what is answered when all else fails."""
