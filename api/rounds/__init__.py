"""Planning rounds: collect, check, run, compare, adjust, accept, publish."""
