"""Limits that are agreed on, in proofs: counted by the checker himself."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.domain.agreements import Counted, Pair, Quota
from matcher.domain.ids import ParticipantId, QuotaId
from matcher.domain.policy import MentorNeed, Policy
from matcher.domain.programme import ProgrammeType
from matcher.domain.proof import RowKey
from matcher.domain.rules import RuleCode
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.placement.evidence import row_keys
from matcher.placement.whole import every_column, whole_problem
from matcher.verify import FalseProof, checked_bounds
from matcher.verify.rows import counted_rows
from tests.helpers import builders as make
from tests.placement.tiny_alternation import alternating_scenario
from tests.placement.tiny_chains import chained_scenario
from tests.placement.tiny_scenarios import tiny_scenario
from tests.verify.pairs import is_confirmed, planned_pairs

P1, P2, P3 = map(ParticipantId, ("p1", "p2", "p3"))
POLICY = Policy(latest_start_week=0, mentor_need=MentorNeed(60, 0, 0))
ONE_AFTER_ANOTHER = replace(POLICY, start_every_weeks=4, latest_start_week=12)


def world(
    of_place=None, of_employer=None, of_template=None, minutes=(60, 120, 135), **changes
):
    """Three people and a place that would hold them all, each for eight weeks."""
    own = zip((P1, P2, P3), minutes, strict=True)
    return make.scenario(
        [make.participant(p, mentor_minutes_per_week=n) for p, n in own],
        [make.place("q1", 3, **of_place or {})],
        employers=[make.employer("e1", **of_employer or {})],
        templates=[make.template(lengths_weeks=(8,), **of_template or {})],
        **changes,
    )


def quota(most, **counting):
    return {"quotas": (Quota(QuotaId("k1"), most, **counting),)}


SINGLE = {"seats": make.seats(1), "people_at_once": 1}
PERIOD = {"counted": Counted.PERIOD}
KVP = {"programme": ProgrammeType.KVP}

CASES = {
    "mentors of a place": (
        RuleCode.MENTOR_HOURS,
        world(),
        world({"mentor_minutes_per_week": 60}),
        world({"mentor_minutes_per_week": 900}),
        world({"mentor_minutes_per_week": 60}, minutes=(5, 10, 15)),
    ),
    "mentors of an employer": (
        RuleCode.MENTOR_HOURS,
        world(),
        world(of_employer={"mentor_minutes_per_week": 60}),
        world(of_employer={"mentor_minutes_per_week": 900}),
        world(of_employer={"mentor_minutes_per_week": 60}, minutes=(5, 10, 15)),
    ),
    "staff": (
        RuleCode.UNPAID_STAFF,
        world(),
        world(of_employer={"staff": 4}),
        world(of_employer={"staff": 40}),
        world(of_employer={"staff": 4}, of_template={"paid": True}),
    ),
    "jobs": (
        RuleCode.HIRING,
        world(),
        world(of_employer={"hire_share_percent": 100, "jobs": 1}),
        world(of_employer={"hire_share_percent": 100, "jobs": 3}),
        world(of_employer={"hire_share_percent": 30, "jobs": 1}),
    ),
    "rest": (
        RuleCode.EMPLOYER_REST,
        world(SINGLE),
        world(SINGLE, {"rest_weeks": 6}),
        world(SINGLE, {"rest_weeks": 1}),
        world({"people_at_once": 3}, {"rest_weeks": 6}),
    ),
    "quota at once": (
        RuleCode.QUOTA,
        world(),
        world(**quota(1)),
        world(**quota(3)),
        world(**quota(1, **KVP)),
    ),
    "quota in the whole plan": (
        RuleCode.QUOTA,
        world(),
        world(**quota(1, **PERIOD)),
        world(**quota(3, **PERIOD)),
        world(**quota(1, **PERIOD, **KVP)),
    ),
    "specialist": (
        RuleCode.CASELOAD,
        world(),
        world(specialists=(make.specialist(),)),
        world(specialists=(make.specialist("s1", 3),)),
        world(specialists=(make.specialist(programmes={"kvp"}),)),
    ),
    "pair apart": (
        RuleCode.APART,
        world(),
        world(pairs=(Pair(P1, P2),)),
        world(),
        world(pairs=(Pair(P1, P3),)),
    ),
}
"""Per case the rule, no limit, one that keeps somebody out, and two that do not.

