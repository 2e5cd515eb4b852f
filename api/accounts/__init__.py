"""Accounts of a region: who may sign in, and as what."""
