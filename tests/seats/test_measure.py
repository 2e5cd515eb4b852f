"""The value of one more seat, and the call list, against trying."""

from datetime import timedelta

import pytest

from matcher.domain.ids import EmployerId, PlaceId, SectionId, SlotId
from matcher.domain.policy import Policy
from matcher.domain.programme import PatternStep
from matcher.domain.seat_values import Extra, SeatChange, SeatKind
from matcher.domain.weeks import Horizon
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.planning import plan
from matcher.seats import measure_seats
from tests.helpers import builders as make
from tests.placement.batch import plan_all
from tests.seats.joint_scenarios import joint_scarce_scenario
from tests.seats.oracle import best_employers, extra_people
from tests.seats.scarce_scenarios import chained_scarce_scenario, scarce_scenario

JOINT_SEEDS = (31,)
CHAINED = (7,)


def measured(scenario, policy, outcome, **how):
    options = build_options(scenario, policy, find_candidates(scenario, policy), 0)
    return measure_seats(
        scenario, policy, outcome.plan, outcome.proof, options, **how
    ).values


def check_against_trying(scenario, policy, outcome):
    """Every value and every list is what trying finds; returns how many help."""
    values = measured(scenario, policy, outcome, most_calls=2)
    for value in values.places:
        most = extra_people(scenario, policy, outcome.plan, [value.change])
        assert value.extra == Extra(most, most), value.change
    for call in values.calls:
        most, by_set = best_employers(scenario, policy, outcome.plan, call.asked)
        assert call.extra == Extra(most, most), call
        assert by_set[call.employers] == most, call
    return sum(value.extra.people > 0 for value in values.places)


def test_values_and_call_lists_are_what_trying_finds():
    """On scarce random scenarios: every seat, person, place, and set of employers."""
    inputs = [scarce_scenario(seed) for seed in (3, 6, 17)]
    with pytest.MonkeyPatch.context() as patch:
        outcomes = plan_all(inputs, patch)
    helps = [
        check_against_trying(scenario, policy, outcome)
        for (scenario, policy), outcome in zip(inputs, outcomes, strict=True)
    ]
    assert min(helps) > 0


def test_values_are_what_trying_finds_with_two_placements_in_a_row():
    """A seat counts for those who begin there and for those who go on there."""
    inputs = [chained_scarce_scenario(seed) for seed in CHAINED]
    with pytest.MonkeyPatch.context() as patch:
        outcomes = plan_all(inputs, patch)
    for (scenario, policy), outcome in zip(inputs, outcomes, strict=True):
        assert check_against_trying(scenario, policy, outcome) > 0
        rows = outcome.plan.placements
        assert len(rows) > len({row.participant for row in rows})


def check_intervals(scenario, policy, outcome):
    """No value rules out what trying finds; returns how many are exact, and above 0."""
    exact = helps = 0
    for value in measured(scenario, policy, outcome, most_calls=1).places:
        most = extra_people(scenario, policy, outcome.plan, [value.change])
        assert value.extra.people <= most <= value.extra.at_most, value.change
        exact += value.extra.is_exact
        helps += most > 0
    return exact, helps


def check_joint(seeds, patch):
    inputs = [joint_scarce_scenario(seed) for seed in seeds]
    outcomes = plan_all(inputs, patch)
    counts = [
        check_intervals(scenario, policy, outcome)
        for (scenario, policy), outcome in zip(inputs, outcomes, strict=True)
    ]
    return [sum(numbers) for numbers in zip(*counts, strict=True)]


def test_values_hold_where_only_a_whole_plan_keeps_the_rules(monkeypatch):
    """Lower quotas, places for two and pairs: what is promised is possible, no less is."""
    exact, helps = check_joint(JOINT_SEEDS, monkeypatch)
    assert min(exact, helps) > 0


@pytest.mark.slow
def test_values_hold_with_many_rules_of_whole_plans(monkeypatch):
    """The same on forty scenarios."""
    exact, helps = check_joint(range(40), monkeypatch)
    assert min(exact, helps) > 40


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 60, 10))
def test_values_are_what_trying_finds_on_many(first, monkeypatch):
    """The same on sixty scenarios."""
    inputs = [scarce_scenario(seed) for seed in range(first, first + 10)]
    for (scenario, policy), outcome in zip(
        inputs, plan_all(inputs, monkeypatch), strict=True
    ):
        check_against_trying(scenario, policy, outcome)


