"""Plans B and C against those found by trying."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.audit import audit_plan
from matcher.domain.chains import places_before
from matcher.domain.decisions import RunningPlacement
from matcher.domain.fallbacks import FallbackRank
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId
from matcher.domain.metrics import fallbacks_at_most, fallbacks_made
from matcher.domain.policy import Policy
from matcher.domain.programme import EducationLevel
from matcher.explain import plan_fallbacks
from tests.explain.withdrawals import (
    Withdrawals,
    roomy_chained_scenario,
    roomy_scenario,
)
from tests.helpers import builders as make
from tests.placement.batch import plan_all

POLICY = Policy()
CHAINED = (5, 8)


def plans(seeds, patch):
    inputs = [roomy_scenario(seed) for seed in seeds]
    outcomes = plan_all(inputs, patch)
    return [(*given, o.plan) for given, o in zip(inputs, outcomes, strict=True)]


@pytest.fixture(scope="module")
def planned():
    with pytest.MonkeyPatch.context() as patch:
        return plans(range(40), patch)


def wrong_counts(planned) -> list[object]:
    """The withdrawals in which trying finds another number of fallbacks."""
    wrong: list[object] = []
    for nth, (scenario, policy, plan) in enumerate(planned):
        tried = Withdrawals(scenario, policy, plan)
        for found in plan.fallback_bounds:
            most = tried.most(found.withdrawn)
            if (found.value, found.bound) != (most, most):
                wrong.append((nth, found, most))
    return wrong


def test_as_many_as_possible_have_a_fallback(planned):
    """By employer and by pair, plan B and C reach what trying finds, and say so."""
    assert wrong_counts(planned) == []


def test_every_withdrawal_is_told(planned):
    """There is a bound for each employer with people and each pair of A and B."""
    for scenario, policy, plan in planned:
        tried = Withdrawals(scenario, policy, plan)
        employers = [tried.employers(unit) for unit in tried.units()]
        pairs = {tuple(sorted(both)) for both in employers if len(both) == 2}
        alone = {
            (employer.id,) for employer in scenario.employers if tried.at([employer.id])
        }
        told = [bound.withdrawn for bound in plan.fallback_bounds]
        assert told == [*sorted(alone), *sorted(pairs)]


def test_the_audit_finds_nothing(planned):
    """No fallback breaks a rule, and the counts are true."""
    for seed, (scenario, policy, plan) in enumerate(planned):
        assert audit_plan(scenario, policy, plan).violations == (), seed


def test_the_scenarios_are_worth_trying(planned):
    """Often only some of an employer's people can have a B; many need a C in vain."""
    kinds = Counter(
        (len(b.withdrawn), b.people > 1, 0 < b.value < b.people)
        for _, _, plan in planned
        for b in plan.fallback_bounds
    )
    assert kinds[1, True, True] >= 8
    assert kinds[2, False, False] >= 12
    for _, _, plan in planned:
        made = fallbacks_made(plan.placements)
        at_most = fallbacks_at_most(plan.fallback_bounds)
        assert {**made, **at_most}.items() <= plan.metrics.items()


def chained_ranks(seeds, patch) -> Counter[tuple[int, FallbackRank]]:
    """Plans as many as trying finds, sound by the audit: how many firsts and seconds."""
    inputs = [roomy_chained_scenario(seed) for seed in seeds]
    outcomes = plan_all(inputs, patch)
    planned = [(*given, o.plan) for given, o in zip(inputs, outcomes, strict=True)]
    assert wrong_counts(planned) == []
    ranks: Counter[tuple[int, FallbackRank]] = Counter()
    for scenario, policy, plan in planned:
        assert audit_plan(scenario, policy, plan).violations == ()
        times = Counter(row.participant for row in plan.placements)
        before = places_before(plan.placements)
        ranks += Counter(
            (int(first is not None), fallback.rank)
            for row, first in zip(plan.placements, before, strict=True)
            if times[row.participant] == 2
            for fallback in row.fallbacks
        )
    return ranks


def test_of_two_in_a_row_each_has_fallbacks_beside_the_other(monkeypatch):
    """Firsts and seconds have a plan B, as many as can be."""
    ranks = chained_ranks(CHAINED, monkeypatch)
    assert ranks.keys() >= {(0, FallbackRank.B), (1, FallbackRank.B)}


@pytest.mark.slow
def test_of_two_in_a_row_many_more_are_proved(monkeypatch):
    """Eighty seeds further on, trying still agrees and audits are clean."""
    ranks = chained_ranks(range(80), monkeypatch)
    assert ranks.keys() >= {(0, FallbackRank.B), (1, FallbackRank.B)}


