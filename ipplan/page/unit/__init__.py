"""The coordinating unit's pages. None holds anything that stands in a plan."""
