"""Plans in which people may have two placements in a row, against trying every plan."""

from collections import Counter
from itertools import pairwise
from random import Random

import numpy as np
import pytest

from matcher.audit import audit_placements, audit_plan
from matcher.calendar import Activity
from matcher.domain.metrics import people_at_practice
from matcher.domain.plan import Status
from matcher.domain.rules import RuleCode
from matcher.eligibility import find_candidates
from matcher.options import NO_NEXT, build_options
from matcher.placement import placements_of
from matcher.placement.problem import build_problem
from matcher.placement.rows import ROW_RULES, capacity_rows, every_row
from tests.placement.batch import plan_all
from tests.placement.brute_force import best_plan
from tests.placement.tiny_chains import chained_scenario
from tests.placement.worth import AIMS

SEEDS = (62, 64, 65)
"""Some in whose plans somebody has two placements."""


@pytest.fixture(scope="module")
def outcomes():
    inputs = [chained_scenario(seed) for seed in SEEDS]
    with pytest.MonkeyPatch.context() as patch:
        planned = plan_all(inputs, patch)
    return [(*given, outcome) for given, outcome in zip(inputs, planned, strict=True)]


def in_chains(outcome) -> set[str]:
    rows = Counter(placement.participant for placement in outcome.plan.placements)
    return {person for person, times in rows.items() if times == 2}


def test_plans_with_chains_are_the_best_there_are(outcomes):
    """Every tier has the value that brute force over all chains finds, proved."""
    for scenario, policy, outcome in outcomes:
        best = best_plan(scenario, policy)
        assert {t.name: t.value for t in outcome.plan.tiers if t.name in AIMS} == best
        assert outcome.plan.status is Status.OPTIMAL


def test_their_proof_holds_without_a_solver(outcomes):
    """The bounds are worked out again from options and rows with chains in them."""
    for _, _, outcome in outcomes:
        for tier in outcome.plan.tiers:
            assert tier.bound_checked == tier.bound


def test_the_audit_finds_nothing_in_chains(outcomes):
    """No plan breaks a rule or says anything untrue of itself."""
    for seed, (scenario, policy, outcome) in zip(SEEDS, outcomes, strict=True):
        assert audit_plan(scenario, policy, outcome.plan).violations == (), seed


def test_a_person_with_two_placements_is_one(outcomes):
    """Placed once, with two rows, and a runner-up with the first alone."""
    for _, _, outcome in outcomes:
        plan, chained = outcome.plan, in_chains(outcome)
        assert chained
        assert plan.metrics["placed"] == len(plan.placements) - len(chained)
        told = [p for p in plan.placements if p.participant in chained]
        seconds = told[1::2]
        assert all(
            one.start_date > two.start_date
            for two, one in zip(told[::2], seconds, strict=True)
        )
        assert not any(p.runner_up for p in seconds)
    assert any(p.runner_up for *_, o in outcomes for p in o.plan.placements)


def test_the_calendar_has_both_placements(outcomes):
    """The days of practice there are those of the plan, at either place."""
    for scenario, _, outcome in outcomes:
        chained = in_chains(outcome)
        both = [p for p in outcome.plan.placements if p.participant in chained]
        days = people_at_practice(scenario, both)
        rows = [
            row
            for row in outcome.calendar.rows()
            if row.participant in chained and row.activity is Activity.PRACTICE
        ]
        assert len(rows) == sum(days.values())
        assert {row.place for row in rows} <= {p.place for p in both}


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_allow_what_the_audit_allows(seed):
    """Any choice with chains keeps all rows exactly when the audit sees no crowd."""
    scenario, policy = chained_scenario(seed, joint=False)
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    rows = capacity_rows(scenario, policy, options)
    people = options.columns.participant_idx
    problem = build_problem(people, np.zeros((1, len(people)), np.int64), rows)
    rng, chains = Random(seed), 0
    for _ in range(40):
        chosen = np.array(
            [rng.randrange(*span) for span in pairwise(problem.group_first)]
        )
        chains += int(np.count_nonzero(options.columns.next_idx[chosen] != NO_NEXT))
        placements, sections = placements_of(scenario, options, chosen)
        stated = dict.fromkeys(p.id for p in scenario.participants) | sections
        found = audit_placements(scenario, policy, placements, stated).violations
        crowds = {v.rule for v in found} & {*ROW_RULES}
        assert problem.allows(chosen) == (not crowds), crowds
    assert chains


def test_a_chain_is_followed_once():
    """In a caseload a person counts once, with one placement or with two."""
    scenario, policy = chained_scenario(62)
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    rows = every_row(scenario, policy, options)
    is_caseload = rows.rule == ROW_RULES.index(RuleCode.CASELOAD)
    inside = np.flatnonzero(is_caseload[rows.member_row])
    column, weight = rows.member_column[inside], rows.member_weight[inside]
    assert len(np.unique(column)) == len(column)
    assert (weight == 1).all()
    chained = np.flatnonzero(options.columns.next_idx != NO_NEXT)
    assert len(chained) > 0
    assert np.isin(chained, column).all()


def test_both_placements_have_the_same_specialist(outcomes):
    """Whoever follows somebody follows them at both places."""
    told = 0
    for _, _, outcome in outcomes:
        for person in in_chains(outcome):
            rows = [p for p in outcome.plan.placements if p.participant == person]
            told += rows[0].specialist is not None
            assert rows[0].specialist == rows[1].specialist
    assert told
