"""Near-optimal plans beside each other: what must hold between them."""

from dataclasses import replace
from io import StringIO
from random import Random

import pytest
from rich.console import Console

from matcher.alternatives import Alternatives, is_beaten, plan_alternatives, travel_of
from matcher.audit import audit_plan
from matcher.cli.alternatives_document import alternatives_document
from matcher.cli.alternatives_screen import show_alternatives
from matcher.domain.alternative_policies import (
    alternative_policies,
    curve_policies,
    served_first,
)
from matcher.domain.ids import PlaceId, SectorCode
from matcher.domain.policy import (
    FAIRNESS,
    GREEDY,
    FitWeights,
    Policy,
    Tier,
    left_of,
)
from matcher.domain.travel import minutes_to_class
from matcher.planning import plan
from matcher.report.alternatives import plan_name, side_by_side
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.audit.plans import honest_plan
from tests.helpers import builders as make
from tests.placement.batch import plan_all
from tests.placement.tiny_scenarios import tiny_scenario

SECTORS = ("butikk", "helse", "renhold")


def roomy_scenario(seed):
    """Four people alike but for home and wishes, five seats: much to choose between."""
    rng = Random(seed)
    people = [
        make.participant(
            f"p{i}",
            home=make.north_of(make.HERE, rng.choice([0, 2, 4])),
            sector_wishes=make.wishes(*rng.sample(SECTORS, 3)),
        )
        for i in range(4)
    ]
    places = [
        make.place(
            f"q{i}",
            sector=SectorCode(rng.choice(SECTORS)),
            location=make.north_of(make.HERE, rng.choice([0, 2, 5])),
        )
        for i in range(5)
    ]
    return make.scenario(people, places), Policy(fairness_loss_permille=100)


@pytest.fixture(scope="module")
def found():
    """Scenario, policy and alternatives of each seed; every plan is small and proved."""
    grounds = [
        *(tiny_scenario(seed) for seed in range(4)),
        *(roomy_scenario(seed) for seed in range(8)),
    ]
    asked = [
        (scenario, other)
        for scenario, policy in grounds
        for other in (
            *alternative_policies(policy).values(),
            *curve_policies(policy).values(),
        )
    ]
    with pytest.MonkeyPatch.context() as patch:
        made = iter(plan_all(asked, patch))
    return [
        (
            scenario,
            policy,
            plan_alternatives(scenario, policy, lambda *_: next(made), curve=True),
        )
        for scenario, policy in grounds
    ]


def everything(found):
    return [point for _, _, each in found for point in each.curve]


def named(points):
    return {point.name: point for point in points}


def test_every_plan_is_proved(found):
    """So small, no plan leaves a gap: what follows compares best plans."""
    assert {tier.gap for point in everything(found) for tier in point.tiers} == {0}


def test_who_is_served_first_is_the_same_in_every_plan(found):
    """Repair, coverage of each class, hours and waiting are those of the given plan."""
    for _, policy, each in found:
        values = {
            tuple(point.figures.values[tier] for tier in served_first(policy))
            for point in each.curve
        }
        assert len(values) == 1


def test_no_plan_has_more_fit_than_the_given(found):
    """By the given weights, none passes the bound that the given plan has proved."""
    for _, _, each in found:
        given = each.curve[0]
        bound = next(tier.bound for tier in given.tiers if tier.name is Tier.FIT)
        assert given.figures.values[Tier.FIT] == bound
        assert max(point.figures.values[Tier.FIT] for point in each.curve) == bound


def test_less_fit_never_buys_less_fairness(found):
    """The more fit may be given up, the fewer are at the lowest levels."""
    for _, policy, each in found:
        points = named(each.curve)
        own = policy.fairness_loss_permille
        by_loss = {own: points["fair"]} | {
            loss: points[f"fair-{loss}"] for loss in (0, 10, 50)
        }
        people = [by_loss[loss].figures.people_at_most for loss in sorted(by_loss)]
        given = each.curve[0].figures.people_at_most
        assert [given, *people] == sorted([given, *people], reverse=True)


def test_fairness_costs_no_more_than_its_loss(found):
    """What is left of the fit is what the policy demands, or more."""
    for _, _, each in found:
        best = each.curve[0].figures.values[Tier.FIT]
        for point in each.curve:
            if point.loss_permille is not None:
                fit = point.figures.values[Tier.FIT]
                assert fit >= left_of(best, point.loss_permille)


def test_wishes_has_the_most_first_wishes(found):
    """No other plan has a better profile of first, second, … wishes."""
    for _, _, each in found:
        profiles = {
            plan.name: tuple(plan.figures.values[tier] for tier in GREEDY)
            for plan in each.plans
        }
        assert profiles["wishes"] == max(profiles.values())


def test_short_travel_travels_least_against_each_limit(found):
    """No other plan has more points by weights that see travel alone."""
    for scenario, policy, each in found:
        only = FitWeights(wish=0, language=0, travel=1000, hire=0, support_language=0)
        yardstick = replace(policy, tiers=(Tier.FIT,), fit=only)
        points = {
            plan.name: audit_plan(scenario, yardstick, plan.outcome.plan).values[
                Tier.FIT
            ]
            for plan in each.plans
        }
        assert points["short-travel"] == max(points.values())


def test_figures_are_those_that_each_plan_states(found):
    """Counted alike, they agree with what a plan says of its own tiers."""
    for _, _, each in found:
        for point in each.curve:
            stated = {tier.name: tier.value for tier in point.tiers}
            shared = stated.keys() & {*FAIRNESS, *GREEDY, Tier.WAITING, Tier.RHYTHM}
            assert {t: point.figures.values[t] for t in shared} == {
                t: stated[t] for t in shared
            }


