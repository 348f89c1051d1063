"""A plan to take along: one signed file that anybody can check, and another installation can take in."""
