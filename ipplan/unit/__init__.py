"""The coordinating unit's casework: rules alone. Nothing here reads or writes anything."""
