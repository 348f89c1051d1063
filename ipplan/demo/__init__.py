"""The demo's people and plans, and how they are seeded."""