@pytest.mark.slow
def test_many_more_withdrawals_are_proved(monkeypatch):
    """Four hundred seeds further on, trying still agrees and audits are clean."""
    planned = plans(range(40, 460), monkeypatch)
    assert wrong_counts(planned) == []
    for scenario, policy, plan in planned:
        assert audit_plan(scenario, policy, plan).violations == ()


def own(id: str, **changes):
    """A place with an employer of its own."""
    return make.place(id, employer=EmployerId(f"e-{id}"), **changes)


def fallbacks_of(scenario, *placements, policy=POLICY) -> list[tuple[str, date]]:
    """Where and from when the first of ``placements`` goes."""
    classes = {p.participant: p.section for p in placements if p.section}
    found = plan_fallbacks(scenario, policy, placements, classes, 0, 1)
    return [
        (one.placement.place, one.placement.start_date)
        for one in found.placements[0].fallbacks
    ]


LATER = make.START + timedelta(weeks=4)


def test_the_wished_sector_comes_first():
    """Of two free places plan B is the one that fits better, and plan C the other."""
    person = make.participant(sector_wishes=make.wishes("helse", "renhold"))
    places = [own("q1"), own("q2"), own("q3", sector="helse")]
    scenario = make.scenario([person], places)
    found = fallbacks_of(scenario, make.placement())
    assert found == [("q3", LATER), ("q2", LATER)]


def test_hours_that_are_covered_come_before_fit():
    """A place with the hours the duty asks for goes before the sector wished for."""
    person = make.participant(
        sector_wishes=make.wishes("helse"),
        programme_start=make.START + timedelta(days=1),
        programme_end=None,
        education=EducationLevel.HIGHER,
    )
    short = own("q3", sector="helse", start_minute=600, end_minute=800)
    scenario = make.scenario([person], [own("q1"), own("q2"), short])
    assert fallbacks_of(scenario, make.placement())[0] == ("q2", LATER)


def test_the_lead_time_counts_from_plan_a_on_the_start_grid():
    """With a lead of five weeks on a grid of four, plan B comes eight weeks later."""
    scenario = make.scenario(places=[own("q1"), own("q2")])
    slow = replace(POLICY, fallback_lead_weeks=5)
    begins = make.START + timedelta(weeks=8)
    late = make.placement(first=begins)
    found = fallbacks_of(scenario, late, policy=slow)
    assert found == [("q2", begins + timedelta(weeks=8))]


def test_the_class_stays():
    """Plan B keeps the days of the class free, whatever other classes there are."""
    sections = [make.section("c1"), make.section("c2", menu="tor fre")]
    only_early = own("q2", seats_each_slot={"man": 1, "tir": 1, "ons": 1})
    scenario = make.scenario(places=[own("q1"), only_early], sections=sections)
    assert fallbacks_of(scenario, make.placement()) == []
    beside_c2 = make.placement(practice="man tir ons", class_section="c2")
    assert fallbacks_of(scenario, beside_c2) == [("q2", LATER)]


def test_a_running_placement_frees_its_days_to_the_day():
    """Who leaves on a Tuesday leaves the rest of that week to a plan B."""
    leaves = RunningPlacement(
        ParticipantId("p2"),
        PlaceId("q2"),
        make.START - timedelta(weeks=8),
        LATER + timedelta(days=1),
        make.slots("tir ons"),
    )
    stays = replace(leaves, end_date=LATER + timedelta(days=2))
    free = make.template("free", class_slots=0)
    people = [make.participant(), make.participant("p2", template="free")]
    places = [own("q1"), own("q2", people_at_once=2)]
    quick = replace(POLICY, latest_start_week=0)
    for running, found in ((leaves, [("q2", LATER)]), (stays, [])):
        scenario = make.scenario(
            people,
            places,
            running=(running,),
            templates=[make.template(), free],
        )
        kept = make.placement(
            "p2",
            "q2",
            practice="tir ons",
            first=running.start_date,
            last=running.end_date,
            class_section=None,
        )
        assert fallbacks_of(scenario, make.placement(), kept, policy=quick) == found


def test_nobody_placed_needs_nothing():
    """A plan without placements has no fallbacks and no withdrawals."""
    found = plan_fallbacks(make.scenario(), POLICY, [], {}, 0, 1)
    assert (found.placements, found.bounds) == ((), ())
