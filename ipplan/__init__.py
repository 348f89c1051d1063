"""ipplan: the open platform for the individual plan."""
