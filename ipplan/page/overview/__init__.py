"""What is going on in a plan: all of it on one page, and what a busy person reads in a minute."""
