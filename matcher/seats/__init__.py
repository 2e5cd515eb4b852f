"""What one more seat would be worth, and which employers to call first."""

from matcher.seats.measure import SeatMeasure, measure_seats

__all__ = ["SeatMeasure", "measure_seats"]
