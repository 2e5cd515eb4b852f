"""Capacity rows against counting heads week by week."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest

from matcher.domain.agreements import Counted, PairKind
from matcher.domain.decisions import RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.mentoring import mentor_minutes
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.eligibility import find_candidates
from matcher.io import read_scenario
from matcher.options import NO_PLACE, NO_SECTION, build_options
from matcher.placement.dominance import undominated
from matcher.placement.problem import build_problem, components
from matcher.placement.rows import ROW_RULES, capacity_rows
from matcher.placement.rows.mentors import mentor_minutes_of
from tests.helpers import builders as make
from tests.placement.following import crowd_limit, crowds_of
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.uses import most_with_jobs

SCENARIOS = Path(__file__).parents[2] / "scenarios"
POLICY = Policy()
SEEDS = range(80)
JOINT_RULES = {RuleCode.QUOTA_LEAST, RuleCode.OPENS_WITH, RuleCode.TOGETHER}
"""Their rows are tried in ``test_joint.py``."""


def options_of(scenario):
    return build_options(scenario, POLICY, find_candidates(scenario, POLICY))


def built(seed):
    scenario, policy = tiny_scenario(seed)
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    rows = capacity_rows(scenario, policy, options)
    values = np.stack([options.values[tier] for tier in policy.tiers])
    problem = build_problem(options.columns.participant_idx, values, rows)
    return scenario, options, rows, problem


def uses(scenario, policy, options, column):
    """Everything one option takes up: how much of how much there is."""
    for use, most in heads(scenario, policy, options, column):
        yield use, (1, most)
    place = options.columns.place_idx[column]
    if place == NO_PLACE:
        return
    person = scenario.participants[options.columns.participant_idx[column]]
    at = scenario.places[place]
    minutes = mentor_minutes(policy, person, at)
    employer = scenario.employers_by_id()[at.employer]
    start, end = options.columns.start_week[column], options.columns.end_week[column]
    for week in range(start, end):
        for who in (at, employer):
            if minutes and who.mentor_minutes_per_week is not None:
                yield ("mentor", who, week), (minutes, who.mentor_minutes_per_week)


def agreed(scenario, policy, person, place, weeks):
    """What a stay takes of staff, rest, quotas and the room beside others."""
    employer = scenario.employers_by_id()[place.employer]
    template = scenario.templates_by_id()[person.template]
    unpaid = None if template.paid else policy.most_unpaid(employer)
    if employer.rest_weeks:
        for week in range(weeks[0], weeks[-1] + 1 + employer.rest_weeks):
            yield ("rest", place.id, week), place.people_at_once
    for week in weeks:
        if unpaid is not None:
            yield ("unpaid", employer.id, week), unpaid
        for pair in scenario.pairs:
            both = (pair.participant, pair.other)
            if pair.kind is PairKind.APART and person.id in both:
                yield (pair, place.id, week), 1
    for quota in scenario.quotas:
        if quota.counts_person(person, template) and quota.counts_place(place):
            at_once = quota.counted is Counted.AT_ONCE
            for week in weeks if at_once else [0]:
                yield (quota.id, week), quota.most


def followed(scenario, person):
    """What a placement takes of every set of specialists."""
    for crowd in crowds_of(scenario, person):
        yield ("followed", crowd), crowd_limit(scenario, crowd)


def heads(scenario, policy, options, column):
    """Everything in which one option counts as one, with how much of it there is."""
    columns = options.columns
    if columns.section_idx[column] != NO_SECTION:
        section = scenario.sections[columns.section_idx[column]]
        yield ("class", section.id), section.seats
    if columns.place_idx[column] == NO_PLACE:
        return
    place = scenario.places[columns.place_idx[column]]
    employer = scenario.employers_by_id()[place.employer]
    start, end = int(columns.start_week[column]), int(columns.end_week[column])
    pattern = options.patterns[columns.pattern_idx[column]]
    person = scenario.participants[columns.participant_idx[column]]
    yield from agreed(scenario, policy, person, place, range(start, end))
    yield from followed(scenario, person)
    if (jobs_for := most_with_jobs(employer)) is not None:
        yield ("job", employer.id), jobs_for
    for week in range(start, end):
        yield ("place", place.id, week), place.people_at_once
        if employer.people_at_once is not None:
            yield ("employer", employer.id, week), employer.people_at_once
        begun = [
            mask
            for mask, first in zip(pattern.masks, pattern.from_weeks, strict=True)
            if start + first <= week
        ]
        for slot in scenario.grid.slots_of(begun[-1]):
            yield ("seat", place.id, slot, week), place.seats_in(slot)
    if employer.starts_per_week is not None:
        yield ("start", employer.id, start), employer.starts_per_week


class Heads:
    """Counts people, or their minutes, in everything that is limited."""

    def __init__(self, scenario, policy, options):
        self.limit: dict[object, int] = {}
        self.of: list[dict[object, int]] = []
        person = options.columns.participant_idx
        inside: dict[tuple[object, int], list[int]] = defaultdict(list)
        for column in range(len(options.columns)):
            taken = dict(uses(scenario, policy, options, column))
            self.limit |= {use: most for use, (_, most) in taken.items()}
            self.of.append({use: amount for use, (amount, _) in taken.items()})
            for use, (amount, _) in taken.items():
                inside[use, int(person[column])].append(amount)
        facts: dict[object, int] = defaultdict(int)
        for (use, who), amounts in inside.items():
            if len(amounts) == int((person == who).sum()):
                facts[use] += min(amounts)
        self.limit = {use: max(n, facts[use]) for use, n in self.limit.items()}

    def allow(self, chosen) -> bool:
        count: dict[object, int] = defaultdict(int)
        for column in chosen:
            for use, amount in self.of[column].items():
                count[use] += amount
        return all(people <= self.limit[use] for use, people in count.items())


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_allow_what_every_week_allows(seed):
    """A choice keeps all rows exactly when no week has too many people anywhere."""
    scenario, policy = tiny_scenario(seed)
    _, options, _, problem = built(seed)
    heads, rng = Heads(scenario, policy, options), Random(seed)
    first = problem.group_first
    for _ in range(200):
        chosen = np.array([rng.randrange(a, b) for a, b in pairwise(first)])
        assert problem.allows(chosen) == heads.allow(chosen)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_row_is_idle_or_said_twice(seed):
    """Every row can be broken, and no two say the same."""
    _, options, rows, _ = built(seed)
    seen = set()
    for row in range(len(rows)):
        columns = rows.member_column[rows.member_row == row]
        weights = rows.member_weight[rows.member_row == row]
        heaviest: dict[int, int] = defaultdict(int)
        for person, weight in zip(
            options.columns.participant_idx[columns].tolist(), weights, strict=True
        ):
            heaviest[person] = max(heaviest[person], weight)
        assert sum(heaviest.values()) > rows.capacity[row]
        assert (columns.tobytes(), weights.tobytes()) not in seen
        seen.add((columns.tobytes(), weights.tobytes()))


@pytest.mark.parametrize("seed", SEEDS)
def test_components_part_people_and_rows(seed):
    """Every person and row is in one component, and a component's rows are its own."""
    _, _, _, problem = built(seed)
    parts = components(problem)
    for name, size in (
        ("groups", problem.num_groups),
        ("columns", problem.num_columns),
    ):
        found = np.concatenate([getattr(part, name) for part in parts])
        assert sorted(found.tolist()) == list(range(size))
    rows = [row for part in parts for row in part.rows.tolist()]
    assert len(rows) == len(set(rows))
    assert set(problem.member_row.tolist()) <= set(rows)
    for part in parts:
        whole, own = problem.take(part.columns), part.problem
        assert np.array_equal(part.rows[own.member_row], whole.member_row)
        assert np.array_equal(part.groups[own.group], whole.group)
        assert np.array_equal(own.capacity, problem.capacity[part.rows])
        assert np.array_equal(own.values, whole.values)


