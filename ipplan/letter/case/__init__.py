"""The unit's letters in a case, in bokmål and nynorsk: told once, for the page and for paper."""
