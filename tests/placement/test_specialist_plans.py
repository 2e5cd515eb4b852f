"""Whole plans with job specialists: who is placed, by whom followed, and what is said."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.audit import audit_plan
from matcher.domain.ids import ParticipantId
from matcher.domain.plan import Status
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.eligibility import find_candidates
from matcher.explain import explain, explanation_lines, plain_texts
from matcher.options import build_options
from matcher.placement import search_weights
from matcher.placement.host import solve_all
from matcher.placement.problem import components
from matcher.placement.rows import caseloads
from matcher.placement.rows.joint import OF_ALL
from matcher.placement.whole import whole_problem
from matcher.text import Language, translator
from tests.helpers import builders as make
from tests.placement.batch import plan_all
from tests.placement.tiny_scenarios import tiny_scenario

POLICY = Policy()
SEEDS = range(20)


def world(*specialists, named=()):
    """Three people and room for all of them at one place."""
    given = dict(named)
    people = [
        make.participant(p, specialist=given.get(p), template=template)
        for p, template in (("p1", "intro"), ("p2", "intro"), ("p3", "kvp"))
    ]
    return make.scenario(
        people,
        [make.place("q1", 3)],
        templates=[make.template(), make.template("kvp")],
        specialists=specialists,
    )


TWO_TEAMS = (
    make.specialist("s1", 1, templates={"intro"}),
    make.specialist("s2", 1),
    make.specialist("s3", 1, templates={"kvp"}),
)
"""The second may follow anybody, the others one programme each: unions are no chain."""

CASES = {
    "neutral": world(),
    "for others": world(make.specialist("s1", 0, municipalities={"4001"})),
    "full": world(make.specialist("s1", 1)),
    "enough": world(make.specialist("s1", 1), make.specialist("s2", 2)),
    "named": world(
        make.specialist("s1", 1),
        make.specialist("s2", 3),
        named=[("p1", "s1"), ("p2", "s1")],
    ),
    "overlapping": world(*TWO_TEAMS),
}


@pytest.fixture(scope="module")
def plans():
    with pytest.MonkeyPatch.context() as patch:
        outcomes = plan_all([(one, POLICY) for one in CASES.values()], patch)
    made = dict(zip(CASES, (outcome.plan for outcome in outcomes), strict=True))
    for case, one in made.items():
        assert one.status is Status.OPTIMAL
        assert audit_plan(CASES[case], POLICY, one).violations == ()
        assert all(t.bound_checked == t.bound == t.value for t in one.tiers)
    return made


def with_whom(plan):
    return {p.participant: p.specialist for p in plan.placements}


@pytest.mark.parametrize("case", ["neutral", "for others"])
def test_neutral(plans, case):
    """Without a specialist who could follow anybody all are placed, followed by nobody."""
    assert with_whom(plans[case]) == {"p1": None, "p2": None, "p3": None}


def test_forced_wrong(plans):
    """Who nobody can follow is not placed though there is room, and is told so."""
    made = plans["full"]
    assert list(with_whom(made).values()) == ["s1"]
    assert len(made.not_placed) == 2
    for waiting in made.not_placed:
        assert [reason.rule for reason in waiting.reasons] == [RuleCode.CASELOAD]
    [crowd] = made.certificates
    assert (crowd.at_most, crowd.owners, crowd.rules) == (1, ("s1",), {"caseload"})


def test_forced_right(plans):
    """Two of whom one can follow one and the other two are enough for three."""
    found = list(with_whom(plans["enough"]).values())
    assert sorted(found) == ["s1", "s2", "s2"]


def test_a_specialist_from_before_stays(plans):
    """Only one of two whose specialist has room for one is placed, whoever else is free."""
    found = with_whom(plans["named"])
    assert found["p3"] == "s2"
    assert [found[p] for p in ("p1", "p2") if p in found] == ["s1"]


def test_specialists_of_several_programmes_are_shared_out(plans):
    """Everybody is followed by one who may: rows of unions leave room for all three."""
    found = with_whom(plans["overlapping"])
    assert found["p3"] in ("s2", "s3")
    assert {found["p1"], found["p2"]} == {"s1", "s2"} or found["p3"] == "s3"


@pytest.mark.parametrize(
    ("language", "said", "plainly"),
    [
        (
            Language.NB,
            "Alle jobbspesialistene som kan følge opp deltakeren i Kommune 4003, har fullt:"
            " s1 (1 av 1).",
            "De som følger opp i Kommune 4003, har fullt nå.",
        ),
        (
            Language.NN,
            "Alle jobbspesialistane som kan følgje opp deltakaren i Kommune 4003, har fullt:"
            " s1 (1 av 1).",
            "Dei som følgjer opp i Kommune 4003, har fullt no.",
        ),
        (
            Language.EN,
            "All job specialists who can follow the participant in Kommune 4003 are full:"
            " s1 (1 of 1).",
            "Those who follow up in Kommune 4003 are full now.",
        ),
    ],
)
def test_who_is_full_is_said(plans, language, said, plainly):
    """By name and number to those who plan, and plainly to the person."""
    made, scenario = plans["full"], CASES["full"]
    person = made.not_placed[0].participant
    say = translator(language)
    lines = list(explanation_lines(explain(scenario, POLICY, made, person), say))
    assert f"  {said}" in lines
    assert plainly in plain_texts(scenario, made, say)[person]


def test_who_follows_somebody_is_said(plans):
    """To those who plan and to the person."""
    made, scenario = plans["named"], CASES["named"]
    person = ParticipantId("p3")
    say = translator(Language.NB)
    lines = list(explanation_lines(explain(scenario, POLICY, made, person), say))
    assert "Følges opp av jobbspesialisten s2." in lines
    assert "s2 følger deg opp." in plain_texts(scenario, made, say)[person]


def test_who_visits_somebody_is_said(plans):
    """A teacher of their class, and of nobody else's."""
    made, scenario = plans["named"], CASES["named"]
    placement = made.placements[0]
    taught = replace(scenario, teachers=(make.teacher("t1", placement.section or ""),))
    say, person = translator(Language.NB), placement.participant
    lines = list(explanation_lines(explain(taught, POLICY, made, person), say))
    assert "Får besøk på plassen av læreren t1." in lines
    plain = "t1 er lærer og besøker deg i praksis."
    assert plain in plain_texts(taught, made, say)[person]
    other = replace(scenario, teachers=(make.teacher("t1", "another"),))
    assert plain not in plain_texts(other, made, say)[person]


