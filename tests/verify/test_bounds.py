"""Bounds worked out again from what a search noted, without its solver."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from matcher.domain.ids import ParticipantId
from matcher.domain.plan import Method
from matcher.domain.policy import STANDARD_TIERS, SolverLimits
from matcher.domain.proof import ComponentProof, HalfCut, PlaceCut, ProofStep
from matcher.placement.evidence import component_proof
from matcher.placement.host import method_for, solve_all
from matcher.verify.bounds import proved_bounds
from matcher.verify.table import FalseProof, Part
from tests.placement.in_host import place_problem, ring_problem
from tests.placement.problems import (
    best_values,
    laminar_problem,
    make_problem,
    random_problem,
    weights_for,
)
from tests.placement.test_fairness import slow_reference, with_fairness

ONLY_RELAXATIONS = SolverLimits(kernel_columns=0)


def tiers_of(problem):
    return STANDARD_TIERS[: len(problem.values)]


def parts_of(problem):
    """The same problem for the auditor, with some of the people in each part."""
    shape = (problem.num_rows, problem.num_columns)
    entries = (problem.member_row, problem.member_column)
    whole = Part(
        problem.group,
        dict(zip(tiers_of(problem), problem.values, strict=True)),
        csr_array((problem.member_weight, entries), shape=shape),
        problem.capacity,
        problem.num_groups,
    )
    first_half = problem.group < problem.num_groups // 2
    blocks = [np.flatnonzero(first_half), np.flatnonzero(~first_half)]
    return [whole.take(own) for own in blocks if len(own)]


def searched(problems):
    outcomes = solve_all(
        problems,
        weights_for(len(problems[0].values)),
        ONLY_RELAXATIONS,
        1,
        lambda *_: None,
    )
    return [
        (problem, outcome.incumbent)
        for problem, outcome in zip(problems, outcomes, strict=True)
        if outcome.incumbent.evidence is not None
    ]


def proof_of(problem, incumbent):
    people = [ParticipantId(f"p{i}") for i in range(problem.num_groups)]
    return component_proof(incumbent.evidence, tiers_of(problem), people, ())


def kept_by(problem, incumbent):
    return {
        tier: problem.kept_of(i, incumbent.values[i])
        for i, tier in enumerate(tiers_of(problem))
    }


def proved(problem, incumbent):
    kept = kept_by(problem, incumbent)
    return proved_bounds(parts_of(problem), proof_of(problem, incumbent), kept)


@pytest.fixture(scope="module")
def places():
    return searched([place_problem(seed) for seed in range(60)])


@pytest.fixture(scope="module")
def rings():
    return searched([ring_problem(seed) for seed in range(80)])


@pytest.fixture(scope="module")
def flows():
    problems = [laminar_problem(seed, tiers=6, rows=12) for seed in range(150)]
    return searched([p for p in problems if method_for(p) is Method.FLOW])


def test_every_bound_of_a_flow_is_proved(flows):
    """Where rows nest, the potentials prove every tier, and each is the best there is."""
    assert len(flows) > 140
    for problem, incumbent in flows:
        bounds = list(proved(problem, incumbent).values())
        assert bounds == incumbent.bounds == best_values(problem)


def forged_steps(flows, changes):
    """Yield what is proved of each flow with one step changed, in all ways there are."""
    for problem, incumbent in flows:
        proof, kept = proof_of(problem, incumbent), kept_by(problem, incumbent)
        for nth, step in enumerate(proof.steps):
            for change in changes(step):
                forged = lowered(proof, nth, **change)
                bounds = proved_bounds(parts_of(problem), forged, kept)
                yield list(bounds.values()), incumbent.values


def without_a_weight(step):
    return [{"weights": {**step.weights, tier: 0}} for tier in step.weights]


def half_the_prices(step):
    half = tuple((row, price // 2) for row, price in step.prices)
    return [{"prices": half}] if half else []


def double_the_prices(step):
    double = tuple((row, price * 2) for row, price in step.prices)
    return [{"prices": double}] if double else []


def drop_for_more(step):
    return [] if step.keep is None else [{"keep": step.keep + 1}]


@pytest.mark.parametrize(
    "changes", [without_a_weight, half_the_prices, double_the_prices, drop_for_more]
)
def test_a_forged_flow_is_caught(flows, changes):
    """It proves less, or happens to be true as well; in no tier what is not so."""
    forged = weaker = 0
    for bounds, best in forged_steps(flows, changes):
        assert all(bound >= value for bound, value in zip(bounds, best, strict=True))
        forged += 1
        weaker += bounds != best
    assert weaker > max(10, forged / 10)


def test_every_stated_bound_is_proved(places, rings):
    """Where only relaxations were used, the auditor finds each bound the search states."""
    assert len(places) > 40
    assert len(rings) > 60
    for problem, incumbent in places + rings:
        assert list(proved(problem, incumbent).values()) == incumbent.bounds


def test_no_proved_bound_is_below_the_best_plan(rings):
    """Nor where the search left a tier open."""
    for problem, incumbent in rings:
        if incumbent.values == incumbent.bounds:
            assert best_values(problem) == incumbent.values
        assert list(proved(problem, incumbent).values()) >= best_values(problem)


def test_the_proofs_use_both_kinds_of_cut(places, rings):
    """Else the tests before would prove little."""
    kinds = [
        type(cut)
        for _, incumbent in places + rings
        for cut in incumbent.evidence.cuts.values()
    ]
    assert kinds.count(PlaceCut) > 10
    assert kinds.count(HalfCut) > 10


def test_bounds_under_a_loss_are_proved():
    """Fairness within a loss of fit has a proof like every other tier."""
    problems = [replace(with_fairness(seed)) for seed in range(40)]
    for problem, incumbent in searched(problems):
        bounds = list(proved(problem, incumbent).values())
        assert bounds == incumbent.bounds
        assert bounds[: len(slow_reference(problem))] >= slow_reference(problem)


def lowered(proof, nth, **changes):
    """The proof with one of its steps changed."""
    steps = list(proof.steps)
    steps[nth] = replace(steps[nth], **changes)
    return replace(proof, steps=tuple(steps))


def priced(proof):
    return next(i for i, step in enumerate(proof.steps) if step.prices)


def test_a_bound_that_does_not_follow_is_not_proved(places):
    """Without its prices a step proves no more than that everybody gets their best."""
    weaker = 0
    for problem, incumbent in places:
        proof, kept = proof_of(problem, incumbent), kept_by(problem, incumbent)
        bare = replace(proof, steps=tuple(replace(s, prices=()) for s in proof.steps))
        bounds = list(proved_bounds(parts_of(problem), bare, kept).values())
        assert bounds >= best_values(problem)
        weaker += bounds != incumbent.bounds
    assert weaker > 20


def test_dropping_for_more_than_the_plan_reaches_proves_nothing(rings):
    """Options dropped for a value above the plan's are missed in all bounds after."""
    checked = 0
    for problem, incumbent in rings:
        proof, kept = proof_of(problem, incumbent), kept_by(problem, incumbent)
        drops = [i for i, s in enumerate(proof.steps) if s.keep is not None]
        if not drops:
            continue
        greedy = lowered(proof, drops[0], keep=proof.steps[drops[0]].keep + 5)
        bounds = list(proved_bounds(parts_of(problem), greedy, kept).values())
        assert all(
            bound >= value
            for bound, value in zip(bounds, incumbent.values, strict=True)
        )
        checked += 1
    assert checked > 20


