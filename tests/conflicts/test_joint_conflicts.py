"""Conflicts over rules that only a whole plan keeps: places that open, pairs, jobs, quotas."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.audit import audit_plan
from matcher.domain.agreements import Counted, Pair, PairKind, Quota
from matcher.domain.conflicts import Change, ChangeKind, Demand, DemandKind
from matcher.domain.decisions import Pin, RunningPlacement
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId, QuotaId, SectorCode
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from tests.helpers import builders as make
from tests.placement.batch import plan_all

P1, P2, P3 = map(ParticipantId, ("p1", "p2", "p3"))
Q1, Q2 = map(PlaceId, ("q1", "q2"))
POLICY = Policy(latest_start_week=0)
PIN_1 = Demand(DemandKind.PINNED_PLACE, P1, place=Q1)


def world(vetoed=(), jobs=None, opens_with=1, pins=((P1, Q1),), seats=3, **changes):
    """Two people and two places; ``vetoed``: places that the second will not go to."""
    share = None if jobs is None else 100
    return make.scenario(
        [
            make.participant("p1"),
            make.participant("p2", place_vetoes=frozenset(vetoed)),
        ],
        [
            make.place(
                "q1",
                seats,
                employer=EmployerId("e1"),
                sector=SectorCode("butikk"),
                opens_with=opens_with,
            ),
            make.place("q2", 3, employer=EmployerId("e2"), sector=SectorCode("helse")),
        ],
        employers=[
            make.employer("e1", hire_share_percent=share, jobs=jobs),
            make.employer("e2"),
        ],
        pins=tuple(Pin(person, place, None, None) for person, place in pins),
        **changes,
    )


def limit(rule, count, **owner):
    return Demand(DemandKind.LIMIT, rule=rule, count=count, **owner)


def together(one=P1, other=P2):
    return (Pair(one, other, PairKind.TOGETHER),)


def lower(least, **about):
    return (Quota(QuotaId("k"), 9, Counted.PERIOD, least=least, **about),)


BOTH_AT_Q1 = ((P1, Q1), (P2, Q1))
HELSE = {"sector": SectorCode("helse")}
OPENS = limit(RuleCode.OPENS_WITH, 2, place=Q1)
PAIR = limit(RuleCode.TOGETHER, 1, participant=P1, other=P2)
JOBS = limit(RuleCode.HIRING, 1, employer=EmployerId("e1"))

CASES = {
    "opening": (world([Q1]), world([Q1], opens_with=2), {PIN_1, OPENS}),
    "pair": (world([Q1]), world([Q1], pairs=together()), {PIN_1, PAIR}),
    "pair pinned apart": (
        world(pins=((P1, Q1), (P2, Q2))),
        world(pins=((P1, Q1), (P2, Q2)), pairs=together()),
        {PIN_1, Demand(DemandKind.PINNED_PLACE, P2, place=Q2), PAIR},
    ),
    "jobs": (
        world(pins=BOTH_AT_Q1),
        world(pins=BOTH_AT_Q1, jobs=1),
        {PIN_1, Demand(DemandKind.PINNED_PLACE, P2, place=Q1), JOBS},
    ),
    "missed quota": (
        world(pins=(), seats=1),
        world(pins=(), seats=1, quotas=lower(2, sector=SectorCode("butikk"))),
        {
            limit(RuleCode.QUOTA_LEAST, 2, quota=QuotaId("k")),
            limit(RuleCode.PEOPLE_AT_ONCE, 1, place=Q1),
        },
    ),
    "quota beside a pin": (
        world(),
        world(quotas=lower(2, **HELSE)),
        {PIN_1, limit(RuleCode.QUOTA_LEAST, 2, quota=QuotaId("k"))},
    ),
}
"""Per case: a scenario without the rule, one with it, and the demands that cannot all
hold then."""


@pytest.fixture(scope="module")
def plans():
    inputs = [(scenario, POLICY) for case in CASES.values() for scenario in case[:2]]
    with pytest.MonkeyPatch.context() as patch:
        outcomes = plan_all(inputs, patch)
    pairs = zip(outcomes[::2], outcomes[1::2], strict=True)
    return {
        case: (without.plan, made.plan)
        for case, (without, made) in zip(CASES, pairs, strict=True)
    }


@pytest.mark.parametrize("case", CASES)
def test_neutral(plans, case):
    """Without the rule all that is asked holds."""
    without, _ = plans[case]
    assert without.conflicts == ()
    assert without.missed_quotas == ()


@pytest.mark.parametrize("case", CASES)
def test_forced_wrong(plans, case):
    """With it the smallest conflict names the rule and what it keeps from holding."""
    _, made = plans[case]
    [conflict] = made.conflicts
    assert set(conflict.demands) == CASES[case][2]
    assert conflict.shrunk
    assert audit_plan(CASES[case][1], POLICY, made).violations == ()


def changes_of(plan):
    [conflict] = plan.conflicts
    assert all(repair.gain == 1 for repair in conflict.repairs)
    return {change for repair in conflict.repairs for change in repair.changes}


@pytest.mark.parametrize(
    ("case", "change"),
    [
        ("opening", Change(ChangeKind.MORE_ROOM, OPENS)),
        ("opening", Change(ChangeKind.GIVE_UP, PIN_1)),
        ("pair", Change(ChangeKind.MORE_ROOM, PAIR)),
        ("jobs", Change(ChangeKind.MORE_ROOM, JOBS)),
        (
            "missed quota",
            Change(ChangeKind.MORE_ROOM, limit(RuleCode.SEAT_DAY, None, place=Q1)),
        ),
        (
            "missed quota",
            Change(
                ChangeKind.MORE_ROOM,
                limit(RuleCode.QUOTA_LEAST, 2, quota=QuotaId("k")),
            ),
        ),
    ],
    ids=str,
)
def test_what_is_asked_less_or_given_more_is_a_way_out(plans, case, change):
    """Each found by planning again: the tier is one better."""
    assert change in changes_of(plans[case][1])


def test_a_quota_that_too_few_could_fill_is_no_conflict(monkeypatch):
    """That places suit only one is told with the quota; no limit stands in its way."""
    scenario = world([Q2], pins=(), quotas=lower(2, **HELSE))
    [made] = plan_all([(scenario, POLICY)], monkeypatch)
    assert made.plan.conflicts == ()
    assert [missed.could for missed in made.plan.missed_quotas] == [1]


def test_who_is_there_already_counts_for_a_quota(monkeypatch):
    """A quota that they fill stands in no conflict with limits on who may begin."""
    first = RunningPlacement(
        P1, Q1, date(2026, 8, 10), date(2026, 9, 18), make.slots("ons tor fre")
    )
    filled = Quota(QuotaId("any"), 9, Counted.PERIOD, least=1)
    scenario = replace(
        world(pins=(), quotas=(*lower(1, **HELSE), filled)),
        running=(first,),
        employers=tuple(make.employer(e, starts_per_week=0) for e in ("e1", "e2")),
    )
    [made] = plan_all([(scenario, POLICY)], monkeypatch)
    assert [missed.quota for missed in made.plan.missed_quotas] == [QuotaId("k")]
    [conflict] = made.plan.conflicts
    assert set(conflict.demands) == {
        limit(RuleCode.QUOTA_LEAST, 1, quota=QuotaId("k")),
        limit(RuleCode.EMPLOYER_STARTS, 0, employer=EmployerId("e2")),
    }
    assert audit_plan(scenario, POLICY, made.plan).violations == ()