def parts_of(scenario):
    options = build_options(scenario, POLICY, find_candidates(scenario, POLICY))
    problem, origin = whole_problem(scenario, POLICY, options)
    return [part.problem for part in components(problem)], origin


def test_where_rows_are_too_many_plans_are_as_good(monkeypatch):
    """Choices of how many each follows give the same aims as rows."""
    scenarios = [tiny_scenario(seed, joint=False)[0] for seed in SEEDS]
    scenarios = [scenario for scenario in scenarios if scenario.specialists]
    with_rows = [parts_of(scenario)[0] for scenario in scenarios]
    monkeypatch.setattr(caseloads, "MOST_JOINED", -1000)
    choices = [parts_of(scenario) for scenario in scenarios]
    with_choices = [parts for parts, _ in choices]
    assert sum(OF_ALL in origin.rows.owner for _, origin in choices) >= 5
    every = [part for parts in (*with_rows, *with_choices) for part in parts]
    weights = search_weights(POLICY.tiers)
    outcomes = solve_all(every, weights, POLICY.limits, 1, lambda *_: None)
    values = iter([outcome.incumbent.values for outcome in outcomes])

    def aims(parts):
        return np.sum([next(values) for _ in parts], axis=0).tolist()

    assert list(map(aims, with_rows)) == list(map(aims, with_choices))