def test_people_at_each_level_are_everybody(found):
    """Levels 0 to 4 add up to all participants, and from below to ``people_at_most``."""
    for scenario, _, each in found:
        for point in each.curve:
            levels = point.figures.people_at_level
            assert sum(levels) == len(scenario.participants)
            assert point.figures.people_at_most[1] == levels[0] + levels[1]
            assert levels[0] == len(scenario.participants) - point.figures.placed


def test_every_plan_keeps_every_rule(found):
    """The audit finds nothing in any of them, each by its own policy."""
    for scenario, _, each in found:
        for made in each.plans:
            assert made.outcome.plan.metrics["violations"] == 0
            audit = audit_plan(scenario, made.policy, made.outcome.plan)
            assert audit.violations == ()


def test_the_given_plan_differs_in_nothing(found):
    """Against itself nobody moves, comes or goes."""
    for _, _, each in found:
        same = each.plans[0].difference
        assert (same.moved, same.only_a, same.only_b, same.rescheduled) == ((),) * 4


def test_the_scenarios_are_worth_comparing(found):
    """Somewhere alternatives move people, and points of the curve are beaten."""
    plans = [plan for _, _, each in found for plan in each.plans]
    assert sum(bool(plan.difference.moved) for plan in plans) >= 5
    efficient = [point.efficient for point in everything(found)]
    assert any(efficient)
    assert not all(efficient)


def test_the_given_plan_is_never_beaten_but_by_as_much_fit(found):
    """Having the most fit, it is beaten only where another has as much."""
    for _, _, each in found:
        given = each.curve[0]
        if not given.efficient:
            fit = given.figures.values[Tier.FIT]
            others = [p.figures.values[Tier.FIT] for p in each.curve[1:]]
            assert fit in others


@pytest.mark.parametrize(
    ("one", "other", "beaten"),
    [
        (((1, 1), (5,)), ((1, 1), (5,)), False),
        (((1, 1), (5,)), ((1, 1), (6,)), True),
        (((1, 1), (5,)), ((1, 0), (6,)), False),
        (((1, 1), (5,)), ((2, 0), (5,)), True),
    ],
)
def test_a_point_is_beaten_by_one_as_good_in_all_and_better_in_one(one, other, beaten):
    """Equal points beat nobody; within one criterion the first count goes first."""
    assert is_beaten(one, other) is beaten


def test_travel_is_both_ways_every_day_of_the_week():
    """Three days at an hour one way, and two class days, there and back."""
    person = make.participant()
    scenario = make.scenario([person], [make.place()])
    scenario = replace(
        scenario, travel={(person.id, PlaceId("q1"), person.travel_mode): 60}
    )
    to_class = minutes_to_class(Policy(), person, scenario.sections[0])
    honest = honest_plan(scenario, make.placement())
    assert len(honest.placements[0].steps[-1].slots) == 3
    assert len(scenario.sections[0].menu) == 2
    assert travel_of(scenario, Policy(), honest) == 2 * (3 * 60 + 2 * to_class)


def test_the_document_tells_each_plan_and_point(found):
    """Names in order, tiers proved or not, differences by id, the curve marked."""
    _, policy, each = found[0]
    told = alternatives_document(each)
    assert [p["name"] for p in told["plans"]] == [*alternative_policies(policy)]
    assert [p["name"] for p in told["curve"]] == [
        *alternative_policies(policy),
        *curve_policies(policy),
    ]
    assert all(t["proved"] for p in told["plans"] for t in p["tiers"])
    assert [p["efficient"] for p in told["curve"]] == [p.efficient for p in each.curve]
    fair = told["plans"][1]
    assert len(fair["against_given"]["moved"]) == len(each.plans[1].difference.moved)


@pytest.mark.parametrize("language", list(Language))
def test_all_is_on_one_screen(found, language):
    """At most 80 columns and 40 lines, with a row per point of the curve."""
    each = found[-1][2]
    wording = Wording(translator(language))
    screen = StringIO()
    console = Console(file=screen, width=80)
    show_alternatives(side_by_side(each, wording), wording, console)
    lines = [line.rstrip() for line in screen.getvalue().splitlines()]
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80
    for point in each.curve:
        name = plan_name(point.name, wording)
        assert sum(line.startswith(f"{name}  ") for line in lines) >= 1


def test_what_is_not_proved_is_told_once_a_plan(found):
    """The first open aim in a sentence, a star in the curve and what it means."""
    each = found[-1][2]
    given, *others = each.plans
    made = given.outcome.plan
    tiers = tuple(replace(tier, bound=tier.bound + 7) for tier in made.tiers)
    outcome = replace(given.outcome, plan=replace(made, tiers=tiers))
    point = replace(each.curve[0], tiers=tiers)
    shown = side_by_side(
        Alternatives(
            (replace(given, outcome=outcome), *others), (point, *each.curve[1:])
        ),
        Wording(translator(Language.EN)),
    )
    assert len(shown.open) == 1
    assert "at most 7 people" in shown.open[0]
    starred = [row[0] for row in shown.curve.rows if row[0].endswith(" *")]
    assert starred == ["Given aims *"]
    assert len(shown.notes) == 2


def test_without_the_curve_only_the_plans_have_points():
    """No more plans are made than are written."""
    scenario, policy = tiny_scenario(3)
    asked = []
    ready = plan(scenario, policy, workers=1)

    def make_plan(name, _):
        asked.append(name)
        return ready

    each = plan_alternatives(scenario, policy, make_plan, curve=False)
    assert asked == [point.name for point in each.curve] == [p.name for p in each.plans]
