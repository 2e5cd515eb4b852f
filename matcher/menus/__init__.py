"""What classes on other weekday menus would give, and which to propose."""

from matcher.menus.measure import MenuMeasure, measure_menus

__all__ = ["MenuMeasure", "measure_menus"]
