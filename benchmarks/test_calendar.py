"""The whole calendar at growing sizes: what it takes, and how near its bounds it is.

Placements come from a quick heuristic, not from the search: each person in turn has the
first place of their municipality with seats beside their class. ``make bench`` runs all
sizes and prints a line for each; without it only a small one is built.
"""

import resource
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import log
from time import process_time
from typing import Any

import pytest

from benchmarks.test_scale import sized
from matcher.calendar import (
    Calendar,
    bounds_over_placements,
    build_calendar,
    causes_of_free_slots,
    fill_calendar,
    shortage_bounds,
    summarise_hours,
)
from matcher.domain.ids import ParticipantId, PlaceId, SectionId, SlotId
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Placement, PlacementStep
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.generate import GeneratorSettings, generate

SIZES = (100, 300, 600, 2000)
SHORTAGES = (
    "hours_short_legal",
    "hours_short_legal_largest",
    "empty_weeks",
    "hours_short_full_time",
)
WAIT_WEEKS = 2
"""Weeks from the start of the calendar to that of the placements."""


def quick_placements(
    scenario: Scenario,
) -> tuple[list[Placement], dict[ParticipantId, SectionId]]:
    """Return placements with seats for all, beside each person's class."""
    left = {(q.id, slot): seats for q in scenario.places for slot, seats in q.seats}
    places: dict[str, list[PracticePlace]] = {}
    for place in scenario.places:
        places.setdefault(place.municipality, []).append(place)
    classes = _classes(scenario)
    first = scenario.horizon.monday(WAIT_WEEKS)
    last = scenario.horizon.last_day(
        scenario.horizon.placement_weeks - 1, scenario.grid
    )
    placements = []
    for person in scenario.participants:
        section = classes.get(person.id)
        for place in places.get(person.municipality, ()):
            slots = _room(scenario, person, section, place, left)
            if len(slots) >= 2:
                for slot in slots:
                    left[place.id, slot] -= 1
                step = PlacementStep(first, slots)
                taught = None if section is None else section.id
                placements.append(
                    Placement(person.id, place.id, first, last, taught, (step,))
                )
                break
    return placements, {person: section.id for person, section in classes.items()}


def _classes(scenario: Scenario) -> dict[ParticipantId, ClassSection]:
    """Return the first class for each person of their municipality and programme."""
    by_home: dict[tuple[str, str], ClassSection] = {}
    for section in reversed(scenario.sections):
        for municipality in section.municipalities:
            for template in section.templates or scenario.templates_by_id():
                by_home[municipality, template] = section
    return {
        p.id: by_home[p.municipality, p.template]
        for p in scenario.participants
        if (p.municipality, p.template) in by_home
    }


def _room(
    scenario: Scenario,
    person: Participant,
    section: ClassSection | None,
    place: PracticePlace,
    left: Mapping[tuple[PlaceId, SlotId], int],
) -> tuple[SlotId, ...]:
    taught = section.menu if section else frozenset()
    return tuple(
        slot.id
        for slot in scenario.grid.slots
        if slot.id not in taught
        and left.get((place.id, slot.id), 0) > 0
        and (person.available_slots is None or slot.id in person.available_slots)
    )[:3]


@dataclass(frozen=True)
class Measured:
    """What one calendar took and lacks."""

    seconds: float
    metrics: Mapping[str, int]
    calendar: Calendar


def measure(scenario: Scenario) -> Measured:
    """Build, fill and bound a calendar, and print what it took."""
    placements, classes = quick_placements(scenario)
    spent: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        begin = process_time()
        found = work()
        spent[name] = process_time() - begin
        return found

    base = timed("base", lambda: build_calendar(scenario, placements, classes))
    filled = timed("fill", lambda: fill_calendar(base, placements))
    given = timed("bounds", lambda: shortage_bounds(base, placements))
    over = timed("any", lambda: bounds_over_placements(base, summarise_hours(base)))
    causes = timed("causes", lambda: causes_of_free_slots(filled, placements))
    metrics = {**summarise_hours(filled).metrics, **given, **over}
    lacks = ", ".join(
        f"{name} {metrics[name]} (at least {metrics[f'{name}_bound']} here,"
        f" {metrics.get(f'{name}_bound_any_placement', '–')} anywhere)"
        for name in SHORTAGES
    )
    total = sum(spent.values())
    parts = " ".join(f"{name} {seconds:.2f}" for name, seconds in spent.items())
    print(
        f"\n{len(scenario.participants):>6} participants"
        f" {len(scenario.places):>5} places {len(scenario.activities):>4} activities"
        f" {scenario.horizon.calendar_weeks} weeks | {len(placements)} placed"
        f" | {parts} | {total:.2f} s of a processor | {peak_megabytes()} MB | {lacks}"
    )
    assert sum(causes.values()) == len(filled.free)
    return Measured(total, metrics, filled)


def peak_megabytes() -> int:
    """Return the most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def check(found: Measured) -> None:
    assert len(found.calendar) > 0
    for name in SHORTAGES:
        assert found.metrics[name] >= found.metrics[f"{name}_bound"]
        anywhere = found.metrics.get(f"{name}_bound_any_placement", 0)
        assert found.metrics[f"{name}_bound"] >= anywhere


def test_the_benchmark_works():
    """Forty people are placed, and their calendar keeps its bounds."""
    check(measure(sized(40)))


@pytest.mark.slow
def test_growth():
    """Calendars of every size keep their bounds; seconds and growth are printed."""
    spent = []
    for size in SIZES:
        found = measure(sized(size))
        check(found)
        spent.append(found.seconds)
    exponent = log(spent[-1] / spent[0]) / log(SIZES[-1] / SIZES[0])
    print(f"\nseconds of a processor grow as people to the power {exponent:.2f}")


@pytest.mark.slow
def test_a_country_in_columns():
    """40 000 people and 26 weeks keep their bounds; seconds and memory are printed."""
    scenario = generate(
        GeneratorSettings(40_000, 17_000, municipalities=("all",), seed=1)
    )
    check(measure(halved(scenario)))


def halved(scenario: Scenario) -> Scenario:
    """The same with a calendar as long as its placements."""
    weeks = scenario.horizon.placement_weeks
    return replace(scenario, horizon=replace(scenario.horizon, calendar_weeks=weeks))
