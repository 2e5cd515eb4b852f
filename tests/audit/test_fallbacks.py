"""Plans B and C read a second time: what holds, and what does not."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from matcher.audit import audit_plan
from matcher.domain.decisions import RunningPlacement
from matcher.domain.fallbacks import Fallback, FallbackRank
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from tests.audit.judging import day
from tests.audit.plans import honest_plan
from tests.helpers import builders as make

LATER = day("2026-09-14")
"""Four weeks after the start: the lead time of the standard policy."""


def own(id: str, **changes):
    """A place with an employer of its own, two people at a time on one seat."""
    parts = {"employer": EmployerId(f"e-{id}"), "people_at_once": 2, **changes}
    return make.place(id, **parts)


def world(**changes) -> Scenario:
    people = [make.participant(f"p{n}") for n in range(1, 5)]
    places = [own(f"q{n}") for n in range(1, 6)]
    places.append(make.place("q1b", employer=EmployerId("e-q1"), people_at_once=2))
    return make.scenario(people, places, **changes)


WORLD = world()


def later(person: str, place: str, **changes) -> Placement:
    return make.placement(person, place, **{"first": LATER, **changes})


def b(person: str, place: str, *withdrawn: str, **changes) -> Fallback:
    given = tuple(map(EmployerId, withdrawn or ("e-q1",)))
    return Fallback(FallbackRank.B, given, later(person, place, **changes))


def c(person: str, place: str, *withdrawn: str, **changes) -> Fallback:
    given = tuple(map(EmployerId, withdrawn or ("e-q1", "e-q2")))
    return Fallback(FallbackRank.C, given, later(person, place, **changes))


def at(person: str, place: str, *fallbacks: Fallback, **changes) -> Placement:
    return replace(make.placement(person, place, **changes), fallbacks=fallbacks)


def found(*rows: Placement, scenario: Scenario = WORLD, policy: Policy | None = None):
    """Aspect, rank, and rule of what is wrong with the fallbacks, each once."""
    plan = honest_plan(scenario, *rows)
    violations = audit_plan(scenario, policy or Policy(), plan).violations
    assert {v.rule for v in violations} <= {RuleCode.FALLBACK}
    told = (
        (v.aspect, v.details.get("rank", ""), v.details.get("rule", ""))
        for v in violations
    )
    return list(dict.fromkeys(told))


def test_fallback_neutral():
    """A plan without fallbacks is sound, and one with a ladder to free places."""
    assert found(at("p1", "q1")) == []
    assert found(at("p1", "q1", b("p1", "q2"), c("p1", "q3"))) == []


def test_fallback_forced_wrong():
    """A plan B on a seat that somebody else keeps does not hold."""
    assert found(at("p1", "q1", b("p1", "q2")), at("p2", "q2")) == [
        ("collides", "B", "seat-day")
    ]


def test_fallback_forced_right():
    """On the days that are left, the same seat is a sound plan B."""
    free = world(templates=[make.template(min_practice_slots=1)])
    rows = (
        at("p1", "q1", b("p1", "q2", practice="ons")),
        at("p2", "q2", practice="tor fre"),
    )
    assert found(*rows, scenario=free) == []


def test_people_of_one_employer_are_moved_together():
    """Two from one employer cannot both have the one seat as plan B."""
    rows = (
        at("p1", "q1", b("p1", "q2")),
        at("p2", "q1b", b("p2", "q2")),
    )
    assert found(*rows) == [("collides", "B", "seat-day")]


def test_people_of_two_employers_may_have_the_same_seat():
    """Only one employer withdraws at a time: a seat is plan B for both."""
    rows = (
        at("p1", "q1", b("p1", "q2")),
        at("p2", "q3", b("p2", "q2", "e-q3")),
    )
    assert found(*rows) == []


def test_plan_c_may_use_what_plan_a_of_the_second_employer_leaves():
    """When both withdraw, nobody is at B's employer: but C may not be there either."""
    rows = (
        at("p1", "q1", b("p1", "q2"), c("p1", "q2")),
        at("p2", "q3"),
    )
    assert found(*rows) == [("withdrawn", "C", "")]


def test_plan_c_gives_way_to_the_plans_b_that_hold():
    """When e-q1 and e-q2 withdraw, p2 of e-q1 is at plan B: p1's C may not be there."""
    rows = (
        at("p1", "q1", b("p1", "q2"), c("p1", "q3")),
        at("p2", "q1b", b("p2", "q3")),
    )
    assert found(*rows) == [("collides", "C", "seat-day")]


def test_plan_c_gives_way_to_the_plans_b_of_the_second_employer():
    """The people of B's employer are at plan B as well."""
    free = world(templates=[make.template(min_practice_slots=1)])
    rows = (
        at("p1", "q1", b("p1", "q2", practice="tor fre"), c("p1", "q3")),
        at("p2", "q2", b("p2", "q3", "e-q2"), practice="ons"),
    )
    assert found(*rows, scenario=free) == [("collides", "C", "seat-day")]


def test_plans_c_of_both_employers_are_moved_together():
    """Who goes from the first to the second, and the other way, cannot meet in C."""
    free = world(templates=[make.template(min_practice_slots=1)])
    rows = (
        at("p1", "q1", b("p1", "q2", practice="ons"), c("p1", "q3"), practice="ons"),
        at(
            "p2",
            "q2",
            b("p2", "q1", "e-q2", practice="tor"),
            c("p2", "q3"),
            practice="tor",
        ),
    )
    assert found(*rows, scenario=free) == [("collides", "C", "seat-day")]


