"""Conflicts that a plan states: true ones pass, forged ones are caught."""

from dataclasses import replace

import pytest

from matcher.audit import audit_plan
from matcher.domain.conflicts import Conflict, Demand, DemandKind
from matcher.domain.decisions import Ban, Pin
from matcher.domain.ids import MunicipalityId, ParticipantId, PlaceId, SectionId
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from tests.audit.plans import honest_plan
from tests.helpers import builders as make

P1, P2, P3, P4 = (ParticipantId(f"p{n}") for n in (1, 2, 3, 4))
Q1, Q2 = PlaceId("q1"), PlaceId("q2")
C1 = SectionId("c1")

WORLD = make.scenario(
    [make.participant(f"p{n}") for n in range(1, 5)],
    [
        make.place("q1"),
        make.place("q2", level_floor=make.level("B2")),
        make.place("q3", seats_each_slot=5),
    ],
    sections=[make.section(seats=2)],
    pins=(Pin(P1, Q1), Pin(P2, Q1), Pin(P3, Q2), Pin(P4, PlaceId("q3"))),
    bans=(Ban(P3, Q1),),
)
"""Two pinned to one seat, one to a place too difficult; two seats in class for four."""


ELSEWHERE = MunicipalityId("4001")


def in_class(plan):
    """The plan with the first two in class, the others without one."""
    waiting = tuple(
        replace(entry, section=C1 if entry.participant == P2 else None)
        for entry in plan.not_placed
    )
    return replace(plan, not_placed=waiting)


def pin(person, place) -> Demand:
    return Demand(DemandKind.PINNED_PLACE, person, place=place)


def need(person) -> Demand:
    return Demand(DemandKind.CLASS_NEEDED, person)


def limit(rule, count, **owner) -> Demand:
    return Demand(DemandKind.LIMIT, rule=rule, count=count, **owner)


def rule(person, code, place=None, section=None) -> Demand:
    return Demand(DemandKind.RULE, person, rule=code, place=place, section=section)


ONE_SEAT = limit(RuleCode.PEOPLE_AT_ONCE, 1, place=Q1)
TWO_SEATS = limit(RuleCode.SECTION_SEATS, 2, section=C1)
FLOOR = rule(P3, RuleCode.CEFR_FLOOR, Q2)

TRUE = {
    "seat": Conflict((P2,), (pin(P2, Q1), pin(P1, Q1), ONE_SEAT)),
    "floor": Conflict((P3,), (pin(P3, Q2), FLOOR)),
    "class": Conflict((P3, P4), (need(P3), need(P1), need(P2), TWO_SEATS)),
}

FORGED = {
    "a pin nobody made": (
        "unknown",
        Conflict((P2,), (pin(P2, Q2), pin(P1, Q1), ONE_SEAT)),
    ),
    "a limit with another figure": (
        "unknown",
        Conflict((P2,), (pin(P2, Q1), replace(ONE_SEAT, count=0))),
    ),
    "a participant who is not there": (
        "unknown",
        Conflict((ParticipantId("p9"),), (pin(P2, Q1), pin(P1, Q1), ONE_SEAT)),
    ),
    "a pin that the plan keeps": (
        "given-up",
        Conflict((P1,), (pin(P1, Q1), pin(P2, Q1), ONE_SEAT)),
    ),
    "one person on one seat": (
        "roomy",
        Conflict((P2,), (pin(P2, Q1), ONE_SEAT)),
    ),
    "two people in a class of two": (
        "roomy",
        Conflict((P3,), (need(P3), need(P1), TWO_SEATS)),
    ),
    "pins that are no contradiction": (
        "none",
        Conflict((P2,), (pin(P2, Q1), pin(P1, Q1))),
    ),
    "a rule that is kept": (
        "rule",
        Conflict((P2,), (pin(P2, Q1), rule(P2, RuleCode.BAN, Q1))),
    ),
    "a class that admits the person": (
        "rule",
        Conflict((P3,), (need(P3), rule(P3, RuleCode.SECTION_FIT, section=C1))),
    ),
}


def judged(*conflicts: Conflict) -> list[str]:
    """What the audit finds untrue of conflicts, of a plan with p1 at the one seat."""
    plan = in_class(honest_plan(WORLD, make.placement("p1")))
    before = {v.message for v in audit_plan(WORLD, Policy(), plan).violations}
    stated = replace(plan, conflicts=conflicts)
    found = [v.message for v in audit_plan(WORLD, Policy(), stated).violations]
    return [message for message in found if message not in before]


@pytest.mark.parametrize("name", TRUE)
def test_a_true_conflict_passes(name):
    """Neutral: nothing is found in it."""
    assert judged(TRUE[name]) == []


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_conflict_is_caught(name):
    """The audit says what is wrong with it."""
    aspect, conflict = FORGED[name]
    assert f"audit.stated-value.conflict-{aspect}" in judged(conflict)


def test_a_conflict_that_is_not_shrunk_may_name_too_much():
    """A limit with room is then no untruth."""
    _, conflict = FORGED["two people in a class of two"]
    assert judged(replace(conflict, shrunk=False)) == []


def test_each_of_those_who_gave_up_is_counted_in_the_place_of_the_first():
    """Somebody who may be in another class as well is not too many for this one."""
    wider = replace(
        WORLD,
        sections=(
            *WORLD.sections,
            make.section("c2", municipalities=frozenset({ELSEWHERE})),
        ),
        participants=tuple(
            replace(p, municipality=ELSEWHERE) if p.id == P4 else p
            for p in WORLD.participants
        ),
        municipalities=(*WORLD.municipalities, make.municipality("4001")),
    )
    plan = replace(
        in_class(honest_plan(wider, make.placement("p1"))), conflicts=(TRUE["class"],)
    )
    found = {v.message for v in audit_plan(wider, Policy(), plan).violations}
    assert "audit.stated-value.conflict-none" in found
