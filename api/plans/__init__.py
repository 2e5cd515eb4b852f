"""Plans: immutable versions, one of which holds in a region."""