@pytest.mark.parametrize("price", [-1, -(10**6)])
def test_a_negative_price_is_false(places, price):
    """Prices of rows that are at most are never below 0."""
    problem, incumbent = places[0]
    proof = proof_of(problem, incumbent)
    forged = lowered(proof, priced(proof), prices=((0, price),))
    with pytest.raises(FalseProof, match="price"):
        proved_bounds(parts_of(problem), forged, kept_by(problem, incumbent))


def with_cut_of(kind, found):
    return next(
        (problem, incumbent, number)
        for problem, incumbent in found
        for number, cut in incumbent.evidence.cuts.items()
        if isinstance(cut, kind)
    )


def test_a_place_cut_that_some_roster_breaks_is_false(places):
    """A capacity one lower than the heaviest roster is found out."""
    problem, incumbent, number = with_cut_of(PlaceCut, places)
    proof = proof_of(problem, incumbent)
    cut = proof.cuts[number]
    cuts = {**proof.cuts, number: replace(cut, capacity=cut.capacity - 1)}
    with pytest.raises(FalseProof, match="roster"):
        proved_bounds(
            parts_of(problem), replace(proof, cuts=cuts), kept_by(problem, incumbent)
        )


def test_a_half_cut_of_later_cuts_is_false(rings):
    """A cut may only rest on what is known before it."""
    problem, incumbent, number = with_cut_of(HalfCut, rings)
    proof = proof_of(problem, incumbent)
    cut = proof.cuts[number]
    cuts = {**proof.cuts, number: replace(cut, rows=(*cut.rows, number))}
    with pytest.raises(FalseProof, match="rests"):
        proved_bounds(
            parts_of(problem), replace(proof, cuts=cuts), kept_by(problem, incumbent)
        )


