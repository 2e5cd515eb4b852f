"""A plan in force: what would be other, and what must be when things break."""
