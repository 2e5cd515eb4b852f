"""School and practice in turn: weeks with class and weeks without."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from matcher.domain.weeks import DateSpan


@dataclass(frozen=True, slots=True)
class Alternation:
    """Weeks with class and weeks without, block after block, round and round.

    The alternation model of trade training (vekslingsmodell): blocks of school, blocks at
    the employer. It goes on for ever, and holidays do not put it off.

    Attributes
    ----------
    block_weeks
        Weeks with class, weeks without, weeks with class and so on: an even number of
        blocks of at least a week each. ``(1, 1)`` is every other week.
    begins
        A day of the first week of the first block.
    """

    block_weeks: tuple[int, ...]
    begins: date

    def has_class_on(self, day: date) -> bool:
        """Tell whether ``day`` lies in a week with class."""
        monday = self.begins - timedelta(days=self.begins.weekday())
        week = (day - monday).days // 7 % sum(self.block_weeks)
        ends = accumulate(self.block_weeks)
        return next(nth % 2 == 0 for nth, end in enumerate(ends) if week < end)

    def first_class_day(self, day: date) -> date:
        """Return ``day`` or the first Monday after it that lies in a week with class."""
        while not self.has_class_on(day):
            day += timedelta(days=7 - day.weekday())
        return day

    def parts(self, span: DateSpan) -> Iterator[tuple[DateSpan, bool]]:
        """Cut ``span`` into its blocks, each with whether it has class."""
        first, has_class = span.first, self.has_class_on(span.first)
        for day in span.days():
            if day.weekday() == 0 and self.has_class_on(day) != has_class:
                yield DateSpan(first, day - timedelta(days=1)), has_class
                first, has_class = day, not has_class
        if first <= span.last:
            yield DateSpan(first, span.last), has_class
