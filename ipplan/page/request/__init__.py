"""What stands around every request: limits, what it brings, and the answer when all else fails."""
