"""Synthetic scenarios: no person in them exists, and the same seed gives the same."""

from matcher.generate.generator import generate
from matcher.generate.settings import GeneratorSettings

__all__ = ["GeneratorSettings", "generate"]
