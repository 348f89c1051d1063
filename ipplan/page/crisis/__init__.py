"""The crisis page: what who decides chose for when it is urgent, its code, its paper, and who comes by it."""
