"""What each way to treat a person is worth in the tiers, by date and without arrays."""

from matcher.domain.decisions import Pin
from matcher.domain.fit import fit_parts
from matcher.domain.law import Duty, Urgency, duty_of
from matcher.domain.policy import STANDARD_TIERS, Policy, Tier
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.rhythm import rhythm_points
from matcher.domain.scenario import Scenario
from matcher.domain.work import is_practice_day, practice_minutes
from tests.placement.ways import Way, days

AIMS: tuple[Tier, ...] = STANDARD_TIERS[:-1]
COVERAGE = {
    Urgency.OVERDUE: Tier.COVERAGE_OVERDUE,
    Urgency.DUE: Tier.COVERAGE_DUE,
    Urgency.MATCH_LATE: Tier.COVERAGE_MATCH_LATE,
    Urgency.OTHER: Tier.COVERAGE_OTHER,
}


def values(scenario: Scenario, policy: Policy, way: Way) -> dict[Tier, int]:
    """What one way is worth in each tier."""
    person = way.person
    template = scenario.templates_by_id()[person.template]
    calendar = scenario.calendar_of(person)
    duty = duty_of(person, template, calendar, scenario.horizon)
    short = max(0, duty.missing_minutes - practised(scenario, way, duty))
    waited = 0
    if person.waiting_since is not None:
        waited = (scenario.horizon.start - person.waiting_since).days
    found: dict[Tier, int] = dict.fromkeys(AIMS, 0)
    found[Tier.REPAIR] = -_repairs(scenario, way, template)
    found[COVERAGE[duty.urgency]] = int(short == 0)
    found[Tier.HOURS_SHORT] = -((short + 59) // 60)
    found[Tier.WAITING] = min(999, max(0, waited)) if short == 0 else 0
    if way.place is not None:
        found[Tier.FIT] = _fit(scenario, policy, way)
        found[Tier.RHYTHM] = rhythm_points(
            scenario.grid,
            way.start_week,
            policy.latest_start_week,
            scenario.grid.mask(way.stays[-1].last_slots),
        )
    return found


def _fit(scenario: Scenario, policy: Policy, way: Way) -> int:
    """The fit of the placement, or the mean of every week of both, rounded down."""
    each_week: list[int] = []
    before = None
    for stay in way.stays:
        assert stay.place is not None
        assert stay.first is not None
        assert stay.last is not None
        monday = scenario.horizon.monday(stay.start_week)
        points = fit_parts(
            scenario,
            policy,
            stay.person,
            stay.place,
            stay.section,
            monday,
            stay.last_slots,
            before,
        ).total
        before = stay.place
        weeks = len({day.isocalendar()[:2] for day in days(stay.first, stay.last)})
        each_week += [points] * weeks
    return sum(each_week) // len(each_week)


def practised(scenario: Scenario, way: Way, duty: Duty) -> int:
    """Minutes of practice in the duty window, day by day."""
    if way.place is None or duty.window is None:
        return 0
    calendar, total = scenario.calendar_of(way.person), 0
    for stay in way.stays:
        assert stay.place
        for first, last, slots in stay.steps:
            for day in days(first, last):
                if day in duty.window and is_practice_day(stay.place, calendar, day):
                    total += sum(
                        practice_minutes(stay.place, slot)
                        for slot in scenario.grid.slots
                        if slot.id in slots and slot.weekday == day.weekday()
                        if stay.practises(slot.id, day)
                    )
    return total


def _repairs(scenario: Scenario, way: Way, template: ProgrammeTemplate) -> int:
    def held_by(stay: Way, pin: Pin) -> bool:
        week = pin.start_date and scenario.horizon.week_of(pin.start_date)
        is_there = pin.place is None or (stay.place and stay.place.id == pin.place)
        return bool(is_there) and (
            week is None or (stay.place is not None and stay.start_week == week)
        )

    def held(pin: Pin) -> bool:
        in_class = way.section is not None and way.section.id == pin.section
        return (pin.section is None or in_class) and any(
            held_by(stay, pin) for stay in way.stays
        )

    pins = [pin for pin in scenario.pins if pin.participant == way.person.id]
    lacks_class = template.class_slots > 0 and way.section is None
    return (not all(map(held, pins))) + lacks_class
