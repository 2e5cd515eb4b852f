"""Joint rules in proofs: choices and their rows are counted by the checker himself."""

from dataclasses import replace

import pytest

from matcher.domain.agreements import Counted, Pair, PairKind, Quota
from matcher.domain.ids import EmployerId, ParticipantId, QuotaId, SectorCode
from matcher.domain.plan import Method
from matcher.domain.policy import Policy, Tier
from matcher.domain.proof import ChoiceKey, JointRowKey, Shared
from matcher.domain.rules import RuleCode
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.verify import FalseProof, checked_bounds
from matcher.verify.rows import counted_rows
from tests.helpers import builders as make
from tests.placement.batch import plan_all
from tests.verify.pairs import is_confirmed, planned_pairs

P1, P2, P3 = map(ParticipantId, ("p1", "p2", "p3"))
POLICY = Policy(latest_start_week=0)


def world(wishes, opens_with=1, **changes):
    """People who wish for what they wish, and a shop and a hospital for them all."""
    return make.scenario(
        [
            make.participant(f"p{i}", sector_wishes=make.wishes(*wish.split()))
            for i, wish in enumerate(wishes, start=1)
        ],
        [
            make.place(
                id,
                3,
                sector=sector,
                employer=EmployerId(f"e-{id}"),
                opens_with=opens_with if id == "shop" else 1,
            )
            for id, sector in (("shop", "butikk"), ("hospital", "helse"))
        ],
        **changes,
    )


def asking(least):
    return (
        Quota(QuotaId("k"), 9, Counted.PERIOD, sector=SectorCode("helse"), least=least),
    )


def going(kind):
    return (Pair(P1, P2, kind),)


APART_WISHES = ("butikk helse", "helse butikk")

MOST_IN_SHOP = ("butikk helse", "butikk helse", "helse butikk")

CASES = {
    "lower quota": (
        RuleCode.QUOTA_LEAST,
        world(["butikk", "butikk"]),
        world(["butikk", "butikk"], quotas=asking(2)),
        world(["butikk", "butikk"], quotas=asking(1)),
    ),
    "more than there are": (
        RuleCode.QUOTA_LEAST,
        world(["butikk", "helse"]),
        world(["butikk", "helse"], quotas=asking(5)),
        world(["butikk", "helse"], quotas=asking(4)),
    ),
    "opening": (
        RuleCode.OPENS_WITH,
        world(MOST_IN_SHOP),
        world(MOST_IN_SHOP, 3),
        world(MOST_IN_SHOP, 2),
    ),
    "never open": (
        RuleCode.OPENS_WITH,
        world(["butikk helse"]),
        world(["butikk helse"], 2),
        world(["butikk helse"]),
    ),
    "pair": (
        RuleCode.TOGETHER,
        world(APART_WISHES),
        world(APART_WISHES, pairs=going(PairKind.TOGETHER)),
        world(APART_WISHES, pairs=going(PairKind.APART)),
    ),
}
"""Per case: the rule, a scenario without it, one in which it costs fit or repair, and one
in which it asks less, or nothing."""


@pytest.fixture(scope="module")
def plans():
    """What is planned without the rule and with it."""
    inputs = [(scenario, POLICY) for case in CASES.values() for scenario in case[1:3]]
    return planned_pairs(CASES, inputs)


def worth(plan):
    """What the tiers are worth in which a rule may cost something."""
    return [t.value for t in plan.tiers if t.name in (Tier.REPAIR, Tier.FIT)]


def of_rule(outcome, rule):
    """The one component with rows of ``rule``, and their numbers."""
    [(part, numbers)] = [
        (part, numbers)
        for part in outcome.proof.components
        if (numbers := {n for n, key in enumerate(part.rows) if key.rule is rule})
    ]
    return part, numbers


def proved(scenario, plan, *components, proof):
    forged = replace(proof, components=components)
    return checked_bounds(scenario, POLICY, plan, forged).whole


def proves_less(case, outcome, *components):
    """Whether the proof with other ``components`` leaves a bound higher than stated."""
    bounds = proved(CASES[case][2], outcome.plan, *components, proof=outcome.proof)
    return any(bounds[tier.name] > tier.bound for tier in outcome.plan.tiers)


@pytest.mark.parametrize("case", CASES)
def test_neutral(plans, case):
    """Without the rule no choice and no row of it is named, and bounds are confirmed."""
    without, _ = plans[case]
    assert is_confirmed(without.plan)
    for part in without.proof.components:
        assert part.choices == ()
        assert not any(isinstance(key, JointRowKey) for key in part.rows)


@pytest.mark.parametrize("case", CASES)
def test_right_one_is_confirmed(plans, case):
    """With the rule the plan is worth less, and that it is the best is confirmed."""
    without, outcome = plans[case]
    assert worth(outcome.plan) < worth(without.plan)
    assert is_confirmed(outcome.plan)


