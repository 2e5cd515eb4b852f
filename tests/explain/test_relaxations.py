"""What would open places, against making each change and looking again."""

from dataclasses import replace

import pytest

from matcher.domain.ids import ParticipantId
from matcher.domain.language import SKILLS, CefrLevel, CefrProfile
from matcher.domain.participant import Participant, WorkingWindow
from matcher.domain.place import PracticePlace
from matcher.domain.policy import Policy
from matcher.domain.reasons import Change, Relaxation
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility import admitting_sections, find_candidates
from matcher.eligibility.reach import EXAMINED_LIMITS
from matcher.explain.relaxations import MOST_PAIRS_OF_CHANGES, relaxations
from tests.eligibility.random_scenarios import random_scenario
from tests.helpers import builders as make

POLICY = Policy()
P1 = ParticipantId("p1")


def opened(scenario: Scenario, person: int = 0, placements=(), sections=None):
    found = relaxations(scenario, POLICY, placements, sections or {}, [person])
    return found.get(person, ())


def one(change: Change, places=1, with_room=1) -> tuple[Relaxation, ...]:
    return (Relaxation((change,), places, with_room),)


def test_travel_is_told_in_quarters_of_an_hour():
    """The limit is rounded up, and larger steps open what smaller ones do."""
    person = make.participant(travel_limit_minutes=45)
    places = [
        make.place(f"q{km}", location=make.north_of(make.HERE, km))
        for km in (15, 18, 25)
    ]
    assert [
        (r.changes[0].minutes, r.places)
        for r in opened(make.scenario([person], places))
    ] == [(75, 3), (60, 2)]


def test_levels_are_told_by_skill():
    """Only the skills that fall short are named, with the level to have today."""
    floor = CefrProfile(CefrLevel.A2, CefrLevel.A2, CefrLevel.B1, CefrLevel.A1)
    found = opened(make.scenario(places=[make.place(level_floor=floor)]))
    assert found == one(
        Change(RuleCode.CEFR_FLOOR, levels=(("speaking", CefrLevel.B1),))
    )


def test_a_level_that_is_on_its_way_is_taken_into_account():
    """Who gains a level before the latest start needs one less today."""
    person = make.participant(level_date=make.START.replace(year=2025))
    scenario = make.scenario([person], [make.place(level_floor=make.level("C1"))])
    levels = tuple((skill, CefrLevel.B2) for skill in SKILLS)
    assert opened(scenario) == one(Change(RuleCode.CEFR_FLOOR, levels=levels))


@pytest.mark.parametrize(
    ("person", "place", "change"),
    [
        (
            {"sector_vetoes": {"renhold"}},
            {},
            Change(RuleCode.SECTOR_VETO, subjects=("renhold",)),
        ),
        (
            {"employer_vetoes": {"e1"}},
            {},
            Change(RuleCode.EMPLOYER_VETO, subjects=("e1",)),
        ),
        ({"place_vetoes": {"q1"}}, {}, Change(RuleCode.PLACE_VETO)),
        (
            {"qualifications": frozenset({"a"})},
            {"requires": frozenset({"a", "b"})},
            Change(RuleCode.REQUIREMENT, subjects=("b",)),
        ),
        (
            {"cannot": frozenset({"night", "lift"})},
            {"demands": frozenset({"night"})},
            Change(RuleCode.DEMAND, subjects=("night",)),
        ),
        (
            {"available_slots": make.slots("man tir ons")},
            {},
            Change(RuleCode.AVAILABILITY),
        ),
        ({"latest_end": make.START}, {}, Change(RuleCode.DATES)),
        (
            {"working_window": WorkingWindow(9 * 60, 24 * 60)},
            {},
            Change(RuleCode.WORKING_HOURS),
        ),
    ],
)
def test_each_kind_of_change_names_what_it_takes(person, place, change):
    """A place that fails one rule opens by one change, with its subject."""
    scenario = make.scenario([make.participant(**person)], [make.place(**place)])
    assert opened(scenario) == one(change)


def test_what_nobody_can_change_is_not_told():
    """Age and education are no advice."""
    template = make.template(min_age=30)
    person = make.participant(birth_year=2005)
    assert opened(make.scenario([person], templates=(template,))) == ()


def test_two_changes_are_told_where_they_open_more_than_one():
    """Otherwise the single change is the smaller answer."""
    person = make.participant(sector_vetoes={"renhold"}, cannot=frozenset({"night"}))
    night = make.place("q1", demands=frozenset({"night"}))
    day = make.place("q2")
    found = opened(make.scenario([person], [night, day]))
    assert [(len(r.changes), r.places) for r in found] == [(1, 1), (2, 2)]


def test_three_changes_are_too_many():
    """A place that fails three rules is no advice."""
    person = make.participant(
        sector_vetoes={"renhold"},
        cannot=frozenset({"night"}),
        available_slots=make.slots("man tir"),
    )
    place = make.place(demands=frozenset({"night"}))
    assert opened(make.scenario([person], [place])) == ()


def test_places_without_room_are_counted_apart():
    """A place that opens and is full helps only if somebody leaves."""
    people = [
        make.participant("p1", cannot=frozenset({"night"})),
        make.participant("p2"),
    ]
    place = make.place(demands=frozenset({"night"}))
    found = opened(make.scenario(people, [place]), 0, [make.placement("p2")])
    assert [(r.places, r.with_room) for r in found] == [(1, 0)]


def changed(scenario: Scenario, person: Participant, relaxation: Relaxation):
    """The scenario in which the changes are made."""
    for change in relaxation.changes:
        scenario = _CHANGES[change.rule](scenario, person.id, change)
    return scenario


