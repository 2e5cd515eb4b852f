"""What options are worth, against the definitions they are made from."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest

from matcher.domain.fit import NO_FIT, fit_parts
from matcher.domain.law import duty_of
from matcher.domain.policy import Policy, Tier
from matcher.domain.rhythm import rhythm_points
from matcher.domain.work import is_practice_day, practice_minutes
from matcher.eligibility import find_candidates
from matcher.options import NO_PLACE, NO_SECTION, Options, build_options
from matcher.options.chains import Following
from matcher.options.minutes import WindowTime
from matcher.options.values import TIE_BREAK_POINTS, tie_break_points
from tests.audit.test_against_options import SEEDS, resolved
from tests.helpers import builders as make
from tests.placement.tiny_scenarios import tiny_scenario


def tiny(seed: int):
    scenario, policy = tiny_scenario(seed)
    return scenario, policy, options_of(scenario, policy)


def larger(seed: int):
    scenario, policy = resolved(seed)
    return scenario, policy, options_of(scenario, policy)


def options_of(scenario, policy, seed=0) -> Options:
    return build_options(scenario, policy, find_candidates(scenario, policy), seed)


def some(options: Options) -> Iterator[int]:
    """Positions spread over all options."""
    size = len(options.columns)
    return iter(range(0, size, max(1, size // 60)))


CASES = [
    *((tiny, seed) for seed in range(25)),
    *((larger, seed) for seed in SEEDS[:12]),
]


def parts(scenario, options, i):
    columns = options.columns
    person = scenario.participants[columns.participant_idx[i]]
    place = columns.place_idx[i]
    section = columns.section_idx[i]
    return (
        person,
        None if place == NO_PLACE else scenario.places[place],
        None if section == NO_SECTION else scenario.sections[section],
    )


@pytest.mark.parametrize(("made", "seed"), CASES)
def test_minutes_are_those_of_every_day(made, seed):
    """Practice minutes in the duty window are what walking through the days gives."""
    scenario, _, options = made(seed)
    templates = scenario.templates_by_id()
    running = {r.participant: r for r in scenario.running}
    time = WindowTime(scenario, options.patterns)
    minutes = time.practice_minutes(options.columns.take(slice(None)))
    for i in some(options):
        person, place, _ = parts(scenario, options, i)
        calendar = scenario.calendar_of(person)
        window = duty_of(
            person, templates[person.template], calendar, scenario.horizon
        ).window
        total, columns = 0, options.columns
        weeks = range(int(columns.start_week[i]), int(columns.end_week[i]))
        for week in weeks if place and window else ():
            for offset in range(7):
                day = scenario.horizon.monday(week) + timedelta(days=offset)
                kept = running.get(person.id)
                inside = kept is None or kept.start_date <= day <= kept.end_date
                if (
                    inside
                    and window
                    and day in window
                    and is_practice_day(place, calendar, day)
                ):
                    mask = mask_in(options, i, week - weeks[0])
                    total += sum(
                        practice_minutes(place, slot)
                        for bit, slot in enumerate(scenario.grid.slots)
                        if mask >> bit & 1 and slot.weekday == offset
                    )
        assert minutes[i] == total


def mask_in(options: Options, i: int, week: int) -> int:
    pattern = options.patterns[options.columns.pattern_idx[i]]
    begun: list[int] = [
        mask
        for mask, first in zip(pattern.masks, pattern.from_weeks, strict=True)
        if first <= week
    ]
    return begun[-1]


@pytest.mark.parametrize(("made", "seed"), CASES)
def test_fit_is_that_of_the_domain(made, seed):
    """The points of all options at once are the definition's, one by one."""
    scenario, policy, options = made(seed)
    for i in some(options):
        person, place, section = parts(scenario, options, i)
        expected = NO_FIT
        if place:
            expected = fit_parts(
                scenario,
                policy,
                person,
                place,
                section,
                scenario.horizon.monday(int(options.columns.start_week[i])),
                scenario.grid.slots_of(
                    options.patterns[options.columns.pattern_idx[i]].last_mask
                ),
            )
        assert options.values[Tier.FIT][i] == expected.total


@pytest.mark.parametrize(("made", "seed"), CASES)
def test_rhythm_is_that_of_the_domain(made, seed):
    """The rhythm of all options at once is the definition's; class-only has none."""
    scenario, policy, options = made(seed)
    columns = options.columns
    for i in some(options):
        expected = 0
        if columns.place_idx[i] != NO_PLACE:
            expected = rhythm_points(
                scenario.grid,
                int(columns.start_week[i]),
                policy.latest_start_week,
                options.patterns[columns.pattern_idx[i]].last_mask,
            )
        assert options.values[Tier.RHYTHM][i] == expected


def test_the_tie_break_comes_from_the_seed_alone():
    """The same seed draws the same points, another seed others."""
    options = larger(SEEDS[0])[2]
    columns = options.columns, Following.of(options.columns, options.second)
    drawn = tie_break_points(*columns, 7)
    assert np.array_equal(drawn, tie_break_points(*columns, 7))
    assert not np.array_equal(drawn, tie_break_points(*columns, 8))


def test_the_tie_break_is_small_and_even():
    """Points are 0 to 7, each about as often."""
    people = [make.participant(f"p{i:02}") for i in range(40)]
    scenario = make.scenario(people, [make.place(f"q{i}") for i in range(9)])
    counts = np.bincount(options_of(scenario, Policy()).values[Tier.TIE_BREAK])
    assert len(counts) == TIE_BREAK_POINTS
    assert counts.max() < 2 * counts.min()


def test_a_negative_seed_is_a_seed():
    """Any integer draws points."""
    options = larger(SEEDS[0])[2]
    columns = options.columns, Following.of(options.columns, options.second)
    assert tie_break_points(*columns, -1).min() >= 0


def test_options_are_the_same_every_time():
    """Columns, patterns and values depend on scenario, policy and seed only."""
    scenario, policy = resolved(SEEDS[3])
    first, second = options_of(scenario, policy, 5), options_of(scenario, policy, 5)
    assert first.patterns == second.patterns
    assert np.array_equal(first.columns.pattern_idx, second.columns.pattern_idx)
    assert all(np.array_equal(first.values[t], second.values[t]) for t in Tier)