@pytest.mark.parametrize("case", CASES)
def test_the_price_of_its_rows_is_needed(plans, case):
    """Without it less is proved than the plan states."""
    _, outcome = plans[case]
    part, own = of_rule(outcome, CASES[case][0])
    steps = tuple(
        replace(step, prices=tuple(p for p in step.prices if p[0] not in own))
        for step in part.steps
    )
    assert proves_less(case, outcome, replace(part, steps=steps))


@pytest.mark.parametrize("case", CASES)
def test_what_a_rule_asks_is_read_in_the_scenario(plans, case):
    """Where it asks less, or nothing, the same proof proves less or is false."""
    _, outcome = plans[case]
    try:
        bounds = checked_bounds(CASES[case][3], POLICY, outcome.plan, outcome.proof)
    except FalseProof:
        assert case in ("never open", "pair")
    else:
        stated = {tier.name: tier.bound for tier in outcome.plan.tiers}
        assert any(bounds.whole[tier] > stated[tier] for tier in stated)


@pytest.mark.parametrize("case", ["opening", "pair"])
def test_a_forgotten_choice_proves_less(plans, case):
    """Whatever its answers weigh is then free."""
    _, outcome = plans[case]
    part, _ = of_rule(outcome, CASES[case][0])
    assert proves_less(case, outcome, replace(part, choices=()))


@pytest.mark.parametrize("case", ["lower quota", "more than there are"])
@pytest.mark.parametrize("times", [0, 2])
def test_the_people_a_quota_lacks_count_once(plans, case, times):
    """A component that forgets its quota, or counts it twice, has no bound at all."""
    _, outcome = plans[case]
    part, _ = of_rule(outcome, CASES[case][0])
    with pytest.raises(FalseProof, match=r"other quotas|made twice"):
        proves_less(case, outcome, replace(part, choices=part.choices * times))


def test_two_components_do_not_lack_the_same_people(plans):
    """A quota that is stated twice would make a bound too low."""
    scenario = CASES["lower quota"][2]
    _, outcome = plans["lower quota"]
    [part] = outcome.plan.components
    halves = tuple(replace(part, participants=(person,)) for person in (P1, P2))
    with pytest.raises(FalseProof, match="same quota"):
        checked_bounds(
            scenario, POLICY, replace(outcome.plan, components=halves), outcome.proof
        )


def test_without_a_proof_a_quota_lacks_what_nobody_could_fill(plans):
    """Three of the five are missing, whatever the prices are."""
    _, outcome = plans["more than there are"]
    bounds = proved(CASES["more than there are"][2], outcome.plan, proof=outcome.proof)
    assert bounds[Tier.REPAIR] == -3


def test_a_flow_with_a_choice_is_confirmed(monkeypatch):
    """A row that asks for people may nest: the flow's potentials are then its prices."""
    scenario = CASES["lower quota"][3]
    [outcome] = plan_all([(scenario, POLICY)], monkeypatch)
    [part] = outcome.plan.components
    assert part.method is Method.FLOW
    assert of_rule(outcome, RuleCode.QUOTA_LEAST)[0].choices
    assert is_confirmed(outcome.plan)


SHOP = ChoiceKey(RuleCode.OPENS_WITH, "shop")
PAIR = ChoiceKey(RuleCode.TOGETHER, pair=(P1, P2))
WHERE = replace(PAIR, shared=Shared.PLACE)


@pytest.mark.parametrize(
    "key",
    [
        JointRowKey(ChoiceKey(RuleCode.QUOTA_LEAST, "nothing")),
        JointRowKey(ChoiceKey(RuleCode.QUOTA_LEAST, "upper")),
        JointRowKey(ChoiceKey(RuleCode.OPENS_WITH, "hospital")),
        JointRowKey(SHOP, ParticipantId("nobody")),
        JointRowKey(replace(PAIR, pair=(P2, P1))),
        JointRowKey(replace(PAIR, pair=None)),
        JointRowKey(PAIR, P1, "shop"),
        JointRowKey(WHERE, P3, "shop"),
        JointRowKey(WHERE, P1, "nowhere"),
        JointRowKey(ChoiceKey(RuleCode.SEAT_DAY, "shop")),
    ],
    ids=str,
)
def test_a_row_of_what_nobody_agreed_is_false(key):
    """Quotas, places, pairs and people that there are not, or that no rule is about."""
    upper = Quota(QuotaId("upper"), 1)
    pairs = going(PairKind.TOGETHER)
    scenario = world(MOST_IN_SHOP, 2, pairs=pairs, quotas=(*asking(1), upper))
    options = build_options(scenario, POLICY, find_candidates(scenario, POLICY))
    with pytest.raises(FalseProof, match="names what there is not"):
        counted_rows(scenario, POLICY, options, [key])


def test_a_choice_of_what_nobody_agreed_is_false():
    """A choice that there is not would make a bound too low."""
    scenario = world(MOST_IN_SHOP)
    options = build_options(scenario, POLICY, find_candidates(scenario, POLICY))
    with pytest.raises(FalseProof, match="names what there is not"):
        counted_rows(scenario, POLICY, options, [], [SHOP])
