"""What may you open: keys, grants, mandates, verdicts, access log."""