def test_a_half_cut_weighs_half_of_its_rows_rounded_down():
    """Whatever rows a forger adds up, the auditor works out the cut himself."""
    for seed in range(30):
        problem = random_problem(seed)
        parts = parts_of(problem)
        rng = np.random.default_rng(seed)
        rows = tuple(np.flatnonzero(rng.random(problem.num_rows) < 0.6).tolist())
        people = tuple(np.flatnonzero(rng.random(problem.num_groups) < 0.4).tolist())
        number = problem.num_rows
        tier = tiers_of(problem)[0]
        step = ProofStep(tier, -1, ((number, 1 << 16),), {}, {})
        proof = ComponentProof((), (), {number: HalfCut(rows, people)}, (step,))
        bound = proved_bounds(parts, proof, {})[tier]
        assert bound >= best_values(problem)[0]


TWO_TIERS = STANDARD_TIERS[:2]


def two_plans():
    """One seat: four people served and nothing else, or one served and a hundred points.

    The second person's best keeps the first from theirs.
    """
    return make_problem(
        [[([0, 0], []), ([4, 0], [0])], [([0, 0], []), ([1, 100], [0])]], [1]
    )


def forged(*steps):
    return ComponentProof((), (), {}, steps)


def test_a_later_aim_is_no_ground_for_an_earlier_bound():
    """Options dropped for points must not lower the bound on people."""
    problem = two_plans()
    first, second = TWO_TIERS
    drop = ProofStep(second, -1, ((0, 100 << 16),), {}, {}, keep=100)
    claim = ProofStep(first, 0, ((0, 1 << 16),), {}, {})
    bounds = proved_bounds(
        parts_of(problem), forged(drop, claim), {first: 1, second: 100}
    )
    assert bounds[first] >= 4


def test_a_later_aim_is_not_weighed_in_an_earlier_bound():
    """Nor may the points that a plan has be a condition of it."""
    problem = two_plans()
    first, second = TWO_TIERS
    claim = ProofStep(first, -1, ((0, 5 << 16),), {second: 1 << 16}, {second: 100})
    bounds = proved_bounds(parts_of(problem), forged(claim), {first: 1, second: 100})
    assert bounds[first] >= 4


def test_what_a_drop_rests_on_is_a_condition_of_all_after_it():
    """A drop under a value that the plan does not reach proves nothing below it."""
    problem = two_plans()
    first, second = TWO_TIERS
    high = {first: 4}
    drop = ProofStep(second, -1, ((0, 400 << 16),), {first: 100 << 16}, high, keep=0)
    claim = ProofStep(second, 0, (), {}, {})
    bounds = proved_bounds(
        parts_of(problem), forged(drop, claim), {first: 1, second: 100}
    )
    assert bounds[second] >= 100


@pytest.mark.parametrize("price", [1 << 61, 1 << 62, 1 << 80])
def test_prices_too_large_for_exact_sums_are_false(price):
    """Whole numbers that would run over are refused, not wrapped around."""
    problem = two_plans()
    claim = ProofStep(TWO_TIERS[0], -1, ((0, price),), {}, {})
    with pytest.raises(FalseProof, match="too large"):
        proved_bounds(parts_of(problem), forged(claim), {})


def test_a_tier_that_the_policy_has_not_is_false():
    """As step, as weight or as what must be reached."""
    problem, other = two_plans(), STANDARD_TIERS[5]
    first = TWO_TIERS[0]
    for claim in (
        ProofStep(other, -1, (), {}, {}),
        ProofStep(first, -1, (), {other: 1}, {other: 0}),
        ProofStep(first, -1, (), {}, {other: 0}),
    ):
        with pytest.raises(FalseProof, match="tier"):
            proved_bounds(parts_of(problem), forged(claim), dict.fromkeys(TWO_TIERS, 0))


@pytest.mark.parametrize("stay", [(0, 1), (4, 1), (1, -1)])
def test_a_place_cut_with_a_stay_that_there_cannot_be_is_false(stay):
    """On no row, on a row that is not the cut's, or of less than nothing."""
    problem = two_plans()
    cut = PlaceCut((0,), (stay,), (), 5)
    proof = ComponentProof((), (), {problem.num_rows: cut}, ())
    with pytest.raises(FalseProof, match="stay"):
        proved_bounds(parts_of(problem), proof, {})