In the first of these two there is more room, in the second the people take less of it.
"""


def policy_of(case):
    return ONE_AFTER_ANOTHER if case == "rest" else POLICY


@pytest.fixture(scope="module")
def plans():
    """Per case what is planned without the limit, and with the one that keeps out."""
    inputs = [
        (scenario, policy_of(case)) for case in CASES for scenario in CASES[case][1:3]
    ]
    return planned_pairs(CASES, inputs)


def numbered(component, rule):
    """The numbers of the rows of ``rule``."""
    return {n for n, key in enumerate(component.rows) if key.rule is rule}


@pytest.mark.parametrize("case", CASES)
def test_neutral(plans, case):
    """Without the limit no row of its rule is named, and every bound is confirmed."""
    without, _ = plans[case]
    assert is_confirmed(without.plan)
    assert not any(numbered(one, CASES[case][0]) for one in without.proof.components)


@pytest.mark.parametrize("case", CASES)
def test_right_one_is_confirmed(plans, case):
    """With the limit every bound is confirmed, and not without the price of its row."""
    rule, _, limited, *_ = CASES[case]
    _, outcome = plans[case]
    assert is_confirmed(outcome.plan)
    [part] = [one for one in outcome.proof.components if numbered(one, rule)]
    own = numbered(part, rule)
    steps = tuple(
        replace(step, prices=tuple(p for p in step.prices if p[0] not in own))
        for step in part.steps
    )
    forged = replace(outcome.proof, components=(replace(part, steps=steps),))
    assert higher(limited, policy_of(case), outcome.plan, forged)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("forged", ["capacity", "weight"])
def test_wrong_one_is_caught(plans, case, forged):
    """Where the limit is higher, or people take less of it, the proof proves less."""
    _, _, _, roomier, lighter = CASES[case]
    _, outcome = plans[case]
    looser = roomier if forged == "capacity" else lighter
    try:
        assert higher(looser, policy_of(case), outcome.plan, outcome.proof)
    except FalseProof:
        assert "apart" in case


def higher(scenario, policy, plan, proof) -> bool:
    """Whether less is proved than the plan states."""
    bounds = checked_bounds(scenario, policy, plan, proof).whole
    stated = {tier.name: tier.bound for tier in plan.tiers}
    return any(bounds[tier] > stated[tier] for tier in stated)


@pytest.mark.parametrize(
    ("made", "seed"),
    [
        *((tiny_scenario, seed) for seed in range(80)),
        *((chained_scenario, seed) for seed in range(60, 100)),
        *((alternating_scenario, seed) for seed in range(20)),
    ],
)
def test_rows_are_those_of_the_engine(made, seed):
    """Each row that may bind is counted the same way, weights and capacity.

    Also where an option may be two placements or classes alternate, with joint rules
    beside.
    """
    scenario, policy = made(seed)
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    problem, origin = whole_problem(scenario, policy, options, every_column)
    group = problem.group
    keys = row_keys(scenario, origin, range(problem.num_rows))
    assert len(set(keys)) == len(keys)
    counted = counted_rows(scenario, policy, options, keys, origin.choices)
    assert counted.capacity.tolist() == problem.capacity.tolist()
    assert (group[len(options.columns) :] - len(scenario.participants)).tolist() == (
        counted.choice.tolist()
    )
    row, column = counted.weights.tocoo().coords
    weight = counted.weights.tocoo().data

    def entries(row, column, weight):
        """Answers to one choice may stand in any order."""
        answers = column >= len(options.columns)
        named = np.where(answers, -1 - group[column], column)
        return sorted(zip(row, named, weight, strict=True))

    assert entries(row, column, weight) == entries(
        problem.member_row, problem.member_column, problem.member_weight
    )


@pytest.mark.parametrize(
    "key",
    [
        RowKey(RuleCode.MENTOR_HOURS, "e1", None, 0),
        RowKey(RuleCode.MENTOR_HOURS, "q1", None, 0, of_employer=True),
        RowKey(RuleCode.UNPAID_STAFF, "q1", None, 0),
        RowKey(RuleCode.EMPLOYER_REST, "e1", None, 0),
        RowKey(RuleCode.QUOTA, "k2", None, 0),
        RowKey(RuleCode.APART, "q1", None, 0),
        RowKey(RuleCode.APART, "q1", None, 0, (P1, P3)),
        RowKey(RuleCode.APART, "e1", None, 0, (P1, P2)),
        RowKey(RuleCode.CASELOAD, "s1", None, None),
        RowKey(RuleCode.SECTOR_VETO, "q1", None, 0),
    ],
    ids=str,
)
def test_a_row_of_what_is_not_agreed_is_false(key):
    """Quotas, pairs and owners that there are not, and rules without rows."""
    scenario = world(pairs=(Pair(P1, P2),), **quota(1))
    options = build_options(scenario, POLICY, find_candidates(scenario, POLICY))
    with pytest.raises(FalseProof, match="names what there is not"):
        counted_rows(scenario, POLICY, options, [key])


def test_a_place_and_an_employer_of_one_name_are_told_apart():
    """Their mentors have limits of their own."""
    place = make.place("e1", 3, mentor_minutes_per_week=300)
    employer = make.employer("e1", mentor_minutes_per_week=500)
    people = [make.participant(p, mentor_minutes_per_week=50) for p in (P1, P2)]
    scenario = make.scenario(people, [place], employers=[employer])
    options = build_options(scenario, POLICY, find_candidates(scenario, POLICY))
    keys = [
        RowKey(RuleCode.MENTOR_HOURS, "e1", None, 0, of_employer=of_employer)
        for of_employer in (False, True)
    ]
    counted = counted_rows(scenario, POLICY, options, keys)
    assert counted.unit.tolist() == [50, 50]
    assert counted.capacity.tolist() == [6, 10]
