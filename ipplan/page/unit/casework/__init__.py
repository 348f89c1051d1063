"""Cases as the unit works on them. A caseworker reads one on her signed part in it."""
