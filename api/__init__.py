"""The service over the planning engine: HTTP, database, who may see what.

No rule, price or reason is computed here; ``matcher`` does that.
"""
