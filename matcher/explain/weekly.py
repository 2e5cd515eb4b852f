"""Room in the weeks placements lie in, as arrays with the weeks last."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import SectionId
from matcher.domain.metrics import spans_there
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.weeks import DateSpan

Ints = NDArray[np.int64]

NO_LIMIT = 1 << 30


def filled(limits: Iterable[int | None], weeks: int) -> Ints:
    """Return ``(limits, weeks)``, each limit every week; ``None`` is no limit."""
    column = [NO_LIMIT if limit is None else limit for limit in limits]
    return np.repeat(np.array(column, dtype=np.int64)[:, None], weeks, axis=1)


def weeks_of(
    scenario: Scenario, span: DateSpan, first_weekday: int = 0, last_weekday: int = 6
) -> tuple[int, int]:
    """Return the weeks, half-open, of which ``span`` holds one of these weekdays."""
    start, weeks = scenario.horizon.start, scenario.horizon.placement_weeks
    begin = -(-((span.first - start).days - last_weekday) // 7)
    end = ((span.last - start).days - first_weekday) // 7 + 1
    return min(weeks, max(0, begin)), min(weeks, max(0, end))


def weeks_there(
    scenario: Scenario,
    placement: Placement,
    alternating: Mapping[SectionId, ClassSection],
) -> Iterator[tuple[int, int]]:
    """Yield the weeks, half-open, in which somebody placed is at the place at all.

    None of them twice, also where a placement begins or ends inside a week.
    """
    seen = 0
    for span in spans_there(placement, alternating):
        begin, end = weeks_of(scenario, span)
        yield max(begin, seen), max(end, seen)
        seen = max(end, seen)


def least_from(table: Ints, start: int) -> Ints:
    """Return the least of ``table`` from week ``start`` through each week."""
    least = table.copy()
    least[..., start:] = np.minimum.accumulate(table[..., start:], axis=-1)
    return least
