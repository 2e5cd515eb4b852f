"""Rules that only a whole plan keeps or breaks, read a second time."""

from dataclasses import replace

import pytest

from matcher.audit import audit_plan
from matcher.domain.agreements import Counted, Pair, PairKind, Quota
from matcher.domain.decisions import RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId, QuotaId
from matcher.domain.policy import Policy, Tier
from matcher.domain.rules import RuleCode
from tests.audit.judging import audited, broken, day, the_violation, the_warning
from tests.audit.plans import honest_plan
from tests.helpers import builders as make

PEOPLE = [make.participant(id) for id in ("p1", "p2", "p3")]
AT_Q1 = (make.placement("p1", "q1"), make.placement("p2", "q1"))


def world(**changes):
    """Three people, and two places with room for all of them."""
    places = [
        make.place(id, seats_each_slot=3, people_at_once=3) for id in ("q1", "q2")
    ]
    return make.scenario(PEOPLE, places, **changes)


def at_least(number, **about):
    return Quota(QuotaId("k"), 9, Counted.PERIOD, least=number, **about)


def test_quota_least_neutral():
    """A quota with no lower side asks for nobody."""
    report = audited(world(quotas=(at_least(0),)))
    assert not report.violations + report.warnings


def test_quota_least_forced_wrong():
    """One too few is a warning that says how many, and costs one of repair."""
    scenario = world(quotas=(at_least(3),))
    found = the_warning(scenario, *AT_Q1)
    assert (found.rule, found.found, found.allowed) == (RuleCode.QUOTA_LEAST, 2, 3)
    assert found.details == {"quota": "k", "lacking": "1"}
    repair = audited(scenario, *AT_Q1).values[Tier.REPAIR]
    assert repair == audited(world(), *AT_Q1).values[Tier.REPAIR] - 1


def test_quota_least_forced_right():
    """As many as asked for are enough."""
    assert not audited(world(quotas=(at_least(2),)), *AT_Q1).warnings


def test_a_part_counts_what_its_quotas_lack():
    """A component that leaves out its quota states a repair that is not so."""
    scenario = world(quotas=(at_least(3),))
    honest = honest_plan(scenario, *AT_Q1)
    assert audit_plan(scenario, Policy(), honest).violations == ()
    (part,) = honest.components
    hiding = replace(honest, components=(replace(part, quotas=()),))
    (found,) = audit_plan(scenario, Policy(), hiding).violations
    assert (found.rule, found.aspect) == (RuleCode.STATED_VALUE, "component")


def opening_with(least, **changes):
    first, second = world().places
    return replace(world(**changes), places=(replace(first, opens_with=least), second))


def test_opens_with_neutral():
    """A place may open for one."""
    assert broken(world(), AT_Q1[0]) == []


def test_opens_with_forced_wrong():
    """Two are too few for a place that opens for three."""
    found = the_violation(opening_with(3), *AT_Q1)
    assert (found.rule, found.place) == (RuleCode.OPENS_WITH, "q1")
    assert (found.found, found.allowed) == (2, 3)
    assert found.participants == ("p1", "p2")


@pytest.mark.parametrize("placements", [AT_Q1, ()])
def test_opens_with_forced_right(placements):
    """As many as agreed, and nobody, are both fine."""
    assert broken(opening_with(2), *placements) == []


def test_a_place_with_a_running_placement_is_open():
    """Nobody is thrown out of it, and more may come."""
    kept = RunningPlacement(
        ParticipantId("p1"),
        PlaceId("q1"),
        make.START,
        day("2027-02-12"),
        make.slots("ons tor fre"),
    )
    assert broken(opening_with(3, running=(kept,)), *AT_Q1) == []


TOGETHER = (Pair(ParticipantId("p1"), ParticipantId("p2"), PairKind.TOGETHER),)
OTHER_WEEKS = (AT_Q1[0], make.placement("p2", "q1", last=day("2026-12-18")))


def test_together_neutral():
    """Who is in no pair may go alone."""
    assert broken(world(), AT_Q1[0]) == []


@pytest.mark.parametrize(
    ("placements", "aspect"),
    [
        (AT_Q1[:1], "alone"),
        ((AT_Q1[0], make.placement("p2", "q2")), "parted"),
        (OTHER_WEEKS, "parted"),
    ],
)
def test_together_forced_wrong(placements, aspect):
    """One alone, another place and other weeks are not together."""
    found = the_violation(world(pairs=TOGETHER), *placements)
    assert (found.rule, found.aspect) == (RuleCode.TOGETHER, aspect)
    assert found.participants == ("p1", "p2")


OTHER_DAYS = (AT_Q1[0], make.placement("p2", "q1", practice="tor fre"))


@pytest.mark.parametrize("placements", [AT_Q1, OTHER_DAYS, ()])
def test_together_forced_right(placements):
    """The same place in the same weeks, and none for both; days may differ."""
    assert broken(world(pairs=TOGETHER), *placements) == []


def test_a_running_placement_leaves_the_other_free():
    """Facts stand, and the other may go elsewhere."""
    kept = RunningPlacement(
        ParticipantId("p1"),
        PlaceId("q1"),
        make.START,
        day("2027-02-12"),
        make.slots("ons tor fre"),
    )
    scenario = world(pairs=TOGETHER, running=(kept,))
    assert broken(scenario, AT_Q1[0], make.placement("p2", "q2")) == []
