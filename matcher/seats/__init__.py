"""What one more seat would be worth, and which employers to call first."""

from matcher.seats.ground import coverage_of
from matcher.seats.measure import SeatMeasure, measure_seats

__all__ = ["SeatMeasure", "coverage_of", "measure_seats"]
