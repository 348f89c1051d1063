"""The week plan and the calendar of a month."""
