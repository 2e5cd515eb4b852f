"""Praksisplan's engine: from participants and practice places to a proved plan."""

__version__ = "0.1.0"
