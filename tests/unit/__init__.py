"""The rules of the unit's casework."""
