"""Who works in the unit and in the municipality's services: accounts, and places of work."""
