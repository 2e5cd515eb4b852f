"""Rows that tie people's options together against the rules of a whole plan, in words."""

from collections import Counter
from datetime import timedelta
from itertools import product
from random import Random

import numpy as np
import pytest

from matcher.domain.agreements import Counted, Pair, PairKind, Quota
from matcher.domain.decisions import RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId, QuotaId, SectorCode
from matcher.domain.policy import Policy, Tier
from matcher.domain.rules import RuleCode
from matcher.eligibility import find_candidates
from matcher.options import NO_PLACE, build_options
from matcher.placement.greedy import greedy_choice, modest_choice
from matcher.placement.host import method_for
from matcher.placement.problem import components
from matcher.placement.rows import ROW_RULES, capacity_rows
from matcher.placement.whole import whole_problem
from tests.helpers import builders as make
from tests.placement.plan_rules import marks, people_lacking
from tests.placement.tiny_scenarios import tiny_scenario

POLICY = Policy()
SEEDS = range(80)
JOINT_RULES = (RuleCode.QUOTA_LEAST, RuleCode.OPENS_WITH, RuleCode.TOGETHER)


def every_column(problem, _):
    """Keep the dominated too, so that options and columns have one number."""
    return np.arange(problem.num_columns)


class Planned:
    """A scenario's whole problem, to be tried by hand."""

    def __init__(self, scenario, policy=POLICY):
        self.scenario = scenario
        self.options = build_options(
            scenario, policy, find_candidates(scenario, policy)
        )
        self.problem, self.origin = whole_problem(
            scenario, policy, self.options, every_column
        )
        self.people = len(scenario.participants)
        self.number = {p.id: i for i, p in enumerate(scenario.participants)}
        self.repair = policy.tiers.index(Tier.REPAIR)

    def option(self, person: int, place: int, nth: int = 0) -> int:
        """An option of ``person`` at ``place``; the first unless told."""
        columns = self.options.columns
        here = (columns.participant_idx == person) & (columns.place_idx == place)
        return int(np.flatnonzero(here)[nth])

    def repairs(self, *chosen: int) -> list[int]:
        """What each possible answer to the joint choices costs, beside ``chosen``."""
        first = self.problem.group_first.tolist()
        asked = [
            range(first[g], first[g + 1])
            for g in range(self.people, self.problem.num_groups)
        ]
        return [
            -int(self.problem.values[self.repair, list(answers)].sum())
            for answers in product(*asked)
            if self.problem.allows(np.array([*chosen, *answers]))
        ]

    def marks(self, chosen):
        columns = self.options.columns
        return [
            mark
            for person, column in zip(self.scenario.participants, chosen, strict=True)
            if columns.place_idx[column] != NO_PLACE
            for mark in marks(
                self.scenario,
                person,
                self.scenario.places[columns.place_idx[column]],
                (columns.start_week[column], columns.end_week[column]),
            )
        ]


def random_choice(planned: Planned, rng: Random) -> list[int]:
    """One option each; a pair that goes together often does."""
    first = planned.problem.group_first.tolist()
    chosen = [rng.randrange(first[i], first[i + 1]) for i in range(planned.people)]
    columns, number = planned.options.columns, planned.number
    stay = list(
        zip(columns.place_idx, columns.start_week, columns.end_week, strict=True)
    )
    for pair in planned.scenario.pairs:
        if pair.kind is PairKind.TOGETHER and rng.random() < 0.8:
            one, other = number[pair.participant], number[pair.other]
            same = [
                c
                for c in range(first[other], first[other + 1])
                if stay[c] == stay[chosen[one]]
            ]
            chosen[other] = rng.choice([*same, chosen[other]])
    return chosen


def upper_rows_hold(planned: Planned, policy, chosen) -> bool:
    rows = capacity_rows(planned.scenario, policy, planned.options)
    inside = np.isin(rows.member_column, chosen)
    used = np.bincount(
        rows.member_row[inside], rows.member_weight[inside], minlength=len(rows)
    )
    return bool((used <= rows.capacity).all())


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_allow_what_the_rules_do(seed):
    """A plan is possible if the rules allow it, and lacks then what the quotas lack."""
    scenario, policy = tiny_scenario(seed)
    planned = Planned(scenario, policy)
    rng = Random(seed)
    for _ in range(40):
        chosen = random_choice(planned, rng)
        if upper_rows_hold(planned, policy, chosen):
            lacking = people_lacking(scenario, planned.marks(chosen))
            repairs = planned.repairs(*chosen)
            assert (min(repairs) if repairs else None) == lacking


@pytest.mark.parametrize("seed", SEEDS)
def test_a_first_plan_keeps_every_row(seed):
    """The start of the search is a plan, and so is the safe choice it begins with."""
    problem = Planned(*tiny_scenario(seed)).problem
    for part in components(problem):
        assert part.problem.allows(modest_choice(part.problem))
        assert part.problem.allows(greedy_choice(part.problem))


def test_every_joint_rule_has_rows_in_some_scenario():
    """The seeds above try all of them, in searches and in flows."""
    met: Counter[int] = Counter()
    methods = set()
    for seed in SEEDS:
        planned = Planned(*tiny_scenario(seed))
        rule = planned.origin.rows.rule
        met.update(set(rule.tolist()))
        for part in components(planned.problem):
            if set(rule[part.rows]) & {ROW_RULES.index(rule) for rule in JOINT_RULES}:
                methods.add(method_for(part.problem))
    assert min(met[ROW_RULES.index(rule)] for rule in JOINT_RULES) >= 3, met
    assert len(methods) == 2


