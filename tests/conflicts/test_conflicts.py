"""Over-full and contradictory scenarios made by hand."""

from datetime import date
from typing import Any

import pytest

import matcher.conflicts.shrinking
from matcher.domain.conflicts import ChangeKind, DemandKind
from matcher.domain.decisions import Ban, Pin, RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId, SectionId
from matcher.domain.plan import Plan
from matcher.domain.policy import Policy, Tier
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.explain import Teller, conflict_text
from matcher.planning import plan
from matcher.text import Language, translator
from tests.helpers import builders as make

P1, P2, P3 = (ParticipantId(f"p{n}") for n in (1, 2, 3))
Q1, Q2 = PlaceId("q1"), PlaceId("q2")
C1 = SectionId("c1")
NO_PLACES: dict[str, Any] = {"employers": []}


def people(count: int, **changes):
    return [make.participant(f"p{n}", **changes) for n in range(1, count + 1)]


def pinned(*participants: str) -> tuple[Pin, ...]:
    return tuple(Pin(ParticipantId(p), Q1) for p in participants)


def planned(scenario: Scenario) -> Plan:
    made = plan(scenario, Policy(), workers=1).plan
    assert made.metrics["violations"] == 0
    return made


def demands(conflict) -> set[tuple[object, ...]]:
    """What a conflict names: (kind or rule, whose or where)."""
    return {
        (
            d.rule or d.kind,
            d.participant or d.place or d.section or d.employer,
        )
        for d in conflict.demands
    }


def only(made: Plan):
    [conflict] = made.conflicts
    return conflict


def changes(conflict) -> list[list[tuple[object, ...]]]:
    """Each repair as (kind, rule, whose or where, amount)."""
    return [
        [
            (
                c.kind,
                c.demand.rule,
                c.demand.participant or c.demand.place or c.demand.section,
                c.amount,
            )
            for c in repair.changes
        ]
        for repair in conflict.repairs
    ]


def test_a_plan_that_gives_nothing_up_has_no_conflicts():
    """Neutral: the pin holds."""
    made = planned(make.scenario(pins=pinned("p1")))
    assert made.conflicts == ()


def test_three_pins_on_one_seat():
    """Two are too many for the seat; the third stands beside the first."""
    conflict = only(planned(make.scenario(people(3), pins=pinned("p1", "p2", "p3"))))
    assert len(conflict.given_up) == 2
    assert len(conflict.participants) == 2
    assert (RuleCode.PEOPLE_AT_ONCE, Q1) in demands(conflict)
    assert changes(conflict) == [
        [(ChangeKind.MORE_ROOM, RuleCode.SEAT_DAY, Q1, 2)],
    ]
    assert conflict.repairs[0].gain == 2


def test_people_who_share_seats_lack_one_on_a_day():
    """Where more may be there than there are seats, the conflict names a day."""
    shared = make.place(people_at_once=2)
    conflict = only(
        planned(make.scenario(people(2), [shared], pins=pinned("p1", "p2")))
    )
    [day] = [d for d in conflict.demands if d.kind is DemandKind.LIMIT]
    assert (day.rule, day.count) == (RuleCode.SEAT_DAY, 1)
    assert day.slot in make.slots("ons tor fre")


def test_a_floor_above_the_level():
    """The floor is named with what is asked and what there is, and what lowers it."""
    low = make.scenario(
        places=[make.place(level_floor=make.level("B2"))], pins=pinned("p1")
    )
    conflict = only(planned(low))
    assert demands(conflict) == {
        (DemandKind.PINNED_PLACE, P1),
        (RuleCode.CEFR_FLOOR, P1),
    }
    [rule] = [d for d in conflict.demands if d.kind is DemandKind.RULE]
    assert (rule.count, rule.needed) == (2, 4)
    assert changes(conflict) == [
        [(ChangeKind.EXCEPTION, RuleCode.CEFR_FLOOR, P1, 2)],
        [(ChangeKind.GIVE_UP, None, P1, 1)],
    ]


def test_two_pins_at_different_places():
    """They contradict each other, whatever the rules say; either can go."""
    places = [make.place(), make.place("q2")]
    twice = make.scenario(places=places, pins=(Pin(P1, Q1), Pin(P1, Q2)))
    conflict = only(planned(twice))
    assert {(d.kind, d.place) for d in conflict.demands} == {
        (DemandKind.PINNED_PLACE, Q1),
        (DemandKind.PINNED_PLACE, Q2),
    }
    assert [[c.demand.place for c in r.changes] for r in conflict.repairs] == [
        [Q1],
        [Q2],
    ]


def test_each_rule_that_keeps_a_pin_out_is_a_conflict_of_its_own():
    """Ban and veto each forbid it: no exception alone helps, giving up does."""
    unwilling = make.participant(place_vetoes=frozenset({Q1}))
    made = planned(make.scenario([unwilling], pins=pinned("p1"), bans=(Ban(P1, Q1),)))
    rules = [d.rule for c in made.conflicts for d in c.demands if d.rule]
    assert rules == [RuleCode.PLACE_VETO, RuleCode.BAN]
    for conflict in made.conflicts:
        assert changes(conflict) == [[(ChangeKind.GIVE_UP, None, P1, 1)]]


def test_an_exception_from_a_ban():
    """Where only the ban forbids it, the match may be allowed again."""
    conflict = only(planned(make.scenario(pins=pinned("p1"), bans=(Ban(P1, Q1),))))
    assert changes(conflict)[0] == [(ChangeKind.EXCEPTION, RuleCode.BAN, P1, 1)]


