"""How a database of any version becomes one of this version."""