def test_without_joint_rules_there_is_nothing_beside_the_people():
    """The problem is then the one it was: no choices, no safe columns."""
    planned = Planned(make.scenario())
    assert planned.problem.num_groups == planned.people
    assert planned.problem.is_safe is None


TWO = [make.participant("p1"), make.participant("p2")]
PLACES = [make.place("q1"), make.place("q2", sector="helse")]


def with_least(least, **about):
    quota = Quota(QuotaId("k"), 9, Counted.PERIOD, least=least, **about)
    return Planned(make.scenario(TWO, PLACES, quotas=(quota,)))


def test_quota_least_neutral():
    """A quota without a lower side asks nothing."""
    planned = with_least(0)
    assert planned.repairs(planned.option(0, NO_PLACE), planned.option(1, 0)) == [0]


def test_quota_least_forced_wrong():
    """With one of two people there the plan can only say that one is missing, or more."""
    planned = with_least(2, sector=SectorCode("helse"))
    assert planned.repairs(planned.option(0, 1), planned.option(1, 0)) == [1, 2]


def test_quota_least_forced_right():
    """With both there nothing is missing."""
    planned = with_least(1, sector=SectorCode("helse"))
    assert planned.repairs(planned.option(0, 1), planned.option(1, 0)) == [0, 1]


def test_a_quota_for_more_than_there_are_lacks_the_rest():
    """Two people cannot fill a quota of five: three are missing whatever is done."""
    planned = with_least(5)
    assert min(planned.repairs(planned.option(0, 0), planned.option(1, 1))) == 3
    assert min(planned.repairs(planned.option(0, -1), planned.option(1, -1))) == 5


def test_a_quota_about_nobody_lacks_all():
    """It stands in no row, and what it lacks is told all the same."""
    planned = with_least(2, sector=SectorCode("transport"))
    assert planned.repairs(planned.option(0, 0), planned.option(1, 1)) == [2]


def opening_with(least, people=TWO, **changes):
    first = make.place("q1", seats_each_slot=3, people_at_once=3, opens_with=least)
    return Planned(make.scenario(people, [first, PLACES[1]], **changes))


def test_opens_with_neutral():
    """A place that opens for anybody takes one person alone."""
    planned = opening_with(1)
    assert planned.problem.allows(
        np.array([planned.option(0, 0), planned.option(1, NO_PLACE)])
    )


@pytest.mark.parametrize("place", [NO_PLACE, 1])
def test_opens_with_forced_wrong(place):
    """It opens for two, not for one while the other is in class or elsewhere."""
    planned = opening_with(2)
    assert planned.repairs(planned.option(0, 0), planned.option(1, place)) == []


@pytest.mark.parametrize("place", [NO_PLACE, 0])
def test_opens_with_forced_right(place):
    """It opens for two, whenever they come, and it may stay closed."""
    planned = opening_with(2)
    last = planned.option(1, place, -1)
    assert planned.repairs(planned.option(0, place), last) == [0]


def test_a_place_for_more_than_could_come_stays_closed():
    """Two people cannot open a place for three: nobody is there."""
    planned = opening_with(3)
    both = planned.option(0, 0), planned.option(1, 0)
    assert planned.repairs(*both) == []
    assert planned.repairs(planned.option(0, NO_PLACE), planned.option(1, 1)) == [0]


def test_a_place_with_a_running_placement_is_open():
    """Whoever is there already has opened it."""
    kept = RunningPlacement(
        ParticipantId("p1"),
        PlaceId("q1"),
        make.START,
        make.START + timedelta(days=180),
        make.slots("ons"),
    )
    planned = opening_with(3, running=(kept,))
    one_more = np.array([planned.option(0, 0), planned.option(1, 0)])
    assert planned.problem.allows(one_more)


def going_together(kind=PairKind.TOGETHER, **changes):
    pairs = (Pair(ParticipantId("p1"), ParticipantId("p2"), kind),)
    places = [
        make.place(id, seats_each_slot=2, people_at_once=2) for id in ("q1", "q2")
    ]
    template = make.template(lengths_weeks=(13, 26))
    return Planned(
        make.scenario(TWO, places, templates=[template], pairs=pairs, **changes)
    )


def stays(planned, person):
    columns = planned.options.columns
    for column in np.flatnonzero(columns.participant_idx == person).tolist():
        where = columns.place_idx[column]
        yield column, (where, columns.start_week[column], columns.end_week[column])


def possible(planned, wanted):
    """Whether every two options of the two for which ``wanted`` holds are possible."""
    return {
        bool(planned.repairs(one, other))
        for one, mine in stays(planned, 0)
        for other, theirs in stays(planned, 1)
        if wanted(mine, theirs)
    }


def test_together_neutral():
    """Of people of no pair one may have a placement and the other none."""
    planned = Planned(make.scenario(TWO, PLACES))
    assert planned.repairs(planned.option(0, 0), planned.option(1, NO_PLACE)) == [0]


def test_together_forced_wrong():
    """Another place, other weeks, and one alone are all not together."""
    planned = going_together()
    assert possible(planned, lambda mine, theirs: mine != theirs) == {False}


def test_together_forced_right():
    """The same place in the same weeks on whatever days, and none for both."""
    planned = going_together()
    assert possible(planned, lambda mine, theirs: mine == theirs) == {True}


def test_a_running_placement_leaves_the_other_free():
    """Facts stand; who was to be together with them may go anywhere."""
    kept = RunningPlacement(
        ParticipantId("p1"),
        PlaceId("q1"),
        make.START,
        make.START + timedelta(days=180),
        make.slots("ons"),
    )
    planned = going_together(running=(kept,))
    assert planned.origin.quota_of_choice.tolist() == []
    other = planned.option(1, 1)
    assert planned.problem.allows(np.array([planned.option(0, 0), other]))
