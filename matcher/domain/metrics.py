"""What is counted about a plan, one definition for those who print and who check.

``participants`` people in the scenario · ``placed`` those with a placement · ``covered``
those whose duty is met by what they have and their placement
(:func:`matcher.domain.law.duty_of`) · ``with_plan_b`` and ``with_plan_c`` placements
with that fallback, of two in a row each · ``plan_b_at_most`` and ``plan_c_at_most`` how many could have one, by
the bounds · ``promised_hires``, ``seat_slots_offered`` and ``seat_slots_used`` below.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from matcher.domain.fallbacks import FallbackBound, FallbackRank
from matcher.domain.ids import EmployerId, PlaceId, SectionId, SlotId
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.specialists import SpecialistLoad
from matcher.domain.weeks import DateSpan, Slot
from matcher.domain.work import is_practice_day


def days_on(weekday: int, span: DateSpan) -> Iterator[date]:
    """Yield the days of ``span`` that fall on ``weekday`` (0 is Monday)."""
    day = span.first + timedelta(days=(weekday - span.first.weekday()) % 7)
    while day <= span.last:
        yield day
        day += timedelta(weeks=1)


Span = tuple[DateSpan, tuple[SlotId, ...]]
"""Days, and the practice slots of every week in them."""


def practice_spans(
    placement: Placement, alternating: Mapping[SectionId, ClassSection]
) -> Iterator[Span]:
    """Yield the days of practice in the same slots every week, in order of time.

    Those of the steps; where the person's class is one of the ``alternating``, without
    the slots of its menu in the weeks in which it meets.
    """
    section = None if placement.section is None else alternating.get(placement.section)
    if section is None:
        yield from step_spans(placement)
    else:
        yield from beside_class(section, step_spans(placement))


def spans_there(
    placement: Placement, alternating: Mapping[SectionId, ClassSection]
) -> Iterator[DateSpan]:
    """Yield the days of the weeks in which somebody is at the place at all.

    All of the placement; beside one of the ``alternating`` classes without the weeks in
    which that has all of the person's practice.
    """
    if placement.section not in alternating:
        yield DateSpan(placement.start_date, placement.end_date)
        return
    yield from (days for days, slots in practice_spans(placement, alternating) if slots)


def beside_class(section: ClassSection, spans: Iterable[Span]) -> Iterator[Span]:
    """Cut ``spans`` where the weeks of ``section`` change, its hours taken out."""
    if section.alternation is None:
        yield from spans
        return
    for span, slots in spans:
        for days, has_class in section.alternation.parts(span):
            yield days, tuple(s for s in slots if not (has_class and s in section.menu))


def step_spans(placement: Placement) -> Iterator[Span]:
    """Yield the days each step is in force, within the placement, and its slots.

    A step lasts to the day before the next one; the last to the end of the placement.
    """
    steps = sorted(placement.steps, key=lambda step: step.first_day)
    ends = [step.first_day - timedelta(days=1) for step in steps[1:]]
    for step, end in zip(steps, [*ends, placement.end_date], strict=False):
        first = max(step.first_day, placement.start_date)
        yield DateSpan(first, min(end, placement.end_date)), step.slots


def offered_days(scenario: Scenario, place: PracticePlace, slot: Slot) -> list[date]:
    """Return the days the seats of ``slot`` are offered in the placement weeks.

    A day counts where the place is open and it is a practice day by the calendar of the
    place's municipality: no public holiday, no programme holiday, not closed.
    """
    return _PracticeDays(scenario).offered(place, slot)


class _PracticeDays:
    """Days of practice, each worked out once for all places and people alike."""

    def __init__(self, scenario: Scenario) -> None:
        self._span = scenario.horizon.placement_span
        self._calendars = {
            m.id: scenario.calendar_in(m.id) for m in scenario.municipalities
        }
        self._known: dict[tuple[object, ...], list[date]] = {}

    def offered(self, place: PracticePlace, slot: Slot) -> list[date]:
        """Return the :func:`offered_days` of a slot."""
        first = max(self._span.first, place.open_from or self._span.first)
        last = min(self._span.last, place.open_to or self._span.last)
        key = place.municipality, place.closed, slot.weekday, first, last
        if key not in self._known:
            calendar = self._calendars[place.municipality]
            self._known[key] = [
                day
                for day in days_on(slot.weekday, DateSpan(first, last))
                if is_practice_day(place, calendar, day)
            ]
        return self._known[key]


def seat_slots_offered(scenario: Scenario) -> int:
    """Return the seats of all places and slots on all :func:`offered_days`."""
    days = _PracticeDays(scenario)
    return sum(
        place.seats_in(slot.id) * len(days.offered(place, slot))
        for place in scenario.places
        for slot in scenario.grid.slots
        if place.seats_in(slot.id)
    )


def people_at_practice(
    scenario: Scenario, placements: Iterable[Placement]
) -> Counter[tuple[PlaceId, SlotId, date]]:
    """Return how many people are at practice by place, slot and practice day of theirs.

    Raises
    ------
    KeyError
        For a participant or place the scenario does not know.
    """
    people = scenario.participants_by_id()
    places = scenario.places_by_id()
    slots = {slot.id: slot for slot in scenario.grid.slots}
    alternating = scenario.alternating_sections()
    at_practice: Counter[tuple[PlaceId, SlotId, date]] = Counter()
    for placement in placements:
        calendar = scenario.calendar_of(people[placement.participant])
        place = places[placement.place]
        for span, practice in practice_spans(placement, alternating):
            at_practice.update(
                (place.id, slot, day)
                for slot in set(practice) & slots.keys()
                for day in days_on(slots[slot].weekday, span)
                if is_practice_day(place, calendar, day)
            )
    return at_practice


def seat_slots_used(scenario: Scenario, placements: Iterable[Placement]) -> int:
    """Return how many of the offered seats have somebody at practice.

    Days count as in :func:`seat_slots_offered` and must be practice days for the person
    too. People beyond the seats of a slot use none.

    Raises
    ------
    KeyError
        For a participant or place the scenario does not know.
    """
    at_practice, days = (
        people_at_practice(scenario, placements),
        _PracticeDays(scenario),
    )
    return sum(
        min(at_practice[place.id, slot.id, day], place.seats_in(slot.id))
        for place in scenario.places
        for slot in scenario.grid.slots
        if place.seats_in(slot.id)
        for day in days.offered(place, slot)
    )


def promised_hires(scenario: Scenario, placements: Iterable[Placement]) -> int:
    """Return how many people employers have promised to hire, of those placed.

    Each employer's share is rounded up by itself; running placements count.

    Raises
    ------
    KeyError
        For a place the scenario does not know.
    """
    places = scenario.places_by_id()
    people: dict[EmployerId, set[str]] = defaultdict(set)
    for placement in placements:
        people[places[placement.place].employer].add(placement.participant)
    return sum(e.promised_hires(len(people[e.id])) for e in scenario.employers)


def fallbacks_made(placements: Iterable[Placement]) -> dict[str, int]:
    """Return how many placements have a plan B, and how many a plan C."""
    made = Counter(rank for p in placements for rank in {f.rank for f in p.fallbacks})
    return {
        "with_plan_b": made[FallbackRank.B],
        "with_plan_c": made[FallbackRank.C],
    }


def fallbacks_at_most(bounds: Iterable[FallbackBound]) -> dict[str, int]:
    """Return how many could have a plan B; and a plan C, given those."""
    most = Counter[int]()
    for bound in bounds:
        most[len(bound.withdrawn)] += bound.bound
    return {"plan_b_at_most": most[1], "plan_c_at_most": most[2]}


def specialist_loads(
    scenario: Scenario, placements: Iterable[Placement]
) -> tuple[SpecialistLoad, ...]:
    """Return how many people each job specialist follows, in the scenario's order."""
    followed = Counter(placement.specialist for placement in placements)
    return tuple(SpecialistLoad(s, followed[s.id]) for s in scenario.specialists)
