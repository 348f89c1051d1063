"""A plan as the unit sees it: who decides over it, its mandates, its closing; nothing that stands in it."""
