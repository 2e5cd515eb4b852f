"""Risk before the run: who may be left without a place, and what would help them."""

from matcher.risk.measure import measure_risk

__all__ = ["measure_risk"]
