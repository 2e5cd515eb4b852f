"""Runs of the engine: ordered, carried out in the background, told about as they go."""