def test_components_come_largest_first():
    """The longest work is begun first; people in no row come last."""
    for seed in SEEDS:
        parts = components(built(seed)[3])
        sizes = [len(part.groups) for part in parts if part.problem.num_rows]
        assert sizes == sorted(sizes, reverse=True)
        assert all(part.problem.num_rows for part in parts[:-1])


def test_every_rule_has_rows_in_some_scenario():
    """The seeds above try all rules of options alone, and weights other than 1."""
    met: set[int] = set()
    heaviest = 0
    for seed in SEEDS:
        rows = built(seed)[2]
        met |= set(rows.rule.tolist())
        heaviest = max(heaviest, int(rows.member_weight.max(initial=0)))
    assert {ROW_RULES[rule] for rule in met} == set(ROW_RULES) - JOINT_RULES
    assert heaviest > 1


@pytest.mark.parametrize("seed", SEEDS)
def test_minutes_are_those_of_the_definition(seed):
    """All pairs at once need what each needs alone."""
    scenario, policy = tiny_scenario(seed)
    people, places = scenario.participants, scenario.places
    person, place = np.indices((len(people), len(places))).reshape(2, -1)
    expected = [mentor_minutes(policy, p, q) for p in people for q in places]
    assert mentor_minutes_of(scenario, policy, person, place).tolist() == expected


