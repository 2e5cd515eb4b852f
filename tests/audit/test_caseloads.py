"""Job specialists: whom they follow, and how many, with and without a word of who."""

from dataclasses import replace

import pytest

from matcher.audit import audit_plan
from matcher.domain.decisions import RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId, SpecialistId
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from tests.audit.judging import audited, broken, the_violation, the_warning
from tests.audit.plans import honest_plan
from tests.helpers import builders as make

THREE = ("p1", "p2", "p3")


def world(*specialists, named=(), running=(), template="intro"):
    """Three people at a place with room for all; ``named`` have a specialist already."""
    given = dict(named)
    return make.scenario(
        [
            make.participant(
                p, template=template if p == "p3" else "intro", specialist=given.get(p)
            )
            for p in THREE
        ],
        [make.place("q1", 3)],
        templates=[make.template(), make.template("kvp")],
        specialists=specialists,
        running=tuple(_running(p) for p in running),
    )


def _running(person):
    return RunningPlacement(
        ParticipantId(person),
        PlaceId("q1"),
        make.START,
        make.placement().end_date,
        make.slots("ons tor fre"),
    )


def rows(*with_whom):
    """All are placed; each with the specialist told, if any."""
    return [
        replace(
            make.placement(p, "q1"),
            specialist=None if s is None else SpecialistId(s),
        )
        for p, s in zip(THREE, with_whom or (None,) * 3, strict=True)
    ]


def test_caseload_neutral():
    """Without specialists nobody needs one, and there is nothing to assume."""
    report = audited(world(), *rows())
    assert (report.violations, report.assumptions) == ((), ())


def test_caseload_forced_wrong():
    """Three people are more than a specialist for two can follow."""
    found = the_violation(world(make.specialist("s1", 2)), *rows("s1", "s1", "s1"))
    assert (found.rule, found.aspect) == (RuleCode.CASELOAD, "too-many")
    assert (found.participants, found.found, found.allowed) == (THREE, 3, 2)
    assert found.details == {"specialists": "s1"}


def test_caseload_forced_right():
    """Exactly as many as the limit, less those followed from before, are enough."""
    scenario = world(make.specialist("s1", 5, already=2))
    assert broken(scenario, *rows("s1", "s1", "s1")) == []


def test_those_from_before_count():
    """One followed outside the plan takes the room of one in it."""
    found = the_violation(
        world(make.specialist("s1", 3, already=1)), *rows("s1", "s1", "s1")
    )
    assert (found.found, found.allowed) == (3, 2)


def test_a_table_without_specialists_can_be_shared_out():
    """Where the plan is silent it is enough that there is a way, and that is told."""
    two = (make.specialist("s1", 1), make.specialist("s2", 2))
    report = audited(world(*two), *rows())
    assert report.violations == ()
    assert [(a.code, a.participants) for a in report.assumptions] == [
        ("specialist", THREE)
    ]


def test_a_table_that_no_sharing_out_saves():
    """The specialists who are too few, and the people only they can follow, are named."""
    few = (make.specialist("s1", 1), make.specialist("s2", 9, templates={"kvp"}))
    found = the_violation(world(*few, template="kvp"), *rows())
    assert (found.participants, found.allowed) == (("p1", "p2"), 1)
    assert found.details == {"specialists": "s1"}


def test_only_those_nobody_can_follow_are_free():
    """Specialists of another programme say nothing of these people."""
    assert broken(world(make.specialist("s1", 0, templates={"kvp"})), *rows()) == []


def test_somebody_with_a_specialist_keeps_them():
    """Another specialist with room is no way out for one who has theirs."""
    two = (make.specialist("s1", 0), make.specialist("s2", 3))
    scenario = world(*two, named=[("p1", "s1")])
    found = the_violation(scenario, *rows())
    assert (found.participants, found.details) == (("p1",), {"specialists": "s1"})
    wrong = the_violation(scenario, *rows("s2", "s2", "s2"))
    assert (wrong.aspect, wrong.participants) == ("not-theirs", ("p1",))


def test_running_placements_alone_are_excused():
    """Two who run are one too many for the specialist they have: nobody is blamed."""
    scenario = world(
        make.specialist("s1", 1),
        make.specialist("s2", 1),
        named=[("p1", "s1"), ("p2", "s1")],
        running=("p1", "p2"),
    )
    found = the_warning(scenario, *rows("s1", "s1", "s2"))
    assert (found.participants, found.excuse) == (("p1", "p2"), "running")


def test_running_placements_that_could_be_shared_out_are_not_excused():
    """Two who run are with one specialist, and the other is free."""
    two = (make.specialist("s1", 1), make.specialist("s2", 1))
    scenario = world(*two, running=("p1", "p2"))
    report = audited(scenario, *rows("s1", "s1", None)[:2])
    assert [v.participants for v in report.violations] == [("p1", "p2")]


def test_one_person_has_one_specialist():
    """Two placements of one person with a specialist each are one too many."""
    scenario = world(make.specialist("s1", 3), make.specialist("s2", 3))
    own = rows("s1", "s1", "s1")
    found = [
        v
        for v in audited(
            scenario, *own, replace(own[0], specialist=SpecialistId("s2"))
        ).violations
        if v.rule is RuleCode.CASELOAD
    ]
    assert [(v.aspect, v.participants) for v in found] == [("another", ("p1",))]


@pytest.mark.parametrize("said", ["s1", None])
def test_a_plan_of_ours_leaves_nobody_without_a_word(said):
    """Of everybody placed who is to have a specialist the plan says who it is."""
    scenario = world(make.specialist("s1", 3))
    plan = honest_plan(scenario, *rows("s1", "s1", said))
    found = audit_plan(scenario, Policy(), plan).violations
    told = [(v.rule, v.aspect, v.participants) for v in found]
    missing = [(RuleCode.INCOMPLETE, "specialist", ("p3",))]
    assert told == ([] if said else missing)
