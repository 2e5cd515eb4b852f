"""The database: its tables, their migrations, and the one query that walls off."""