def test_five_people_need_a_class_and_there_are_four_seats():
    """The conflict names the five and both classes; a seat in either would do."""
    sections = [make.section("c1", seats=2), make.section("c2", seats=2)]
    conflict = only(
        planned(make.scenario(people(5), [], sections=sections, **NO_PLACES))
    )
    needs = [d for d in conflict.demands if d.kind is DemandKind.CLASS_NEEDED]
    limits = [d.section for d in conflict.demands if d.kind is DemandKind.LIMIT]
    assert len(needs) == 5
    assert limits == ["c1", "c2"]
    assert [r.gain for r in conflict.repairs] == [1, 1]


def test_a_full_class_that_two_are_pinned_to():
    """A class beside it with seats left does not help those who are pinned."""
    sections = [make.section("c1", seats=1), make.section("c2")]
    pins = (Pin(P1, section=C1), Pin(P2, section=C1))
    full = make.scenario(people(3), [], sections=sections, pins=pins, **NO_PLACES)
    conflict = only(planned(full))
    assert set(conflict.participants) == {P1, P2}
    assert (ChangeKind.MORE_ROOM, RuleCode.SECTION_SEATS, C1, 1) in changes(conflict)[0]


def test_a_class_that_admits_nobody():
    """Without a class for the person, one must be opened to them."""
    high = make.section(municipalities=frozenset({"4001"}))
    conflict = only(planned(make.scenario(people(1), [], sections=[high], **NO_PLACES)))
    assert demands(conflict) == {
        (DemandKind.CLASS_NEEDED, P1),
        (RuleCode.SECTION_FIT, P1),
    }
    assert changes(conflict) == [[(ChangeKind.EXCEPTION, RuleCode.SECTION_FIT, P1, 1)]]


def running(person: ParticipantId) -> RunningPlacement:
    return RunningPlacement(
        person, Q1, date(2026, 6, 1), date(2026, 12, 18), make.slots("ons")
    )


def test_more_running_placements_than_seats():
    """They are facts and no conflict; a pin beside them is."""
    full: dict[str, Any] = {"running": (running(P1), running(P2))}
    assert planned(make.scenario(people(3), **full)).conflicts == ()
    conflict = only(planned(make.scenario(people(3), pins=pinned("p3"), **full)))
    kinds = [d.kind for d in conflict.demands]
    assert kinds.count(DemandKind.RUNNING) == 1
    assert conflict.given_up == (P3,)


def test_a_pin_elsewhere_than_the_running_placement():
    """Who is somewhere already stays there."""
    places = [make.place(), make.place("q2")]
    kept = make.scenario(places=places, pins=(Pin(P1, Q2),), running=(running(P1),))
    assert demands(only(planned(kept))) == {
        (DemandKind.PINNED_PLACE, P1),
        (DemandKind.RUNNING, P1),
    }


def test_a_start_where_there_are_no_places():
    """The pin of a start asks for a place, and there is none."""
    start = (Pin(P1, start_date=make.START),)
    conflict = only(planned(make.scenario(people(1), [], pins=start, **NO_PLACES)))
    assert (RuleCode.NO_PLACES, P1) in demands(conflict)
    assert changes(conflict) == [[(ChangeKind.GIVE_UP, None, P1, 1)]]


def test_a_rest_is_named_with_the_people_at_once_it_is_about():
    """Two short stays would fit one after the other, were there no rest between."""
    resting = make.scenario(
        people(2),
        employers=[make.employer(rest_weeks=4)],
        templates=[make.template(lengths_weeks=(12,))],
        pins=pinned("p1", "p2"),
    )
    limits = [d.rule for d in only(planned(resting)).demands if d.rule]
    assert limits == [RuleCode.EMPLOYER_REST, RuleCode.PEOPLE_AT_ONCE]


@pytest.mark.parametrize(
    "scenario",
    [
        make.scenario([], []),
        make.scenario([]),
        make.scenario(people(2), [], **NO_PLACES),
        make.scenario([], [], sections=[], **NO_PLACES),
    ],
    ids=["no people and places", "no people", "no places", "nothing"],
)
def test_empty_scenarios_have_a_plan_and_no_conflict(scenario):
    """Nothing is asked that cannot hold."""
    made = planned(scenario)
    assert next(t.value for t in made.tiers if t.name is Tier.REPAIR) == 0
    assert made.conflicts == ()


def test_where_the_work_runs_out_the_conflict_says_that_it_is_not_shrunk(monkeypatch):
    """With two questions allowed it cannot be sure that nothing can be left out."""
    monkeypatch.setattr(matcher.conflicts.shrinking, "MOST_CHECKS", 2)
    made = planned(make.scenario(people(2), pins=pinned("p1", "p2")))
    assert [c.shrunk for c in made.conflicts] == [False]


def test_two_pins_and_one_specialist():
    """Nobody can follow both: the specialist is named, and one more settles it."""
    scenario = make.scenario(
        people(2),
        [make.place(seats_each_slot=2)],
        pins=pinned("p1", "p2"),
        specialists=(make.specialist("s1", 3, already=2),),
    )
    made = planned(scenario)
    conflict = only(made)
    [limit] = [d for d in conflict.demands if d.kind is DemandKind.LIMIT]
    assert (limit.rule, limit.specialist, limit.count) == (RuleCode.CASELOAD, "s1", 1)
    more, *_ = conflict.repairs[0].changes
    assert (more.kind, more.demand.specialist, more.amount) == (
        ChangeKind.MORE_ROOM,
        "s1",
        1,
    )
    text = conflict_text(Teller(translator(Language.EN), {}), conflict)
    assert "The job specialist s1 has room for 1. [caseload]" in text.demands
    assert "follow 1 more" in text.repairs[0]
