"""Files into rows: read in a child with little memory, shown first, then taken over."""
