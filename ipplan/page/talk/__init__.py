"""Conversations: the list, and each of them as it is said."""
