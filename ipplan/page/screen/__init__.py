"""A plan on somebody's screen: the same fragments on a page and in a push."""
