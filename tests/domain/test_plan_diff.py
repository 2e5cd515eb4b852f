"""What is different between two plans."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.ids import (
    EmployerId,
    ParticipantId,
    PlaceId,
    SectionId,
    SpecialistId,
)
from matcher.domain.plan import NotPlaced, TierResult
from matcher.domain.plan_diff import Difference, diff_plans, employers_of_places
from matcher.domain.policy import Tier
from tests.helpers import builders as make

EMPLOYERS = {PlaceId(q): EmployerId(e) for q, e in (("q1", "e1"), ("q2", "e2"))}
LATER = date(2026, 9, 14)


def waits(person="p1", section="c1"):
    return NotPlaced(ParticipantId(person), (), section and SectionId(section))


def diff(before, after):
    """Of plans given by their placements, and those who wait."""

    def plan(rows):
        placed = [row for row in rows if not isinstance(row, NotPlaced)]
        return make.plan(placed, [row for row in rows if isinstance(row, NotPlaced)])

    return diff_plans(plan(before), plan(after), EMPLOYERS)


def of_one(before, after):
    """The differences for the only person for whom there are any."""
    [person] = diff(before, after).people
    return person.differences


def test_a_plan_against_itself_has_no_difference():
    """Nobody and no group is told of anything."""
    rows = [make.placement(), waits("p2")]
    found = diff(rows, rows)
    assert found.unchanged == 2
    assert (found.people, found.employers, found.sections, found.metrics) == ((),) * 4


@pytest.mark.parametrize(
    ("after", "differences"),
    [
        ([waits()], (Difference.LOST,)),
        ([], (Difference.GONE,)),
        ([make.placement(at="q2")], (Difference.PLACE,)),
        ([make.placement(practice="ons tor")], (Difference.SLOTS,)),
        ([make.placement(first=LATER)], (Difference.START,)),
        ([make.placement(last=date(2027, 1, 15))], (Difference.END,)),
        ([make.placement(class_section="c2")], (Difference.SECTION,)),
        (
            [replace(make.placement(), specialist=SpecialistId("s1"))],
            (Difference.SPECIALIST,),
        ),
        (
            [make.placement(last=LATER), make.placement(first=LATER)],
            (Difference.PLACEMENTS, Difference.END),
        ),
        (
            [make.placement(at="q2", first=LATER, practice="tor")],
            (Difference.PLACE, Difference.SLOTS, Difference.START),
        ),
    ],
)
def test_each_thing_that_can_be_different(after, differences):
    """Of somebody who is placed in the first plan; the gravest first."""
    assert of_one([make.placement()], after) == differences


def test_slots_in_another_order_are_the_same():
    """Days are a set."""
    after = [make.placement(practice="fre tor ons")]
    assert diff([make.placement()], after).people == ()


@pytest.mark.parametrize(
    ("before", "differences"),
    [
        ([waits()], (Difference.PLACED,)),
        ([], (Difference.PLACED, Difference.NEW)),
        ([waits(section="c2")], (Difference.SECTION, Difference.PLACED)),
    ],
)
def test_who_gets_a_place(before, differences):
    """Somebody who waited, or somebody new; perhaps in another class than before."""
    assert of_one(before, [make.placement()]) == differences


def test_somebody_new_without_a_place_is_new():
    """Being new is a difference by itself."""
    assert of_one([], [waits()]) == (Difference.NEW,)


def test_people_of_a_difference():
    """All who have it, by id, whatever else is different for them."""
    before = [waits("p2"), waits("p1"), waits("p3")]
    after = [make.placement("p2"), make.placement("p1", "q2"), waits("p3")]
    assert diff(before, after).who(Difference.PLACED) == ("p1", "p2")


def test_an_employer_is_told_who_comes_goes_and_is_changed():
    """Each employer of its own people only."""
    before = [make.placement("p1"), make.placement("p2", "q2"), make.placement("p3")]
    after = [
        make.placement("p1", "q2"),
        make.placement("p2", "q2", practice="tor"),
        make.placement("p3"),
    ]
    first, second = diff(before, after).employers
    assert (first.id, first.comes, first.goes, first.changed) == (
        "e1",
        (),
        ("p1",),
        (),
    )
    assert (second.comes, second.goes, second.changed) == (("p1",), (), ("p2",))


def test_another_place_of_the_same_employer_is_a_change_there():
    """The employer neither loses nor gains a person, but must know."""
    one, other = make.plan([make.placement()]), make.plan([make.placement(at="q2")])
    both = dict.fromkeys(EMPLOYERS, EmployerId("e1"))
    [told] = diff_plans(one, other, both).employers
    assert (told.comes, told.goes, told.changed) == ((), (), ("p1",))


def test_another_class_is_no_business_of_the_employer():
    """The two classes are told, and the employer nothing."""
    found = diff([make.placement()], [make.placement(class_section="c2")])
    assert found.employers == ()
    assert [(one.id, one.comes, one.goes) for one in found.sections] == [
        ("c1", (), ("p1",)),
        ("c2", ("p1",), ()),
    ]


def test_a_class_is_told_who_gets_a_place():
    """Whoever stays in the class is there on fewer days."""
    [told] = diff([waits()], [make.placement()]).sections
    assert (told.id, told.changed) == ("c1", ("p1",))


def test_specialists_are_told_of_their_people():
    """One gives a person up and another takes them over."""
    first, second = (
        replace(make.placement(), specialist=SpecialistId(s)) for s in ("s1", "s2")
    )
    told = diff([first], [second]).specialists
    assert [(one.id, one.comes, one.goes) for one in told] == [
        ("s1", (), ("p1",)),
        ("s2", ("p1",), ()),
    ]


def with_figures(due, **metrics):
    tier = TierResult(Tier.COVERAGE_DUE, due, 9, "people")
    return replace(make.plan(), tiers=(tier,), metrics=metrics)


def test_tiers_are_beside_each_other():
    """Also those that are the same, with what changes."""
    found = diff_plans(with_figures(3), with_figures(5), {})
    assert [(t.name, t.change) for t in found.tiers] == [(Tier.COVERAGE_DUE, 2)]
    assert diff_plans(make.plan(), with_figures(5), {}).tiers[0].change is None


def test_only_metrics_that_are_not_the_same_are_told():
    """One that only a plan counts is told, and changes by nothing known."""
    found = diff_plans(
        with_figures(1, placed=4, places=7), with_figures(1, placed=6, visits=2), {}
    )
    assert [(m.name, m.before, m.after, m.change) for m in found.metrics] == [
        ("placed", 4, 6, 2),
        ("places", 7, None, None),
        ("visits", None, 2, None),
    ]


def test_employers_of_places_in_either_scenario():
    """A place that only one of them has is there."""
    one, other = (make.scenario(places=[make.place(id)]) for id in ("q1", "q2"))
    assert employers_of_places(one, other) == {"q1": "e1", "q2": "e1"}
