"""Who decides: consents, mandates, two who sign together, coming of age, and consent on paper."""
