"""The whole engine in one call."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from matcher.audit import audit_plan
from matcher.domain.decisions import RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.plan import Status, StoppedBy
from matcher.domain.policy import Policy, Tier
from matcher.domain.progress import Progress, Step
from matcher.generate import GeneratorSettings, generate
from matcher.io import plan_to_json, read_scenario
from matcher.placement.host import end_idle_hosts
from matcher.planning import plan
from tests.helpers import builders as make
from tests.placement.batch import plan_all

SCENARIOS = Path(__file__).parents[1] / "scenarios"
POLICY = Policy()


def scenario_in(folder):
    found = read_scenario(folder).scenario
    assert found is not None, folder
    return found


@pytest.fixture(scope="module")
def tiny():
    return plan(scenario_in(SCENARIOS / "tiny"), POLICY, workers=1)


@pytest.fixture(scope="module")
def expected():
    return json.loads((SCENARIOS / "tiny" / "expected.json").read_text("utf-8"))


def values(outcome) -> dict[str, int | None]:
    return {tier.name.value: tier.value for tier in outcome.plan.tiers}


def test_tiny_reaches_what_was_worked_out_by_hand(tiny, expected):
    """Every tier of the tiny scenario has the value of its README."""
    assert {name: values(tiny)[name] for name in expected["tiers"]} == expected["tiers"]


def test_tiny_is_proved(tiny):
    """Each tier's bound is its value."""
    assert tiny.plan.status is Status.OPTIMAL
    assert tiny.plan.stopped_by is StoppedBy.PROOF
    assert {tier.gap for tier in tiny.plan.tiers} == {0}


def test_tiny_places_people_as_worked_out_by_hand(tiny, expected):
    """People, places, classes and days are those of the README."""
    found = {
        p.participant: {
            "place": p.place,
            "section": p.section,
            "slots": list(p.steps[-1].slots),
        }
        for p in tiny.plan.placements
    }
    by_hand = {
        person: {key: placed[key] for key in ("place", "section", "slots")}
        for person, placed in expected["placements"].items()
    }
    assert found == by_hand


def test_tiny_tells_why_the_others_are_not_placed(tiny, expected):
    """Who is crowded out and who can go nowhere is told."""
    kinds = {
        entry.participant: {reason.kind.value for reason in entry.reasons}
        for entry in tiny.plan.not_placed
    }
    assert kinds == {who: {kind} for who, kind in expected["not_placed"].items()}


def test_tiny_counts_as_worked_out_by_hand(tiny, expected):
    """The metrics are those of the README."""
    counted = {name: tiny.plan.metrics[name] for name in expected["metrics"]}
    assert counted == expected["metrics"]


@pytest.fixture(scope="module")
def busy():
    scenario = generate(GeneratorSettings(participants=36, places=15, seed=2))
    return scenario, POLICY, plan(scenario, POLICY, 3, workers=1)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_input_and_seed_give_the_same_bytes(busy, workers):
    """However many processes work on it, plan.json has the same bytes."""
    scenario, policy, first = busy
    end_idle_hosts()  # others order their sets otherwise
    again = plan(scenario, policy, 3, workers=workers)
    assert plan_to_json(again.plan) == plan_to_json(first.plan)


def test_another_seed_only_breaks_ties(busy):
    """Another seed keeps the value of every tier but the tie-break."""
    scenario, policy, first = busy
    other = plan(scenario, policy, 4, workers=1)
    for before, after in zip(first.plan.tiers, other.plan.tiers, strict=True):
        assert before.name is Tier.TIE_BREAK or before == after


def test_the_calendar_is_the_one_the_plan_names(tiny):
    """The plan is tied to the calendar beside it."""
    assert tiny.plan.calendar_sha256 == tiny.calendar.sha256()


def test_every_step_is_timed_and_told():
    """Progress tells each step from beginning to end, in order."""
    told: list[Progress] = []
    outcome = plan(make.scenario(), POLICY, workers=1, on_progress=told.append)
    assert list(outcome.timings) == list(Step)
    ends = [p.step for p in told if p.done == p.total and p.step is not Step.PLACEMENT]
    assert [step for step in Step if step in ends] == ends
    assert all(0 <= p.done <= p.total for p in told)


AWKWARD = sorted(p.name for p in (SCENARIOS / "awkward").iterdir() if p.is_dir())


@pytest.fixture(scope="module")
def awkward():
    folders = [SCENARIOS / "awkward" / name for name in AWKWARD]
    inputs = [(scenario_in(_input_of(folder)), POLICY) for folder in folders]
    with pytest.MonkeyPatch.context() as patch:
        outcomes = plan_all(inputs, patch)
    return dict(zip(AWKWARD, zip(inputs, outcomes, strict=True), strict=True))


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_scenarios_are_planned(awkward, name):
    """What is only doubtful is planned, and the audit finds nothing."""
    (scenario, policy), outcome = awkward[name]
    assert audit_plan(scenario, policy, outcome.plan).violations == ()
    people = len(outcome.plan.placements) + len(outcome.plan.not_placed)
    assert people == len(scenario.participants)


def _input_of(folder: Path) -> Path:
    """The folder, or the workbook in it."""
    return next(iter(sorted(folder.glob("*.xlsx"))), folder)


@pytest.mark.parametrize(
    ("people", "places"),
    [([], []), ([], [make.place()]), ([make.participant()], [])],
    ids=["nothing", "places only", "people only"],
)
def test_an_empty_scenario_has_a_plan(people, places):
    """Without people or places there is a plan, and it is proved."""
    scenario = make.scenario(people, places)
    outcome = plan(scenario, POLICY, workers=1)
    assert outcome.plan.status is Status.OPTIMAL
    assert outcome.plan.placements == ()
    assert len(outcome.plan.not_placed) == len(people)
    assert audit_plan(scenario, POLICY, outcome.plan).violations == ()


def test_without_classes_people_are_placed():
    """Where there is no class at all, what people lack is counted."""
    outcome = plan(make.scenario(sections=[]), POLICY, workers=1)
    assert values(outcome)["repair"] == -1
    assert len(outcome.plan.placements) == 1


def test_the_days_after_a_running_placement_ends_are_free():
    """A seat that runs to a Wednesday can be another's from Thursday that week."""
    running = RunningPlacement(
        ParticipantId("p1"),
        PlaceId("q1"),
        date(2026, 8, 10),
        date(2026, 9, 16),
        make.slots("ons tor fre"),
    )
    newcomer = make.participant(
        "p2",
        earliest_start=date(2026, 9, 14),
        available_slots=make.slots("man tir tor fre"),
    )
    scenario = make.scenario(
        [make.participant("p1"), newcomer],
        [make.place("q1", seats=make.seats(1), people_at_once=2)],
        running=(running,),
    )
    policy = replace(POLICY, latest_start_week=4)
    outcome = plan(scenario, policy, workers=1)
    [_, placed] = outcome.plan.placements
    assert (placed.participant, placed.start_date) == ("p2", date(2026, 9, 14))
    assert audit_plan(scenario, policy, outcome.plan).violations == ()
