"""The risk of each participant over resampled semesters."""

from typing import Any

import pytest

from matcher.domain.agreements import Counted, Pair, PairKind, Quota
from matcher.domain.decisions import RunningPlacement
from matcher.domain.group_facts import GroupFact, Sex
from matcher.domain.ids import (
    EmployerId,
    ParticipantId,
    PlaceId,
    QuotaId,
    SectorCode,
)
from matcher.domain.policy import Policy
from matcher.domain.programme import ProgrammeType
from matcher.domain.risk import WideningKind
from matcher.domain.rules import RuleCode
from matcher.risk import measure_risk
from tests.helpers import builders as make
from tests.placement.tiny_scenarios import tiny_scenario


def people(count, **changes):
    return [make.participant(f"p{i}", **changes) for i in range(count)]


def risks(scenario, **how):
    report = measure_risk(scenario, Policy(), **how)
    return {one.participant: one for one in report.participants}


def far_off(id, km, **changes):
    return make.participant(id, home=make.north_of(make.HERE, km), **changes)


def test_a_place_of_one_s_own_is_no_risk():
    """Who alone can go to a place has it in every semester."""
    own = make.place("q0", location=make.north_of(make.HERE, 200))
    crowd = people(4)
    alone = far_off("p9", 200)
    found = risks(make.scenario([*crowd, alone], [own, make.place("q1")]), draws=40)
    assert found["p9"].risk.of > 0
    assert found["p9"].risk.value == 0


def test_without_a_candidate_the_risk_is_whole():
    """Who can go nowhere is outside in every semester, and no small widening helps."""
    found = risks(make.scenario([*people(2), far_off("p9", 300)]), draws=40)
    assert found["p9"].risk.value == 1
    assert found["p9"].candidates == 0
    assert found["p9"].best is None


@pytest.mark.parametrize("seats", [1, 3, 5])
def test_equals_share_the_risk(seats):
    """Of n people alike before k seats n - k are outside, and lots decide which."""
    scenario = make.scenario(people(6), [make.place("q1", seats)])
    report = measure_risk(scenario, Policy(), draws=400)
    expected = 1 - seats / 6
    assert report.without_place.value == pytest.approx(expected)
    assert report.placed_as_it_stands == seats
    for one in report.participants:
        low, high = one.risk.interval
        assert low - 0.05 <= expected <= high + 0.05


def test_the_more_urgent_come_first():
    """With one seat between them the overdue have it in all semesters of both."""
    urgent = make.participant("p1")
    other = make.participant("p2", programme_start=None)
    found = risks(make.scenario([urgent, other]), draws=60)
    assert found["p1"].risk.value == 0
    assert found["p2"].rank == 1
    assert found["p2"].risk.value > 0


def test_a_running_placement_is_no_risk_and_keeps_its_seat():
    """A placement that runs stays in every semester; the seat is nobody else's."""
    running = RunningPlacement(
        ParticipantId("p0"),
        PlaceId("q1"),
        make.START,
        make.START.replace(year=2027, month=2, day=12),
        make.slots("ons tor fre"),
    )
    found = risks(make.scenario(people(2), running=(running,)), draws=20)
    assert found["p0"].risk.value == 0
    assert found["p1"].risk.value == 1


def test_a_programme_without_practice_is_not_listed():
    """Who is to have no place cannot be without one."""
    lesson = make.template("skole", steps=(), programme=ProgrammeType.OTHER)
    pupil = make.participant("p2", template=lesson.id)
    scenario = make.scenario(
        [make.participant(), pupil], templates=[make.template(), lesson]
    )
    assert list(risks(scenario, draws=5)) == ["p1"]


def test_places_that_drop_out_are_felt():
    """Where all places drop out everybody is outside; at a half about half are."""
    scenario = make.scenario(people(2), [make.place("q1", 2)])
    assert (
        measure_risk(scenario, Policy(), draws=5, place_dropout=1).without_place.value
        == 1
    )
    half = measure_risk(scenario, Policy(), draws=400, place_dropout=0.5)
    assert half.without_place.value == pytest.approx(0.5, abs=0.1)


