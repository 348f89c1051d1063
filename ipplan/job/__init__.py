"""Background jobs: mail that the outbox promised, and what the clock asks for."""
