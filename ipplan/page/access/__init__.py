"""Who sees what: granted, proposed, withheld, logged, and receipts of it."""
