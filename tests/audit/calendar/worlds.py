"""Random scenarios with breaks, closures and offers, and calendars the engine fills."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np

from matcher.calendar import Calendar, planned_calendar
from matcher.domain.activities import OFFERED, GroupActivity
from matcher.domain.ids import ActivityId
from matcher.domain.language import NO_FLOOR, CefrLevel
from matcher.domain.plan import NotPlaced, Plan
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import DateSpan
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.placement import placements_of
from tests.eligibility.random_scenarios import random_scenario
from tests.helpers import builders as make


def random_world(seed: int) -> tuple[Scenario, Policy]:
    """A random scenario with holidays, weeks without teachers and activities."""
    scenario, policy = random_scenario(seed)
    known = {None, *(section.id for section in scenario.sections)}
    rng = Random(seed)
    calendars = tuple(
        replace(
            one,
            no_teaching=tuple(_span(rng, scenario) for _ in range(3)),
            programme_holiday=tuple(_span(rng, scenario) for _ in range(2)),
        )
        for one in scenario.calendars
    )
    activities = tuple(_activity(rng, scenario, n) for n in range(rng.randrange(6)))
    pins = tuple(pin for pin in scenario.pins if pin.section in known)
    changed = replace(scenario, calendars=calendars, activities=activities, pins=pins)
    return _welcoming(changed), policy


def _welcoming(scenario: Scenario) -> Scenario:
    """The scenario with places that most people can go to."""
    places = tuple(
        replace(
            place,
            level_floor=NO_FLOOR,
            demands=frozenset(),
            requires=frozenset(),
            programmes=None,
            min_age=None,
            step_level=None,
        )
        for place in scenario.places
    )
    people = tuple(
        replace(person, travel_limit_minutes=600) for person in scenario.participants
    )
    return replace(scenario, places=places, participants=people)


def _span(rng: Random, scenario: Scenario) -> DateSpan:
    first = scenario.horizon.monday(rng.randrange(40)) + timedelta(rng.randrange(5))
    return DateSpan(first, first + timedelta(days=rng.randrange(30)))


def _activity(rng: Random, scenario: Scenario, number: int) -> GroupActivity:
    names = [slot.id for slot in scenario.grid.slots]
    first = scenario.horizon.monday(rng.randrange(20))
    return GroupActivity(
        ActivityId(f"a{number}"),
        rng.choice(OFFERED),
        frozenset(rng.sample(names, rng.randrange(1, 4))),
        first=rng.choice([None, first]),
        last=rng.choice([None, first + timedelta(weeks=rng.randrange(1, 9))]),
        every_weeks=rng.choice([1, 1, 2]),
        seats=rng.choice([None, 1, 2, 3]),
        opens_with=rng.choice([1, 1, 2]),
        is_whole=rng.random() < 0.3,
        only_without_teaching=rng.random() < 0.5,
        level_from=rng.choice([CefrLevel.PRE_A1, CefrLevel.A2]),
    )


def filled(seed: int) -> Iterator[tuple[Scenario, Policy, Plan, Calendar]]:
    """Yield plans of options drawn blindly, each with its calendar."""
    scenario, policy = random_world(seed)
    if not scenario.participants or not scenario.places:
        return
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    person, rng = options.columns.participant_idx, Random(seed)
    own = [np.flatnonzero(person == i) for i in range(len(scenario.participants))]
    at_places = options.columns.place_idx >= 0
    chosen = np.array(
        [rng.choice(c[at_places[c]] if at_places[c].any() else c) for c in own],
        dtype=np.int64,
    )
    placements, sections = placements_of(scenario, options, chosen)
    calendar = planned_calendar(scenario, placements, sections)
    placed = {placement.participant for placement in placements}
    plan = make.plan(
        placements,
        [
            NotPlaced(person.id, (), sections.get(person.id))
            for person in scenario.participants
            if person.id not in placed
        ],
    )
    yield scenario, policy, replace(plan, calendar_sha256=calendar.sha256()), calendar