def test_the_same_seed_gives_the_same_report():
    """Twice the same; another seed draws other semesters."""
    scenario, policy = tiny_scenario(3)
    first, again, other = (
        measure_risk(scenario, policy, draws=20, seed=seed) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_more_draws_begin_with_the_same_semesters():
    """A longer run only adds: no count falls."""
    scenario = make.scenario(people(5), [make.place("q1", 2)])
    short, long = risks(scenario, draws=10), risks(scenario, draws=30)
    for person, one in short.items():
        assert long[person].risk.count >= one.risk.count
        assert long[person].risk.of >= one.risk.of


def test_ranks_are_by_risk():
    """Highest first; equals share a rank and the next one counts them."""
    report = measure_risk(make.scenario(people(5), [make.place("q1", 2)]), Policy())
    values = [one.risk.value for one in report.participants]
    assert values == sorted(values, reverse=True)
    for one in report.participants:
        assert one.rank == 1 + sum(value > one.risk.value for value in values)


@pytest.mark.parametrize("seed", range(12))
def test_a_widening_never_raises_a_risk(seed):
    """Over the same semesters more options leave nobody outside more often."""
    scenario, policy = tiny_scenario(seed)
    for one in measure_risk(scenario, policy, draws=15).participants:
        if one.best is not None:
            assert one.best.risk.of == one.risk.of
            assert one.best.risk.count < one.risk.count
            assert one.best.places > 0


WIDENED: dict[WideningKind, dict[str, Any]] = {
    WideningKind.SECTOR_VETO: {"sector_vetoes": frozenset({SectorCode("lager")})},
    WideningKind.EMPLOYER_VETO: {"employer_vetoes": frozenset({EmployerId("e2")})},
    WideningKind.PLACE_VETO: {"place_vetoes": frozenset({PlaceId("q2")})},
}


@pytest.mark.parametrize("kind", WIDENED)
def test_the_refusal_that_costs_most_is_named(kind):
    """Who refuses the only free place is told that saying yes ends the risk."""
    choosy = make.participant("p3", programme_start=None, **WIDENED[kind])
    free = make.place("q2", 9, sector=SectorCode("lager"), employer=EmployerId("e2"))
    others = people(2, place_vetoes=frozenset({PlaceId("q2")}))
    scenario = make.scenario([*others, choosy], [make.place("q1"), free])
    best = risks(scenario, draws=40)["p3"].best
    assert best is not None
    assert best.widening.kind is kind
    assert best.risk.value == 0
    assert best.places == 1


def test_a_longer_way_is_the_gentlest_that_helps():
    """Of equals the smaller step is named: 15 minutes more where those are enough."""
    near = make.place("q1", 9, location=make.north_of(make.HERE, 20))
    person = make.participant(travel_limit_minutes=60)
    best = risks(make.scenario([person], [near]), draws=5)["p1"].best
    assert best is not None
    assert (best.widening.kind, best.widening.value) == (
        WideningKind.TRAVEL_LIMIT,
        "75",
    )


def test_people_of_later_turns_yield_to_a_widening():
    """An overdue person who opens a place taken by less urgent people gets in."""
    urgent = make.participant("p0", place_vetoes=frozenset({PlaceId("q1")}))
    later = [make.participant(f"p{i}", programme_start=None) for i in (1, 2, 3)]
    best = risks(make.scenario([urgent, *later]), draws=60)["p0"].best
    assert best is not None
    assert best.widening.kind is WideningKind.PLACE_VETO
    assert best.risk.value == 0


def test_sex_cannot_enter():
    """Swapping the sex of everybody changes no byte of the report."""

    def measured(sex):
        facts = tuple(GroupFact(p.id, sex) for p in people(4))
        scenario = make.scenario(people(4), [make.place("q1", 2)], group_facts=facts)
        return measure_risk(scenario, Policy(), draws=30)

    assert measured(Sex.FEMALE) == measured(Sex.MALE)


def test_rules_that_no_semester_keeps_are_named():
    """Those of the scenario, and none where it has none."""
    pair = Pair(ParticipantId("p0"), ParticipantId("p1"), PairKind.TOGETHER)
    lower = Quota(QuotaId("k"), 9, Counted.PERIOD, least=1)
    opening = make.place("q1", 2, opens_with=2)
    cases: dict[tuple[RuleCode, ...], dict[str, Any]] = {
        (): {},
        (RuleCode.QUOTA_LEAST,): {"quotas": (lower,)},
        (RuleCode.TOGETHER,): {"pairs": (pair,)},
    }
    for rules, changes in cases.items():
        scenario = make.scenario(people(2), **changes)
        assert measure_risk(scenario, Policy(), draws=1).left_out == rules
    scenario = make.scenario(people(2), [opening])
    assert measure_risk(scenario, Policy(), draws=1).left_out == (RuleCode.OPENS_WITH,)