@pytest.fixture(scope="module")
def complementary():
    """One seat; two people whose class days leave each the days of the other."""
    people = [
        make.participant("p1", section=SectionId("c1"), template="short"),
        make.participant("p2", section=SectionId("c2"), template="short"),
    ]
    scenario = make.scenario(
        people,
        [make.place("q1", sector="helse")],
        sections=[make.section("c1", "man tir"), make.section("c2", "ons tor fre")],
        templates=[
            make.template(
                "short",
                steps=(PatternStep(2),),
                min_practice_slots=2,
                work_minutes_per_week=300,
            )
        ],
    )
    policy = Policy(latest_start_week=0)
    return measured(scenario, policy, plan(scenario, policy))


def by_kind(values):
    return {(v.change.kind, v.change.slot): v.extra for v in values.places}


def test_a_seat_for_going_on_is_worth_one():
    """Two can begin, one can go on: only a seat at the second place covers one more."""
    early, late = make.START + timedelta(days=25), make.START + timedelta(weeks=4)
    scenario = make.scenario(
        [make.participant("p1"), make.participant("p2")],
        [
            make.place("q1", 2, people_at_once=2, open_to=early),
            make.place("q2", 1, employer="e2", open_from=late),
        ],
        horizon=Horizon(make.START, 8, 12),
        templates=[make.template(chain_first_weeks=4, lengths_weeks=(8,), min_weeks=4)],
    )
    policy = Policy(latest_start_week=0)
    found = measured(scenario, policy, plan(scenario, policy))
    assert found.covered == 1
    assert {
        (v.change.place, v.change.kind) for v in found.places if v.extra.people
    } == {(PlaceId("q2"), SeatKind.BOTH)}
    assert all(v.extra.is_exact for v in found.places)


def test_a_seat_that_two_share_is_worth_one(complementary):
    """Neither needs a seat more: the place only has to follow up two people."""
    found = by_kind(complementary)
    assert complementary.covered == 1
    assert found[SeatKind.SHARE, None] == Extra(1, 1)
    assert found[SeatKind.PERSON, None] == Extra(1, 1)


def test_a_seat_without_a_person_more_is_worth_nothing(complementary):
    """Where people at once are the limit, no single seat helps, and that is proved."""
    found = by_kind(complementary)
    assert all(
        extra == Extra(0, 0)
        for (kind, _), extra in found.items()
        if kind is SeatKind.SEAT
    )


def test_groups_and_calls_name_the_place(complementary):
    """The sector's best place and the employer to call are the only ones there are."""
    [(sector, group)] = complementary.sectors
    assert (sector, group.best, group.extra) == ("helse", PlaceId("q1"), Extra(1, 1))
    [call] = complementary.calls
    assert (call.employers, call.extra) == ((EmployerId("e1"),), Extra(1, 1))


def test_only_slots_with_seats_are_asked_for():
    """A day on which a place is closed is not opened."""
    place = make.place("q1", {"man": 1, "tir": 0})
    scenario = make.scenario(places=[place])
    policy = Policy()
    values = measured(scenario, policy, plan(scenario, policy), seconds=0)
    changes = [value.change for value in values.places]
    assert SeatChange(PlaceId("q1"), SeatKind.SEAT, SlotId("man")) in changes
    assert SeatChange(PlaceId("q1"), SeatKind.SEAT, SlotId("tir")) not in changes


def test_without_time_what_is_open_is_an_interval_that_holds():
    """With no seconds at all: nobody is promised, and nothing true is ruled out."""
    scenario, policy = scarce_scenario(17)
    outcome = plan(scenario, policy)
    values = measured(scenario, policy, outcome, seconds=0)
    assert any(not value.extra.is_exact for value in values.places)
    for value in values.places:
        most = extra_people(scenario, policy, outcome.plan, [value.change])
        assert value.extra.people <= most <= value.extra.at_most
