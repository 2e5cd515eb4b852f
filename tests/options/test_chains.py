"""Options of two placements in a row, against all of them written out by date."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache

import pytest

from matcher.domain.policy import Tier
from matcher.eligibility import find_candidates
from matcher.options import NO_NEXT, NO_SECTION, build_options
from tests.placement.tiny_chains import chained_scenario
from tests.placement.ways import Way, ways
from tests.placement.worth import AIMS, values

SEEDS = range(60, 100)


@cache
def built(seed: int):
    scenario, policy = chained_scenario(seed)
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    return scenario, policy, options


def described(way: Way) -> tuple[object, ...]:
    """A chain as who, which class, and of both placements where, when and which slots."""
    stays = tuple(
        (stay.place and stay.place.id, stay.first, stay.last, stay.steps)
        for stay in way.stays
    )
    return way.person.id, way.section and way.section.id, stays


@cache
def written(seed: int) -> dict[tuple[object, ...], dict[Tier, int]]:
    """Every chain that trying all places, starts and slots finds, with its values.

    In the classes that the options know: being without one only where all may be full.
    """
    scenario, policy, options = built(seed)
    known = set(
        zip(options.columns.participant_idx, options.columns.section_idx, strict=True)
    )
    number = {section.id: i for i, section in enumerate(scenario.sections)}
    return {
        described(way): values(scenario, policy, way)
        for i, person in enumerate(scenario.participants)
        for way in ways(scenario, policy, person)
        if way.second is not None
        and (i, number[way.section.id] if way.section else NO_SECTION) in known
    }


def offered(seed: int) -> Iterator[tuple[tuple[object, ...], dict[Tier, int]]]:
    """Every chain among the options, with its values."""
    scenario, _, options = built(seed)
    columns = options.columns
    for i in range(len(columns)):
        if columns.next_idx[i] == NO_NEXT:
            continue
        section = columns.section_idx[i]
        stays = [(columns, i), (options.second, columns.next_idx[i])]
        key = (
            scenario.participants[columns.participant_idx[i]].id,
            None if section == NO_SECTION else scenario.sections[section].id,
            tuple(_stay(scenario, options, *stay) for stay in stays),
        )
        yield key, {tier: int(options.values[tier][i]) for tier in AIMS}


def _stay(scenario, options, columns, i):
    start, end = int(columns.start_week[i]), int(columns.end_week[i])
    monday = scenario.horizon.monday
    last = scenario.horizon.last_day(end - 1, scenario.grid)
    pattern = options.patterns[columns.pattern_idx[i]]
    begins = [monday(start + week) for week in pattern.from_weeks]
    ends = [day - timedelta(days=1) for day in begins[1:]]
    steps = tuple(
        (first, until, frozenset(scenario.grid.slots_of(mask)))
        for first, until, mask in zip(begins, [*ends, last], pattern.masks, strict=True)
    )
    return scenario.places[columns.place_idx[i]].id, begins[0], last, steps


@pytest.mark.parametrize("seed", SEEDS)
def test_the_chains_are_all_there_are(seed):
    """Two places, a start, an end, a class and slots: every possible chain, each once."""
    found = [key for key, _ in offered(seed)]
    assert len(found) == len(set(found))
    assert set(found) == set(written(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_chain_is_worth_what_both_are(seed):
    """Hours add up, fit is the mean of the weeks, and it starts when the first does."""
    expected = written(seed)
    assert {key: expected[key] for key, _ in offered(seed)} == dict(offered(seed))


def test_the_scenarios_have_chains():
    """Many, and of many people."""
    counts = [len(list(offered(seed))) for seed in SEEDS]
    assert sum(counts) > 600
    assert sum(count > 0 for count in counts) > 12
