"""Plans of people whose classes meet in some weeks only, against trying every plan."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

import numpy as np
import pytest

from matcher.audit import audit_placements, audit_plan
from matcher.audit.calendar import audit_calendar
from matcher.audit.reading import read
from matcher.calendar import Activity, build_calendar
from matcher.domain.alternation import Alternation
from matcher.domain.metrics import people_at_practice
from matcher.domain.plan import Status
from matcher.domain.policy import Policy
from matcher.domain.programme import PatternStep
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import WEEKDAYS
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.placement import placements_of
from matcher.placement.problem import build_problem
from matcher.placement.rows import ROW_RULES, capacity_rows
from matcher.planning import plan
from tests.helpers import builders as make
from tests.placement.batch import plan_all
from tests.placement.brute_force import best_plan
from tests.placement.tiny_alternation import alternating_scenario
from tests.placement.worth import AIMS

SEEDS = range(8)
IN_CHAINS = (62, 64, 65)
STEP = PatternStep(3)
TWO_WEEKS_LATER = make.START + timedelta(weeks=2)


@pytest.fixture(scope="module")
def outcomes():
    inputs = [alternating_scenario(seed) for seed in SEEDS]
    inputs += [alternating_scenario(seed, chains=True) for seed in IN_CHAINS]
    with pytest.MonkeyPatch.context() as patch:
        planned = plan_all(inputs, patch, with_conflicts=False)
    return [(*given, outcome) for given, outcome in zip(inputs, planned, strict=True)]


def test_plans_with_alternating_classes_are_the_best_there_are(outcomes):
    """Every tier has the value that brute force over all plans finds, proved."""
    for scenario, policy, outcome in outcomes:
        best = best_plan(scenario, policy)
        assert {t.name: t.value for t in outcome.plan.tiers if t.name in AIMS} == best
        assert outcome.plan.status is Status.OPTIMAL


def test_their_proof_holds_without_a_solver(outcomes):
    """The bounds are worked out again, and are the same unless the search had a word."""
    every = [tier for *_, outcome in outcomes for tier in outcome.plan.tiers]
    assert all(tier.bound_checked >= tier.bound for tier in every)
    same = [tier for tier in every if tier.bound_checked == tier.bound]
    assert len(same) > 0.9 * len(every)


def test_the_audit_finds_nothing_beside_alternating_classes(outcomes):
    """No plan breaks a rule or says anything untrue of itself, calendar included."""
    for scenario, policy, outcome in outcomes:
        audited = audit_plan(scenario, policy, outcome.plan, outcome.calendar)
        assert audited.violations == ()


def test_the_calendar_has_no_practice_in_class_weeks(outcomes):
    """Practice is on the days that the placements say, and class in its own weeks."""
    for scenario, _, outcome in outcomes:
        rows = list(outcome.calendar.rows())
        planned = people_at_practice(scenario, outcome.plan.placements)
        alternating = scenario.alternating_sections()
        there = [(r.place, r.slot, r.date) for r in rows if r.place is not None]
        first, last = scenario.horizon.calendar_span.first, scenario.horizon.monday(0)
        last += timedelta(weeks=scenario.horizon.calendar_weeks)
        asked = {key for key in planned if first <= key[2] < last}
        assert asked <= set(there)
        for row in rows:
            if row.activity is Activity.CLASS and row.section in alternating:
                assert alternating[row.section].meets_in_week_of(row.date)


@pytest.mark.parametrize("seed", [*SEEDS[:6], *IN_CHAINS])
def test_rows_allow_what_the_audit_allows(seed):
    """Any choice keeps all rows exactly when the audit sees no crowd."""
    chains = seed in IN_CHAINS
    check_rows(*alternating_scenario(seed, joint=False, chains=chains), seed)


def test_rows_know_when_practice_outgrows_the_class():
    """Whose first days are all in class is there in its weeks when more days come."""
    scenario = make.scenario(
        [make.participant("p1", section="c1"), make.participant("p2", section="c2")],
        [make.place(seats_each_slot=2, people_at_once=1)],
        templates=[make.template(class_slots=3, steps=(PatternStep(1, 4), STEP))],
        sections=[
            make.section(name, "man tir ons", alternation=Alternation((2, 2), begins))
            for name, begins in (("c1", make.START), ("c2", TWO_WEEKS_LATER))
        ],
    )
    check_rows(scenario, Policy(latest_start_week=6), 0, 200)


def check_rows(scenario: Scenario, policy: Policy, seed: int, times: int = 30) -> None:
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    rows = capacity_rows(scenario, policy, options)
    people = options.columns.participant_idx
    problem = build_problem(people, np.zeros((1, len(people)), np.int64), rows)
    rng = Random(seed)
    for _ in range(times):
        chosen = np.array(
            [rng.randrange(*span) for span in pairwise(problem.group_first)]
        )
        placements, sections = placements_of(scenario, options, chosen)
        stated = dict.fromkeys(p.id for p in scenario.participants) | sections
        found = audit_placements(scenario, policy, placements, stated).violations
        crowds = {v.rule for v in found} & {*ROW_RULES}
        assert problem.allows(chosen) == (not crowds), crowds


ROOM_FOR_ONE = {
    RuleCode.SEAT_DAY: (make.place(people_at_once=2), make.employer()),
    RuleCode.PEOPLE_AT_ONCE: (
        make.place(seats_each_slot=2, people_at_once=1),
        make.employer(),
    ),
    RuleCode.EMPLOYER_PEOPLE: (
        make.place(seats_each_slot=2),
        make.employer(people_at_once=1),
    ),
    RuleCode.MENTOR_HOURS: (
        make.place(seats_each_slot=2, mentor_minutes_per_week=200),
        make.employer(),
    ),
}
"""By rule a place and its employer: room for one person in any one week."""


def one_seat_for_two(
    second_phase_later: int, rule: RuleCode = RuleCode.SEAT_DAY
) -> Scenario:
    """Two people, each in a class of all five days, and room for one at a time."""
    place, employer = ROOM_FOR_ONE[rule]
    every_day = " ".join(WEEKDAYS[:5])
    later = make.START + timedelta(weeks=second_phase_later)
    return make.scenario(
        [make.participant("p1", section="c1"), make.participant("p2", section="c2")],
        [place],
        employers=[employer],
        templates=[make.template(class_slots=5, steps=(PatternStep(5),))],
        sections=[
            make.section(name, every_day, alternation=Alternation((2, 2), begins))
            for name, begins in (("c1", make.START), ("c2", later))
        ],
    )


def test_opposite_phases_share_what_there_is_one_of(monkeypatch):
    """Room for one is for two exactly when one is at school while the other is not.

    A seat, people at once of the place or the employer, and time of the mentors.
    """
    policy = Policy(latest_start_week=0)
    inputs = [
        (one_seat_for_two(weeks, rule), policy)
        for rule in ROOM_FOR_ONE
        for weeks in (0, 1, 2)
    ]
    planned = plan_all(inputs, monkeypatch)
    numbers = [len(one.plan.placements) for one in planned]
    assert numbers == [1, 1, 2] * len(ROOM_FOR_ONE)
    for (scenario, _), one in zip(inputs, planned, strict=True):
        assert audit_plan(scenario, policy, one.plan, one.calendar).violations == ()


def test_five_days_of_class_every_week_leave_no_practice():
    """Without alternation the same class leaves nobody a placement: no free slots."""
    scenario = one_seat_for_two(0)
    every_week = tuple(replace(s, alternation=None) for s in scenario.sections)
    scenario = replace(scenario, sections=every_week)
    assert plan(scenario, Policy(), 0).plan.placements == ()


@pytest.mark.parametrize(("weeks_later", "broken"), [(0, True), (2, False)])
@pytest.mark.parametrize("rule", ROOM_FOR_ONE)
def test_the_audit_knows_in_which_weeks_somebody_is_there(rule, weeks_later, broken):
    """A plan made by hand with both where there is room for one is wrong in the same
    weeks only."""
    rows = [
        make.placement(f"p{i}", practice=" ".join(WEEKDAYS[:5]), class_section=f"c{i}")
        for i in (1, 2)
    ]
    stated = {p.participant: p.section for p in rows}
    scenario = one_seat_for_two(weeks_later, rule)
    found = audit_placements(scenario, Policy(), rows, stated).violations
    assert {one.rule for one in found} == ({rule} if broken else set())


def test_a_placement_in_weeks_of_class_alone_is_none():
    """Nobody is offered a placement without a week for practice; the audit says so too."""
    scenario = one_seat_for_two(0)
    always = Alternation((40, 1), make.START)
    sections = tuple(replace(s, alternation=always) for s in scenario.sections)
    scenario = replace(scenario, sections=sections)
    policy = Policy()
    assert plan(scenario, policy, 0).plan.placements == ()
    row = make.placement(practice=" ".join(WEEKDAYS[:5]))
    stated = {row.participant: row.section}
    found = audit_placements(scenario, policy, [row], stated).violations
    assert [(one.rule, one.aspect) for one in found] == [
        (RuleCode.WEEK_PATTERN, "only-class")
    ]


@pytest.mark.parametrize(
    ("weeks_later", "broken"),
    [(0, set()), (2, {RuleCode.CALENDAR_CLASS, RuleCode.CALENDAR_PRACTICE})],
)
def test_a_calendar_in_the_wrong_weeks_is_told_of(weeks_later, broken):
    """Class and practice must stand in the weeks that the blocks of the class say."""
    row = make.placement(practice=" ".join(WEEKDAYS[:5]))
    made_for = one_seat_for_two(0)
    classes = {p.id: p.section for p in made_for.participants if p.section}
    calendar = build_calendar(made_for, [row], classes)
    later = Alternation((2, 2), make.START + timedelta(weeks=weeks_later))
    sections = tuple(replace(s, alternation=later) for s in made_for.sections)
    scenario = replace(made_for, sections=sections)
    reading = read(scenario, Policy(), [row], dict(classes))
    found = {v.rule for v in audit_calendar(reading, make.plan(), calendar).violations}
    assert found & {RuleCode.CALENDAR_CLASS, RuleCode.CALENDAR_PRACTICE} == broken
