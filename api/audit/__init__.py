"""The audit log as its readers see it."""
