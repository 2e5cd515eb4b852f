"""Visits of job specialists at growing sizes: what they take, and that they are right.

Fifteen people to a specialist with a base of their own, each in two placements of 26 weeks
at one of nine places within some 15 km, or 40 km in the wide region.
"""

from dataclasses import replace
from datetime import timedelta
from random import Random
from time import process_time

import pytest

from matcher.audit import audit_plan
from matcher.calendar.visits import plan_visits
from matcher.domain.geography import Location
from matcher.domain.ids import SpecialistId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import Horizon
from tests.helpers import builders as make

CASELOAD, PLACES, WEEKS, LENGTH = 15, 9, 52, 26
TOWN, WIDE = 0.15, 0.4
"""Degrees north and south of the middle; twice as many east and west."""

DAYS = ("ons tor fre", "ons tor fre", "man tor fre", "tir ons tor", "man tir ons")
HOURS = ((None, None), (480, 960), (420, 900), (600, 1080))


def world(participants: int, radius: float) -> tuple[Scenario, list[Placement]]:
    """People with a specialist each, and where they are for a year."""
    random = Random(participants)
    people, places, specialists, placements = [], [], [], []

    def somewhere() -> Location:
        north, east = random.uniform(-radius, radius), random.uniform(-radius, radius)
        return Location(make.HERE.latitude + north, make.HERE.longitude + 2 * east)

    for group in range(-(-participants // CASELOAD)):
        who = f"s{group:03}"
        specialists.append(make.specialist(who, CASELOAD, base=somewhere()))
        for number in range(PLACES):
            start, end = random.choice(HOURS)
            own = {"location": somewhere(), "start_minute": start, "end_minute": end}
            places.append(make.place(f"q{group:03}-{number}", 3, **own))
        for number in range(min(CASELOAD, participants - group * CASELOAD)):
            people.append(make.participant(f"p{group:03}-{number:02}"))
            begin = make.START + timedelta(weeks=random.choice([0, 4, 8, 12]))
            days = random.choice(DAYS)
            for first in (begin, begin + timedelta(weeks=LENGTH)):
                at = f"q{group:03}-{random.randrange(PLACES)}"
                last = first + timedelta(weeks=LENGTH, days=-3)
                row = make.placement(people[-1].id, at, days, first, last)
                placements.append(replace(row, specialist=SpecialistId(who)))
    horizon = Horizon(make.START, WEEKS, WEEKS)
    made = make.scenario(
        people, places, horizon=horizon, specialists=tuple(specialists)
    )
    return made, placements


def measure(participants: int, radius: float) -> None:
    """Plan the visits, print what it took, and audit them."""
    scenario, placements = world(participants, radius)
    begin = process_time()
    made = plan_visits(scenario, Policy(), placements)
    seconds = process_time() - begin
    print(
        f"\n{participants:>5} participants {radius:4} degrees | {seconds:6.1f} s"
        f" | asked {made.asked:>6} missed {made.missed:>5} at least {made.missed_bound:>5}"
        f" | {made.weeks:>5} weeks, {made.proved_weeks:>5} proved best"
    )
    plan = make.plan(placements)
    plan = replace(plan, visits=made.visits, metrics=dict(made.metrics))
    broken = {v.rule for v in audit_plan(scenario, Policy(), plan).violations}
    assert not any(rule.value.startswith("visit-") for rule in broken)
    assert made.missed_bound <= made.missed


def test_the_benchmark_works():
    """Twenty people are visited, measured and audited."""
    measure(20, TOWN)


@pytest.mark.slow
@pytest.mark.parametrize("radius", [TOWN, WIDE])
@pytest.mark.parametrize("participants", [100, 300, 600, 2000])
def test_scale(participants, radius):
    """Visits of every size are valid and bounded; how long they take is printed."""
    measure(participants, radius)
