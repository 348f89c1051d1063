"""A meeting's room: agenda, lines of minutes, decisions, who is there."""
