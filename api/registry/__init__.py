"""The rows that plans are made from: people, places, classes and all that concerns them.

Each of the engine's tables is a resource with the engine's columns; the engine reads them.
"""
