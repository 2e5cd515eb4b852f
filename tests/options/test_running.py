"""Options of people in a placement that has begun."""

from datetime import date

from matcher.domain.decisions import RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId, SectionId
from matcher.domain.policy import Policy
from matcher.eligibility import find_candidates
from matcher.options import NO_SECTION, build_options
from matcher.planning import plan
from tests.helpers import builders as make

POLICY = Policy()


def running(practice="ons tor", section=None, **changes):
    parts = {
        "start_date": make.START,
        "end_date": date(2027, 2, 12),
        **changes,
    }
    return RunningPlacement(
        ParticipantId("p1"),
        PlaceId("q1"),
        slots=make.slots(practice),
        section=section,
        **parts,
    )


def classes(*sections, **changes) -> list[int]:
    """The classes p1 can have, as positions in the scenario."""
    scenario = make.scenario(sections=sections, **changes)
    options = build_options(scenario, POLICY, find_candidates(scenario, POLICY))
    own = options.columns.participant_idx == 0
    assert (options.columns.place_idx[own] == 0).all()
    return [int(section) for section in options.columns.section_idx[own]]


def test_it_is_all_the_person_has():
    """There is one option, whatever else the person could do."""
    assert classes(make.section(), running=[running()]) == [0]


def test_the_class_meets_on_other_days():
    """Of two classes only that is left which does not meet on days of practice."""
    sections = make.section("c1", "man ons"), make.section("c2", "man tir")
    assert classes(*sections, running=[running()]) == [1]


def test_a_clash_with_every_class_is_kept():
    """Practice stays as it is: where every class meets on its days, all are open."""
    assert classes(make.section(menu="ons tor"), running=[running()]) == [0]


def test_a_full_class_is_no_way_out_of_a_clash():
    """Whether a class may be full decides nothing about a clash with it."""
    full = make.section(menu="ons tor", seats=0)
    assert classes(full, running=[running()]) == [NO_SECTION, 0]


def test_its_class_is_a_fact():
    """The class the placement names is the only one, even if it admits nobody."""
    sections = make.section("c1"), make.section("c2", municipalities=frozenset())
    assert classes(*sections, running=[running(section=SectionId("c2"))]) == [1]


def test_reasons_are_told_beside_a_class_that_admits_nobody():
    """A running placement in such a class does not disturb the plan of the others."""
    scenario = make.scenario(
        [make.participant(), make.participant("p2")],
        sections=[make.section(municipalities=frozenset())],
        running=(running(section=SectionId("c1")),),
    )
    found = plan(scenario, POLICY, workers=1).plan
    assert [entry.participant for entry in found.not_placed] == ["p2"]
