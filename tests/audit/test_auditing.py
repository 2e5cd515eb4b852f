"""The two doors of the audit."""

from dataclasses import replace

from matcher.audit import audit_placements, audit_plan
from matcher.domain.ids import ParticipantId
from matcher.domain.plan import NotPlaced
from matcher.domain.policy import Policy, Tier
from matcher.domain.rules import RuleCode
from tests.audit.judging import audited
from tests.audit.plans import WHY, honest_plan
from tests.helpers import builders as make

THREE = make.scenario([make.participant(id) for id in ("p1", "p2", "p3")])


def test_metrics_count_the_plan():
    """Participants, placed, covered and the seats offered and used."""
    report = audited(THREE, make.placement())
    assert report.metrics["participants"] == 3
    assert report.metrics["placed"] == 1
    assert report.metrics["covered"] == 1
    assert report.metrics["seat_slots_used"] == 76
    assert report.metrics["seat_slots_offered"] == 128


def test_rows_that_name_nobody_we_know_use_no_seats():
    """An unknown person is not at practice."""
    assert audited(THREE, make.placement("p9")).metrics["seat_slots_used"] == 0


def test_violations_come_in_the_order_of_the_rules():
    """Sorted by rule, then place and day, whatever the order of the rows."""
    rows = [
        make.placement("p3", practice="man ons tor"),
        make.placement("p2"),
        make.placement("p9"),
        make.placement("p1"),
    ]
    one, other = audited(THREE, *rows), audited(THREE, *reversed(rows))
    assert one == other
    order = list(RuleCode)
    positions = [order.index(v.rule) for v in one.violations]
    assert positions == sorted(positions)
    seat_days = [str(v.first) for v in one.violations if v.rule is RuleCode.SEAT_DAY]
    assert seat_days == sorted(seat_days)


def test_a_plan_of_ours_leaves_no_class_unsaid():
    """No class in a plan of ours is no class; in a hand-made one it is assumed."""
    (first, *_) = THREE.participants
    alone = make.scenario([first])
    row = make.placement(class_section=None)
    ours = audit_plan(alone, Policy(), honest_plan(alone, row))
    by_hand = audit_placements(alone, Policy(), [row], {})
    assert ours.values[Tier.REPAIR] == -1
    assert by_hand.values[Tier.REPAIR] == 0
    assert ours.assumptions == ()


def test_a_plan_of_ours_may_name_nobody_unknown():
    """An unknown id among those not placed is told."""
    plan = honest_plan(THREE, make.placement())
    stranger = NotPlaced(ParticipantId("p9"), WHY)
    stranger_in = replace(plan, not_placed=(*plan.not_placed, stranger))
    report = audit_plan(THREE, Policy(), stranger_in)
    assert [v.rule for v in report.violations] == [RuleCode.UNKNOWN_ID]


def test_a_plan_is_audited_for_every_rule():
    """The rules of placements hold for a plan of ours as well."""
    clash = honest_plan(THREE, make.placement(practice="tir ons tor"))
    report = audit_plan(THREE, Policy(), clash)
    assert [v.rule for v in report.violations] == [RuleCode.SLOT_CLASH]


def test_an_empty_plan_is_sound():
    """Placing nobody breaks no rule."""
    report = audited(make.scenario([], []))
    assert (report.violations, report.warnings, report.assumptions) == ((), (), ())