def test_plans_b_of_two_employers_may_collide():
    """A plan B is for one withdrawal: only plan C speaks of two."""
    free = world(templates=[make.template(min_practice_slots=1)])
    rows = (
        at("p1", "q1", b("p1", "q2", practice="ons"), c("p1", "q5"), practice="ons"),
        at("p2", "q1b", b("p2", "q4")),
        at("p3", "q2", b("p3", "q4", "e-q2"), practice="tor"),
    )
    assert found(*rows, scenario=free) == []


@pytest.mark.parametrize(
    ("fallbacks", "wrong"),
    [
        ([b("p1", "q1b")], ("withdrawn", "B", "")),
        ([b("p1", "q2", "e-q4")], ("given", "B", "")),
        ([b("p1", "q2", first=day("2026-09-07"))], ("too-early", "B", "")),
        ([b("p1", "q2", class_section=None)], ("class", "B", "")),
        ([b("p1", "q2", practice="ons")], ("breaks", "B", "week-pattern")),
        ([b("p1", "q2", practice="tir ons")], ("breaks", "B", "slot-clash")),
        ([b("p1", "q2", last=day("2027-03-05"))], ("breaks", "B", "dates")),
        ([b("p1", "q2"), b("p1", "q3")], ("order", "", "")),
        ([b("p1", "q2"), c("p1", "q3", "e-q1")], ("given", "C", "")),
        (
            [b("p1", "q2"), c("p1", "q3", first=day("2026-08-24"))],
            ("too-early", "C", ""),
        ),
    ],
)
def test_a_fallback_is_named_by_what_is_wrong_with_it(
    fallbacks: Sequence[Fallback], wrong
):
    """Where, when, with which class, on which days, given whom, in what order."""
    assert found(at("p1", "q1", *fallbacks)) == [wrong]


def test_a_plan_c_without_a_plan_b_is_out_of_order():
    """There is nothing it could come after."""
    assert found(at("p1", "q1", c("p1", "q3")))[0] == ("order", "", "")


def test_an_unknown_place_is_named():
    """A fallback may only name what the scenario has."""
    rows = (at("p1", "q1", b("p1", "q2")),)
    plan = honest_plan(WORLD, *rows)
    lost = replace(b("p1", "q2"), placement=later("p1", "q99"))
    plan = replace(plan, placements=(at("p1", "q1", lost),))
    violations = audit_plan(WORLD, Policy(), plan).violations
    [named] = [v for v in violations if v.rule is RuleCode.FALLBACK]
    assert (named.aspect, named.details["value"]) == ("unknown", "q99")


def test_the_lead_time_is_that_of_the_policy():
    """With one week of lead time a plan B may start one week after plan A."""
    early = b("p1", "q2", first=day("2026-08-24"))
    quick = Policy(fallback_lead_weeks=1)
    assert found(at("p1", "q1", early), policy=quick) == []


def test_a_running_placement_is_lost_from_the_start_of_the_plan():
    """Who is there already can be elsewhere the lead time after the horizon's start."""
    kept = RunningPlacement(
        ParticipantId("p1"),
        PlaceId("q1"),
        day("2026-06-01"),
        day("2026-12-18"),
        make.slots("ons"),
    )
    running = world(running=(kept,))
    row = at(
        "p1",
        "q1",
        b("p1", "q2"),
        practice="ons",
        first=kept.start_date,
        last=kept.end_date,
    )
    assert found(row, scenario=running) == []


LADDER = honest_plan(WORLD, at("p1", "q1", b("p1", "q2")), at("p2", "q3"))


def stated(plan) -> list[tuple[RuleCode, str, int, int]]:
    violations = audit_plan(WORLD, Policy(), plan).violations
    return [(v.rule, v.aspect, v.found, v.allowed) for v in violations]


def told_otherwise(nth: int, **changes):
    bounds = list(LADDER.fallback_bounds)
    bounds[nth] = replace(bounds[nth], **changes)
    return replace(LADDER, fallback_bounds=tuple(bounds))


def test_bounds_neutral():
    """A plan that says the truth about its fallbacks is sound."""
    assert stated(LADDER) == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"people": 2}, ("metric", 2, 1)),
        ({"value": 0}, ("metric", 0, 1)),
        ({"bound": 0}, ("bound", 1, 0)),
    ],
)
def test_bounds_forced_wrong(changes, wrong):
    """People and value must be true, and a bound no less than the value."""
    found = stated(told_otherwise(0, **changes))
    assert (RuleCode.STATED_VALUE, *wrong) in found


def test_a_withdrawal_that_is_not_told_is_missed():
    """Every employer with people has a bound, also where nobody has a plan B."""
    untold = replace(LADDER, fallback_bounds=LADDER.fallback_bounds[:-1])
    assert (RuleCode.STATED_VALUE, "absent", 0, 1) in stated(untold)


@pytest.mark.parametrize("name", ["with_plan_b", "plan_b_at_most"])
def test_counts_of_fallbacks_must_be_true(name):
    """The counts of people with plan B are worked out again."""
    boasting = replace(LADDER, metrics={**LADDER.metrics, name: 7})
    assert (RuleCode.STATED_VALUE, "metric", 7, 1) in stated(boasting)


def test_a_plan_made_before_there_were_fallbacks_is_sound():
    """It states no count of them, and that is no lie."""
    plan = honest_plan(WORLD, at("p1", "q1"))
    counts = {n: v for n, v in plan.metrics.items() if "plan_" not in n}
    assert stated(replace(plan, metrics=counts)) == []
