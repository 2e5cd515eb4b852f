"""What a plan says about itself, read a second time."""

from dataclasses import replace

import pytest

from matcher.audit import audit_plan
from matcher.domain.ids import ParticipantId
from matcher.domain.plan import Fairness, NotPlaced, Status
from matcher.domain.policy import STANDARD_TIERS, Policy, Tier
from matcher.domain.rules import RuleCode
from tests.audit.plans import WHY, honest_plan, tier
from tests.helpers import builders as make

TWO = make.scenario([make.participant("p1"), make.participant("p2")])
HONEST = honest_plan(TWO, make.placement())
HONEST_VALUES = {tier.name: tier.bound for tier in HONEST.tiers}
"""Of an honest plan, each bound is reached."""


def found(plan, policy=None):
    violations = audit_plan(TWO, policy or Policy(), plan).violations
    return [(v.rule, v.aspect, v.found, v.allowed) for v in violations]


def retold(plan, name, **changes):
    """The plan with one tier stated otherwise."""
    return replace(
        plan,
        tiers=tuple(replace(t, **changes) if t.name is name else t for t in plan.tiers),
    )


def component_retold(plan, name, **changes):
    """The plan with one tier of its component stated otherwise."""
    (component,) = plan.components
    tiers = tuple(
        replace(t, **changes) if t.name is name else t for t in component.tiers
    )
    return replace(plan, components=(replace(component, tiers=tiers),))


def test_stated_value_neutral():
    """A plan that says the truth about itself is sound."""
    assert found(HONEST) == []


def test_stated_value_forced_wrong():
    """A value that is not what the placements give is told with both numbers."""
    fit = HONEST_VALUES[Tier.FIT]
    boasting = retold(HONEST, Tier.FIT, value=fit + 5, bound=fit + 5)
    assert found(boasting) == [
        (RuleCode.STATED_VALUE, "components", fit + 5, fit),
        (RuleCode.STATED_VALUE, "tier", fit + 5, fit),
    ]


def test_stated_value_forced_right():
    """A bound above the value is possible in a plan that is not called optimal."""
    fit = HONEST_VALUES[Tier.FIT]
    open_plan = replace(HONEST, status=Status.FEASIBLE)
    assert found(retold(open_plan, Tier.FIT, bound=fit + 40)) == []


def test_no_plan_is_better_than_its_bound():
    """A value above the plan's own bound is impossible."""
    value = HONEST_VALUES[Tier.RHYTHM]
    below = replace(
        retold(HONEST, Tier.RHYTHM, bound=value - 1), status=Status.FEASIBLE
    )
    assert found(below) == [(RuleCode.STATED_VALUE, "bound", value, value - 1)]


def test_a_component_is_not_better_than_its_bound():
    """The same holds for each component."""
    value = HONEST_VALUES[Tier.RHYTHM]
    below = replace(
        component_retold(HONEST, Tier.RHYTHM, bound=value - 1), status=Status.FEASIBLE
    )
    assert found(below) == [(RuleCode.STATED_VALUE, "bound", value, value - 1)]


def test_components_add_up():
    """A tie-break, which cannot be recomputed, must still be the sum of its parts."""
    assert found(component_retold(HONEST, Tier.TIE_BREAK, value=6, bound=6)) == [
        (RuleCode.STATED_VALUE, "components", 7, 6)
    ]


def test_a_component_states_the_value_of_its_own_people():
    """Values shifted between components are told, though their sum is right."""
    one, other = ParticipantId("p1"), ParticipantId("p2")
    (whole,) = HONEST.components
    zero = tuple(tier(t.name, 0) for t in whole.tiers)
    swapped = replace(
        HONEST,
        components=(
            replace(whole, participants=(other,)),
            replace(whole, participants=(one,), tiers=zero),
        ),
    )
    wrong = found(swapped)
    assert {entry[:2] for entry in wrong} == {(RuleCode.STATED_VALUE, "component")}
    fit = HONEST_VALUES[Tier.FIT]
    assert (RuleCode.STATED_VALUE, "component", fit, 0) in wrong
    assert (RuleCode.STATED_VALUE, "component", 0, fit) in wrong


def test_an_optimal_plan_has_no_gap():
    """OPTIMAL with an open gap, in the whole or a component, is untrue."""
    fit = HONEST_VALUES[Tier.FIT]
    opened = retold(HONEST, Tier.FIT, bound=fit + 1)
    assert found(opened) == [(RuleCode.STATED_VALUE, "status", 1, 0)]
    both = component_retold(opened, Tier.FIT, bound=fit + 1)
    assert found(both) == [(RuleCode.STATED_VALUE, "status", 2, 0)]


def test_the_tie_break_may_give_way_to_the_calendar():
    """An optimal plan may have fewer points of it than there could be, never more."""
    points = HONEST_VALUES[Tier.TIE_BREAK]
    more = component_retold(HONEST, Tier.TIE_BREAK, bound=points + 3)
    assert found(retold(more, Tier.TIE_BREAK, bound=points + 3)) == []
    fewer = retold(HONEST, Tier.TIE_BREAK, bound=points - 1)
    assert found(fewer) == [(RuleCode.STATED_VALUE, "bound", points, points - 1)]


