"""What happens to a plan in force; the next re-plan takes it in."""
