"""Who has which seat of a place in which week, whatever happens at the same time."""
