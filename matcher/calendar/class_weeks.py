"""Where practice does not grow: in weeks of class that a place counts on."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain.metrics import spans_there
from matcher.domain.place import Employer, PracticePlace
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import DateSpan

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NO_LIMIT = 1 << 30


def days_kept_for_class(scenario: Scenario, placements: Sequence[Placement]) -> Bools:
    """Return ``(participants, days)``: days on which nobody's practice may grow.

    Those of weeks in which class has all of the person's practice, where the place or
    the employer would hold too many if all came who are placed there.
    """
    kept = np.zeros(
        (len(scenario.participants), 7 * scenario.horizon.calendar_weeks), np.bool_
    )
    alternating = scenario.alternating_sections()
    beside = [one for one in placements if one.section in alternating]
    if not beside:
        return kept
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    places = {p.id: i for i, p in enumerate(scenario.places)}
    crowded = _crowded(scenario, placements)
    for one in beside:
        whole = DateSpan(one.start_date, one.end_date)
        away = np.zeros(kept.shape[1], dtype=np.bool_)
        away[_days(scenario, whole)] = True
        for span in spans_there(one, alternating):
            away[_days(scenario, span)] = False
        kept[people[one.participant]] |= away & crowded[places[one.place]]
    return kept


def _crowded(scenario: Scenario, placements: Iterable[Placement]) -> Bools:
    """Return ``(places, days)``: whether more are placed than may be there at once."""
    places = {p.id: i for i, p in enumerate(scenario.places)}
    employers = {e.id: i for i, e in enumerate(scenario.employers)}
    employer_of = np.array([employers[p.employer] for p in scenario.places], np.int64)
    days = 7 * scenario.horizon.calendar_weeks
    at_place = np.zeros((len(places), days), dtype=np.int64)
    for one in placements:
        span = DateSpan(one.start_date, one.end_date)
        at_place[places[one.place], _days(scenario, span)] += 1
    at_employer = np.zeros((len(employers), days), dtype=np.int64)
    np.add.at(at_employer, employer_of, at_place)
    own, shared = _most(scenario.places), _most(scenario.employers)
    crowded: Bools = (at_place > own) | (at_employer > shared)[employer_of]
    return crowded


def _most(owners: Iterable[PracticePlace] | Iterable[Employer]) -> Ints:
    """Return ``(owners, 1)``: how many may be there; one where mentors have little time."""
    most = [
        (
            NO_LIMIT if one.people_at_once is None else one.people_at_once,
            NO_LIMIT if one.mentor_minutes_per_week is None else 1,
        )
        for one in owners
    ]
    limits: Ints = np.array(most, dtype=np.int64).reshape(-1, 2)
    least: Ints = limits.min(axis=1, keepdims=True)
    return least


def _days(scenario: Scenario, span: DateSpan) -> slice:
    start = scenario.horizon.start
    return slice(
        max(0, (span.first - start).days), max(0, (span.last - start).days + 1)
    )
