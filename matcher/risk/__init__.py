"""Risk before the run: who may be left without a place, and what would help them."""

from matcher.risk.measure import DRAWS, measure_risk

__all__ = ["DRAWS", "measure_risk"]
