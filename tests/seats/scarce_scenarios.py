"""Random small scenarios with far fewer seats than people who need them."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from matcher.domain.decisions import Pin, RunningPlacement
from matcher.domain.ids import EmployerId, SectionId, SectorCode
from matcher.domain.policy import Policy
from matcher.domain.programme import PatternStep
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import Horizon
from tests.helpers import builders as make

MENUS = ("man tir", "tor fre", "man ons", "tir fre", "ons tor")
SECTORS = tuple(SectorCode(code) for code in ("butikk", "helse", "renhold"))
NAMES = tuple(make.WORKDAYS)


def scarce_scenario(seed: int) -> tuple[Scenario, Policy]:
    """Five to seven people at two to four places with a seat or two, for eight weeks."""
    rng = Random(seed)
    horizon = Horizon(make.START, 8, 12)
    sections = [
        make.section(f"c{i}", menu, seats=rng.choice([2, 9, 9]))
        for i, menu in enumerate(rng.sample(MENUS, 3))
    ]
    people = [
        make.participant(
            f"p{i}",
            template=rng.choice(["t0", "t0", "t1"]),
            section=rng.choice([None, *[SectionId(s.id) for s in sections]]),
            sector_vetoes=frozenset(s for s in SECTORS if rng.random() < 0.25),
            programme_start=make.START
            - timedelta(days=rng.choice([20, 60, 90, 200, 400])),
        )
        for i in range(rng.randint(5, 7))
    ]
    places = [_place(rng, i) for i in range(rng.randint(2, 4))]
    employers = [
        make.employer(
            e,
            people_at_once=rng.choice([None, None, None, 2]),
            mentor_minutes_per_week=rng.choice([None, None, 300]),
            rest_weeks=rng.choice([0, 0, 1]),
        )
        for e in sorted({place.employer for place in places})
    ]
    templates = [
        make.template("t0", steps=(PatternStep(3),), lengths_weeks=(8,)),
        make.template("t1", steps=(PatternStep(2),), lengths_weeks=(4,), min_weeks=4),
    ]
    scenario = make.scenario(
        people,
        places,
        horizon=horizon,
        sections=sections,
        employers=employers,
        templates=[
            replace(t, work_minutes_per_week=300, min_practice_slots=2)
            for t in templates
        ],
    )
    policy = Policy(start_every_weeks=4, latest_start_week=rng.choice([0, 0, 4]))
    return replace(scenario, **_decisions(rng, scenario)), policy


def chained_scarce_scenario(seed: int) -> tuple[Scenario, Policy]:
    """The same, most places open for a half of the weeks, and two halves in a row."""
    scenario, policy = scarce_scenario(seed)
    rng = Random(f"chained {seed}")
    templates = tuple(
        replace(t, chain_first_weeks=4, min_weeks=4, lengths_weeks=(8,))
        for t in scenario.templates
    )
    employers = tuple(make.employer(f"e{i}") for i in range(len(scenario.places)))
    places = tuple(
        replace(place, employer=employers[i].id, **_opening(rng, i))
        for i, place in enumerate(scenario.places)
    )
    scenario = replace(
        scenario, templates=templates, places=places, employers=employers, running=()
    )
    return scenario, replace(policy, latest_start_week=0)


def _opening(rng, i):
    if rng.random() < 0.2:
        return {}
    if i % 2:
        return {"open_from": make.START + timedelta(weeks=4)}
    return {"open_to": make.START + timedelta(days=4 * 7 - 3)}


def _place(rng, i):
    most = rng.choice([1, 1, 1, 2])
    counts = {name: rng.choice([most, most, most, 0, 1]) for name in NAMES}
    most = max(1, *counts.values())
    return make.place(
        f"q{i}",
        counts,
        employer=EmployerId(rng.choice(["e0", "e1", "e2"])),
        people_at_once=rng.choice([most, most, most + 1, 2 * most]),
        sector=rng.choice(SECTORS),
    )


def _decisions(rng, scenario):
    found: dict[str, object] = {}
    person = rng.choice(scenario.participants)
    place = rng.choice(scenario.places)
    if rng.random() < 0.3:
        found["running"] = (
            RunningPlacement(
                person.id,
                place.id,
                scenario.horizon.monday(-2),
                scenario.horizon.last_day(3, scenario.grid),
                frozenset(rng.sample(NAMES, 2)),
                None,
            ),
        )
    elif rng.random() < 0.3:
        found["pins"] = (Pin(person.id, place.id, None, None),)
    return found