def test_minutes_that_are_alike_count_heads():
    """Where all need the same time, the row says how many fit, and so nests."""
    scenario = make.scenario(
        [make.participant(p) for p in ("p1", "p2", "p3")],
        [make.place(seats_each_slot=5, mentor_minutes_per_week=400)],
    )
    rows = capacity_rows(scenario, POLICY, options_of(scenario))
    assert {ROW_RULES[rule] for rule in rows.rule} == {RuleCode.MENTOR_HOURS}
    assert set(rows.member_weight.tolist()) == {1}
    assert set(rows.capacity.tolist()) == {2}


def test_an_employer_s_row_stays_where_running_placements_overfill_a_place():
    """Places that hold no more than their employer do hold more where too many run."""
    stays = [
        RunningPlacement(
            ParticipantId(person),
            PlaceId("q1"),
            make.START,
            make.START + timedelta(days=180),
            make.slots(day),
        )
        for person, day in (("p1", "ons"), ("p2", "tor"))
    ]
    scenario = make.scenario(
        [make.participant(p) for p in ("p1", "p2", "p3")],
        [make.place("q1"), make.place("q2")],
        employers=[make.employer(people_at_once=2)],
        running=tuple(stays),
    )
    options = options_of(scenario)
    rows = capacity_rows(scenario, POLICY, options)
    problem = build_problem(
        options.columns.participant_idx, np.zeros((1, len(options.columns)), int), rows
    )
    own = np.arange(problem.group_first[2], problem.num_columns)
    fits = [c for c in own if problem.allows(np.array([0, 1, c]))]
    assert {int(options.columns.place_idx[c]) for c in fits} == {NO_PLACE}


def test_running_placements_leave_mentors_nothing_but_what_is_left():
    """A row they exceed alone is raised to what they take: nobody fits beside them."""
    people = [
        make.participant("p1", mentor_minutes_per_week=500),
        make.participant("p2"),
    ]
    kept = RunningPlacement(
        ParticipantId("p1"),
        PlaceId("q1"),
        make.START,
        make.START + timedelta(days=180),
        make.slots("ons"),
    )
    scenario = make.scenario(
        people,
        [make.place(seats_each_slot=5, mentor_minutes_per_week=300)],
        running=(kept,),
    )
    options = options_of(scenario)
    rows = capacity_rows(scenario, POLICY, options)
    problem = build_problem(
        options.columns.participant_idx, np.zeros((1, len(options.columns)), int), rows
    )
    first = problem.group_first[1]
    own = np.arange(first, problem.num_columns)
    fits = [c for c in own if problem.allows(np.array([0, c]))]
    assert [options.columns.place_idx[c] for c in fits] == [NO_PLACE] * len(fits)
    assert fits


def test_without_agreements_there_are_no_rows_for_them():
    """Grenland has the rows and columns that it had before there were any."""
    scenario = read_scenario(SCENARIOS / "grenland").scenario
    assert scenario is not None
    options = options_of(scenario)
    rows = capacity_rows(scenario, POLICY, options)
    values = np.stack([options.values[tier] for tier in POLICY.tiers])
    whole = build_problem(options.columns.participant_idx, values, rows)
    main = components(whole.take(undominated(whole)))[0].problem
    assert (main.num_rows, main.num_columns) == (902, 95_196)
    assert set(main.member_weight.tolist()) == {1}