@pytest.mark.parametrize(
    "silent",
    [
        replace(HONEST, tiers=HONEST.tiers[:-1]),
        retold(replace(HONEST, status=Status.CANCELLED), Tier.TIE_BREAK, value=None),
    ],
)
def test_every_tier_of_the_policy_is_stated(silent):
    """A tier that is left out or has no value is told."""
    assert found(silent) == [(RuleCode.STATED_VALUE, "absent", 0, 1)]


def test_only_the_tiers_of_the_policy_must_be_stated():
    """A policy without a tie-break asks for none."""
    (whole,) = HONEST.components
    shorter = replace(
        HONEST,
        tiers=HONEST.tiers[:-1],
        components=(replace(whole, tiers=whole.tiers[:-1]),),
    )
    assert found(shorter, Policy(tiers=STANDARD_TIERS[:-1])) == []


def test_metrics_are_true():
    """A count that is wrong or missing is told, a count we cannot check is not."""
    assert found(replace(HONEST, metrics={**HONEST.metrics, "placed": 2})) == [
        (RuleCode.STATED_VALUE, "metric", 2, 1)
    ]
    rest = {name: n for name, n in HONEST.metrics.items() if name != "placed"}
    assert found(replace(HONEST, metrics=rest)) == [
        (RuleCode.STATED_VALUE, "absent", 0, 1)
    ]
    more = {**HONEST.metrics, "covered_if_unshared": 1}
    assert found(replace(HONEST, metrics=more)) == []


def test_incomplete_neutral():
    """Everybody placed is everybody accounted for."""
    alone = make.scenario()
    assert (
        audit_plan(alone, Policy(), honest_plan(alone, make.placement())).violations
        == ()
    )


def incomplete(plan):
    report = audit_plan(TWO, Policy(), plan)
    return [
        (v.aspect, v.participants)
        for v in report.violations
        if v.rule is RuleCode.INCOMPLETE
    ]


def test_incomplete_forced_wrong():
    """A person who is neither placed nor told about is missing."""
    assert incomplete(replace(HONEST, not_placed=())) == [("missing", ("p2",))]


def test_incomplete_forced_right():
    """A person not placed, with a reason, is accounted for."""
    assert incomplete(HONEST) == []


def test_nobody_is_both_placed_and_not():
    """A person on both lists is there twice."""
    again = NotPlaced(ParticipantId("p1"), WHY, make.section().id)
    both = replace(HONEST, not_placed=(*HONEST.not_placed, again))
    assert incomplete(both) == [("twice", ("p1",))]


def test_two_rows_of_one_person_are_one_placement_s_matter():
    """A second placement breaks one-placement, not completeness."""
    assert incomplete(replace(HONEST, placements=HONEST.placements * 2)) == []


def test_nobody_is_left_without_a_reason():
    """Reasons are never empty."""
    (entry,) = HONEST.not_placed
    silent = replace(HONEST, not_placed=(replace(entry, reasons=()),))
    assert incomplete(silent) == [("no-reason", ("p2",))]


def test_no_solution_states_nothing():
    """A plan that found no solution in time need not name anybody."""
    empty = replace(
        HONEST,
        status=Status.NO_SOLUTION_IN_TIME,
        tiers=(),
        components=(),
        placements=(),
        not_placed=(),
        metrics={},
    )
    assert found(empty) == []


def fair_plan(best_fit: int):
    """The honest plan made for fairness, when ``best_fit`` could have been had."""
    reference = tier(Tier.FIT_REFERENCE, best_fit)
    (component,) = HONEST.components
    whole = replace(component, tiers=(*component.tiers, reference))
    return replace(HONEST, tiers=(*HONEST.tiers, reference), components=(whole,))


def test_the_loss_of_fit_may_not_be_larger_than_allowed():
    """Within the policy's share fairness is sound, one point below it is not."""
    fit = HONEST_VALUES[Tier.FIT]
    policy = Policy(fairness_loss_permille=100)
    most = fit * 1000 // 900
    assert found(fair_plan(most), policy) == []
    [(rule, aspect, has, least)] = found(fair_plan(most + 2), policy)
    assert (rule, aspect, has) == (RuleCode.STATED_VALUE, "loss", fit)
    assert least == fit + 1


@pytest.mark.parametrize(
    "forged",
    [Fairness((0, 1, 1, 1)), Fairness((1, 1, 1, 1), 7), Fairness((1, 1))],
)
def test_stated_fairness_is_counted_again(forged):
    """A wrong count, a wrong price and a missing level are told."""
    plan = fair_plan(HONEST_VALUES[Tier.FIT] + 1)
    assert found(replace(plan, fairness=Fairness((1, 1, 1, 1), 1))) == []
    aspects = {aspect for _, aspect, _, _ in found(replace(plan, fairness=forged))}
    assert aspects == {"fairness"}