def with_person(scenario: Scenario, id: str, **parts) -> Scenario:
    return replace(
        scenario,
        participants=tuple(
            replace(p, **parts) if p.id == id else p for p in scenario.participants
        ),
    )


def with_places(scenario: Scenario, **parts) -> Scenario:
    return replace(scenario, places=tuple(replace(q, **parts) for q in scenario.places))


def of(scenario: Scenario, id: str) -> Participant:
    return next(p for p in scenario.participants if p.id == id)


def _raised(scenario, id, change):
    levels = dict(change.levels)
    has = of(scenario, id).level
    raised = CefrProfile(
        *(
            max(level, levels.get(s, level))
            for s, level in zip(SKILLS, has.levels, strict=True)
        )
    )
    return with_person(scenario, id, level=raised)


def _unvetoed(place: PracticePlace, id: str) -> PracticePlace:
    return replace(place, participant_vetoes=place.participant_vetoes - {id})


_CHANGES = {
    RuleCode.TRAVEL_LIMIT: lambda s, id, c: with_person(
        s, id, travel_limit_minutes=c.minutes
    ),
    RuleCode.CEFR_FLOOR: _raised,
    RuleCode.SECTOR_VETO: lambda s, id, c: with_person(
        s, id, sector_vetoes=of(s, id).sector_vetoes - set(c.subjects)
    ),
    RuleCode.EMPLOYER_VETO: lambda s, id, c: with_person(
        s, id, employer_vetoes=of(s, id).employer_vetoes - set(c.subjects)
    ),
    RuleCode.PLACE_VETO: lambda s, id, c: replace(
        with_person(s, id, place_vetoes=frozenset()),
        places=tuple(_unvetoed(q, id) for q in s.places),
    ),
    RuleCode.BAN: lambda s, id, c: replace(
        s, bans=tuple(b for b in s.bans if b.participant != id)
    ),
    RuleCode.REPEAT_EMPLOYER: lambda s, id, c: replace(
        s,
        earlier=tuple(
            e for e in s.earlier if e.participant != id or e.employer not in c.subjects
        ),
    ),
    RuleCode.STEP_LEVEL: lambda s, id, c: replace(
        s,
        earlier=tuple(
            replace(e, step_level=None) if e.participant == id else e for e in s.earlier
        ),
    ),
    RuleCode.REQUIREMENT: lambda s, id, c: with_person(
        s, id, qualifications=of(s, id).qualifications | set(c.subjects)
    ),
    RuleCode.DEMAND: lambda s, id, c: with_person(
        s, id, cannot=of(s, id).cannot - set(c.subjects)
    ),
    RuleCode.AVAILABILITY: lambda s, id, c: with_person(s, id, available_slots=None),
    RuleCode.WORKING_HOURS: lambda s, id, c: with_person(
        s, id, working_window=WorkingWindow()
    ),
    RuleCode.PROGRAMME_ACCEPTED: lambda s, id, c: with_places(s, programmes=None),
    RuleCode.DATES: lambda s, id, c: with_places(
        with_person(
            s,
            id,
            earliest_start=None,
            latest_end=None,
            programme_end=None,
            programme_start=None,
        ),
        open_from=None,
        open_to=None,
    ),
}


def places_of(scenario: Scenario, policy: Policy, person: int) -> set[int]:
    found = find_candidates(scenario, policy)
    return set(found.place_idx[found.participant_idx == person].tolist())


def in_given_classes(scenario: Scenario) -> Scenario:
    """Everybody in a class that suits: a change then changes no class.

    Who is in a class stays there, whatever level or days they have later.
    """
    admitting = admitting_sections(scenario)
    people = tuple(
        replace(p, section=sections[0].id) if sections else p
        for p, sections in zip(scenario.participants, admitting, strict=True)
    )
    templates = tuple(replace(t, class_slots=0) for t in scenario.templates)
    lacking = all(admitting)
    return replace(
        scenario,
        participants=people,
        templates=scenario.templates if lacking else templates,
    )


JUDGED_TOGETHER = {
    RuleCode.AVAILABILITY,
    RuleCode.WORKING_HOURS,
    RuleCode.DATES,
}
"""Once one of these is met another may be met as well: then even more places open."""


def may_open_more(person: Participant, relaxation: Relaxation) -> bool:
    """Whether more may open than was examined, or than fails these rules."""
    farthest = EXAMINED_LIMITS * person.travel_limit_minutes
    return any(
        change.rule in JUDGED_TOGETHER or (change.minutes or 0) > farthest
        for change in relaxation.changes
    )


@pytest.mark.parametrize("seed", range(100))
def test_every_relaxation_opens_what_it_says(seed):
    """Make the changes of each relaxation: as many places open, and none closes."""
    scenario, policy = random_scenario(seed)
    scenario = in_given_classes(scenario)
    everybody = list(range(len(scenario.participants)))
    for i, told in relaxations(scenario, policy, [], {}, everybody).items():
        before = places_of(scenario, policy, i)
        for relaxation in told:
            made = changed(scenario, scenario.participants[i], relaxation)
            opened = places_of(made, policy, i) - before
            assert before <= places_of(made, policy, i)
            if may_open_more(scenario.participants[i], relaxation):
                assert len(opened) >= relaxation.places
            else:
                assert len(opened) == relaxation.places
        doubles = [r for r in told if len(r.changes) == 2]
        assert len(doubles) <= MOST_PAIRS_OF_CHANGES
        assert list(told[len(told) - len(doubles) :]) == doubles
