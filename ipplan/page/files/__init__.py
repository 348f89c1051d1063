"""Files in the plan: sending them in, fetching them, and the room that lists them."""
