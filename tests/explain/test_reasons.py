"""Reasons for having no placement, against a slow look at every option."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from random import Random

import pytest

from matcher.domain.alternation import Alternation
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.metrics import step_spans
from matcher.domain.plan import NotPlacedKind, Placement, PlacementStep
from matcher.domain.policy import Policy
from matcher.domain.programme import PatternStep
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.school_starts import placement_lengths
from matcher.domain.weeks import WEEKDAYS, DateSpan, Horizon
from matcher.eligibility import admitting_sections, find_candidates
from matcher.explain import not_placed_reasons
from matcher.explain.crowding import LIMITS
from matcher.options.patterns import week_patterns
from tests.eligibility.random_scenarios import random_scenario
from tests.explain.agreed_oracle import AgreedOracle
from tests.helpers import builders as make
from tests.placement.tiny_agreements import (
    agreed_policy,
    with_agreements,
    with_joint_rules,
)

Rules = Counter[RuleCode]
POLICY = Policy()
SEEDS = range(60)
P1, P2 = ParticipantId("p1"), ParticipantId("p2")
TWO = [make.participant("p1"), make.participant("p2")]


def reasons(scenario: Scenario, *placements: Placement, sections=None, policy=POLICY):
    """The reasons as (rule, fails, fails_only) per person without a placement."""
    if sections is None:
        sections = {p.id: SectionId("c1") for p in scenario.participants}
    found = not_placed_reasons(
        scenario, policy, find_candidates(scenario, policy), placements, sections
    )
    return {
        waiting.participant: [(r.rule, r.fails, r.fails_only) for r in waiting.reasons]
        for waiting in found
    }


def test_placed_people_have_no_reasons():
    """Only people without a placement are listed."""
    assert reasons(make.scenario(), make.placement()) == {}


def test_failing_rules_come_in_order_of_what_a_change_would_open():
    """Rules alone in the way come first, then those in the way most often."""
    person = make.participant(cannot=frozenset({"night"}), travel_limit_minutes=5)
    night = frozenset({"night"})
    far = make.north_of(make.HERE, 1)
    places = [
        make.place("q1", demands=night),
        make.place("q2", demands=night, location=far),
        make.place("q3", demands=night, location=make.north_of(make.HERE, 200)),
        make.place("q4", location=make.north_of(make.HERE, 300)),
    ]
    found = not_placed_reasons(
        make.scenario([person], places),
        POLICY,
        find_candidates(make.scenario([person], places), POLICY),
        [],
        {},
    )
    assert [(r.rule, r.fails, r.fails_only) for r in found[0].reasons] == [
        (RuleCode.DEMAND, 1, 1),
        (RuleCode.TRAVEL_LIMIT, 3, 0),
    ]
    assert {r.kind for r in found[0].reasons} == {NotPlacedKind.ELIGIBILITY}


def test_no_places_is_a_reason_of_its_own():
    """Where the scenario has no places, that is what is said."""
    assert reasons(make.scenario(places=[])) == {P1: [(RuleCode.NO_PLACES, 0, 0)]}


def test_class_of_those_not_placed_is_told():
    """Who is not placed keeps their class in the answer."""
    scenario = make.scenario(places=[])
    found = not_placed_reasons(
        scenario, POLICY, find_candidates(scenario, POLICY), [], {P1: SectionId("c1")}
    )
    assert found[0].section == "c1"


def shared_place(**changes):
    """A place that shares: two people at once on one seat a day."""
    return make.place(people_at_once=2, **changes)


def test_taken_seats_are_the_reason():
    """With room for another person but no seat left on enough days: seat-day."""
    scenario = make.scenario(TWO, [shared_place()])
    assert reasons(scenario, make.placement()) == {P2: [(RuleCode.SEAT_DAY, 1, 1)]}


def test_seats_free_later_are_room():
    """Seats that come free in time for a later start are room, not a full place."""
    scenario = make.scenario(TWO, [shared_place()])
    early = make.placement(last=date(2026, 10, 9))
    assert reasons(scenario, early) == {P2: [(RuleCode.ROOM_LEFT, 1, 1)]}


def test_followed_up_people_are_the_reason():
    """With free seats but as many people as are followed up: people-at-once."""
    place = make.place(seats_each_slot=2, people_at_once=1)
    found = reasons(make.scenario(TWO, [place]), make.placement())
    assert found == {P2: [(RuleCode.PEOPLE_AT_ONCE, 1, 1)]}


def test_full_employer_is_the_reason():
    """With a free place at an employer who takes no more people: employer-people."""
    scenario = make.scenario(
        TWO,
        [make.place("q1"), make.place("q2")],
        employers=[make.employer(people_at_once=1)],
    )
    # The place that is taken itself lacks seats and people as well.
    assert reasons(scenario, make.placement())[P2] == [
        (RuleCode.EMPLOYER_PEOPLE, 2, 1),
        (RuleCode.SEAT_DAY, 1, 0),
        (RuleCode.PEOPLE_AT_ONCE, 1, 0),
    ]


@pytest.mark.parametrize(
    ("weeks_later", "rule"), [(0, RuleCode.PEOPLE_AT_ONCE), (2, RuleCode.ROOM_LEFT)]
)
def test_people_in_opposite_phases_are_no_reason(weeks_later, rule):
    """Who is at school while the other is there does not fill the place."""
    every_day = " ".join(WEEKDAYS[:5])
    scenario = make.scenario(
        TWO,
        [make.place(seats_each_slot=2, people_at_once=1)],
        templates=[make.template(class_slots=5, steps=(PatternStep(5),))],
        sections=[
            make.section(name, every_day, alternation=Alternation((2, 2), begins))
            for name, begins in (
                ("c1", make.START),
                ("c2", make.START + timedelta(weeks=weeks_later)),
            )
        ],
    )
    given = [replace(p, section=SectionId(f"c{p.id[1]}")) for p in TWO]
    scenario = replace(scenario, participants=tuple(given))
    sections = {p.id: p.section for p in given}
    found = reasons(scenario, make.placement(practice=every_day), sections=sections)
    assert found == {P2: [(rule, 1, 1)]}


def test_starts_of_the_week_are_the_reason():
    """With one start a week agreed and only one week to start in: employer-starts."""
    scenario = make.scenario(
        TWO,
        [make.place(seats_each_slot=2)],
        employers=[make.employer(starts_per_week=1)],
    )
    policy = Policy(latest_start_week=0)
    found = reasons(scenario, make.placement(), policy=policy)
    assert found == {P2: [(RuleCode.EMPLOYER_STARTS, 1, 1)]}


def test_another_week_to_start_in_is_room():
    """With a later start on the grid the same employer has room."""
    scenario = make.scenario(
        TWO,
        [make.place(seats_each_slot=2)],
        employers=[make.employer(starts_per_week=1)],
    )
    found = reasons(scenario, make.placement())
    assert found == {P2: [(RuleCode.ROOM_LEFT, 1, 1)]}


def test_placement_weeks_may_end_before_the_latest_start():
    """A plan shorter than the start grid is no fault: starts beyond it do not count."""
    short = Horizon(make.START, placement_weeks=8, calendar_weeks=8)
    scenario = make.scenario(horizon=short)
    assert reasons(scenario) == {P1: [(RuleCode.ROOM_LEFT, 1, 1)]}


def test_full_class_is_the_reason():
    """Where only a full class leaves the right days: section-seats."""
    place = make.place(seats_each_slot={"man": 2, "tir": 2})
    sections = (make.section("c1"), make.section("c2", "ons tor", seats=1))
    scenario = make.scenario(TWO, [place], sections=sections)
    found = reasons(
        scenario,
        make.placement(practice="man tir", class_section="c2"),
        sections={P1: SectionId("c2"), P2: SectionId("c1")},
    )
    assert found == {P2: [(RuleCode.SECTION_SEATS, 1, 1)]}


def test_own_class_always_has_room():
    """The seat a person has in class is theirs: their own full class is no obstacle."""
    scenario = make.scenario(TWO, [make.place()], sections=(make.section(seats=2),))
    assert reasons(scenario) == {
        person: [(RuleCode.ROOM_LEFT, 1, 1)] for person in (P1, P2)
    }


def test_ramp_needs_seats_to_the_end():
    """A later step's extra day must be free from that step to the placement's end."""
    ramp = make.template(steps=(PatternStep(2, 8), PatternStep(3)))
    other = make.placement(practice="fre", first=date(2026, 10, 12))
    scenario = make.scenario(TWO, [shared_place()], templates=(ramp,))
    policy = Policy(latest_start_week=0)
    found = reasons(scenario, other, policy=policy)
    assert found == {P2: [(RuleCode.SEAT_DAY, 1, 1)]}


def _busy(scenario: Scenario, rng: Random) -> list[Placement]:
    """Placements of half the people anywhere, rules or not, some running before."""
    placements = []
    for person in scenario.participants[::2]:
        first = scenario.horizon.start + timedelta(weeks=rng.randrange(-3, 9))
        slots = [slot.id for slot in scenario.grid.slots]
        placements.append(
            Placement(
                person.id,
                rng.choice(scenario.places).id,
                first,
                first + timedelta(weeks=rng.randrange(6, 24), days=-3),
                None,
                (
                    PlacementStep(first, tuple(slots[2:4])),
                    PlacementStep(first + timedelta(weeks=3), tuple(slots[2:6])),
                ),
            )
        )
    return placements


def _tight(scenario: Scenario, rng: Random) -> Scenario:
    """The scenario with few rules in the way, tight limits, and ramps."""
    steps = (PatternStep(1, 4), PatternStep(2, 4), PatternStep(3))
    return replace(
        scenario,
        bans=(),
        participants=tuple(
            make.participant(
                p.id,
                municipality=p.municipality,
                template=p.template,
                available_slots=p.available_slots,
                section=p.section,
                level_date=p.level_date,
                travel_limit_minutes=600,
            )
            for p in scenario.participants
        ),
        places=tuple(
            make.place(
                q.id,
                dict(q.seats),
                employer=q.employer,
                level_floor=make.level(rng.choice(["A1", "A1", "A1", "B1"])),
                open_to=q.open_to,
                people_at_once=rng.choice([1, 1, 2, 5]),
            )
            for q in scenario.places
        ),
        employers=tuple(
            replace(
                e,
                people_at_once=rng.choice([None, 1, 2]),
                starts_per_week=rng.choice([None, 1, 0]),
            )
            for e in scenario.employers
        ),
        sections=tuple(replace(s, seats=rng.choice([0, 1])) for s in scenario.sections),
        templates=tuple(
            replace(
                t,
                steps=rng.choice([steps, (PatternStep(3),)]),
                min_practice_slots=rng.choice([2, 3]),
            )
            for t in scenario.templates
        ),
    )


def _crowded_scenario(seed: int):
    """A tight random scenario, its policy, placements and classes."""
    scenario, policy = random_scenario(seed)
    rng = Random(seed)
    scenario = with_agreements(seed, _tight(scenario, rng))
    scenario = with_joint_rules(seed, scenario)
    policy = agreed_policy(seed, policy)
    placements = _busy(scenario, rng) if scenario.places else []
    people = zip(scenario.participants, admitting_sections(scenario), strict=True)
    sections = {
        person.id: rng.choice(admitted).id
        for person, admitted in people
        if admitted and rng.random() < 0.8
    }
    return scenario, policy, placements, sections


def test_every_limit_is_met_somewhere():
    """The random plans meet each limit: the comparison below says much."""
    met: Rules = Counter()
    for seed in SEEDS:
        scenario, policy, placements, sections = _crowded_scenario(seed)
        found = reasons(scenario, *placements, sections=sections, policy=policy)
        for rule, fails, _ in chain.from_iterable(found.values()):
            met[rule] += fails
    assert min(met[rule] for rule in (*LIMITS, RuleCode.ROOM_LEFT)) > 0, met


@pytest.mark.parametrize("seed", SEEDS)
def test_crowding_agrees_with_a_look_at_every_option(seed):
    """Counts per limit are those of enumerating every start, length, class, pattern."""
    scenario, policy, placements, sections = _crowded_scenario(seed)
    found = reasons(scenario, *placements, sections=sections, policy=policy)
    expected = _look_at_every_option(scenario, policy, placements, sections)
    crowded = {
        person: {rule: (fails, only) for rule, fails, only in told}
        for person, told in found.items()
        if told[0][0] not in (*PAIR_RULES, RuleCode.NO_PLACES)
    }
    assert crowded == expected
    assert all(found.values())


def _look_at_every_option(scenario, policy, placements, sections):
    candidates = find_candidates(scenario, policy)
    placed = {p.participant for p in placements}
    counts: dict[ParticipantId, tuple[Rules, Rules]] = {}
    for i in range(len(candidates)):
        person = scenario.participants[candidates.participant_idx[i]]
        if person.id in placed:
            continue
        broken = min(
            _broken_by_each_option(
                scenario, policy, candidates, i, placements, sections
            ),
            key=lambda limits: (len(limits), [LIMITS.index(rule) for rule in limits]),
        )
        fails, only = counts.setdefault(person.id, (Counter(), Counter()))
        told = broken or (RuleCode.ROOM_LEFT,)
        fails.update(told)
        only.update(told if len(told) == 1 else ())
    return {
        person: {rule: (fails[rule], only[rule]) for rule in fails}
        for person, (fails, only) in counts.items()
    }


def _broken_by_each_option(scenario, policy, candidates, i, placements, sections):
    person = scenario.participants[candidates.participant_idx[i]]
    place = scenario.places[candidates.place_idx[i]]
    template = scenario.templates_by_id()[person.template]
    admitted = admitting_sections(scenario)[candidates.participant_idx[i]]
    choices = [*admitted, *([None] if person.id not in sections else [])]
    for start in range(0, policy.latest_start_week + 1, policy.start_every_weeks):
        too_early = start < max(candidates.earliest_start[i], candidates.floor_week[i])
        if too_early or start > candidates.latest_start[i]:
            continue
        for length in placement_lengths(person, template, scenario.horizon):
            end = min(start + length, int(candidates.last_week[i]))
            if end - start < max(1, template.min_weeks):
                continue
            agreed = AgreedOracle(scenario, policy, placements).broken(
                person, place, start, end
            )
            for choice in choices:
                menu = scenario.grid.mask(choice.menu) if choice else 0
                usable = int(candidates.slot_mask[i]) & ~menu
                for pattern in week_patterns(usable, template):
                    yield (
                        _broken(
                            scenario,
                            (person, place, choice),
                            (start, end, pattern),
                            placements,
                            sections,
                        )
                        + agreed
                    )


def _broken(scenario, who, when, placements, sections):
    """The limits that a placement more would exceed, by plain counting of days."""
    (person, place, choice), (start, end, _) = who, when
    horizon = scenario.horizon
    employer = scenario.employers_by_id()[place.employer]
    places = scenario.places_by_id()
    weeks = range(start, end)

    def at_once(where):
        spans = [DateSpan(p.start_date, p.end_date) for p in placements if where(p)]
        return max(
            sum(
                span.first < horizon.monday(w + 1) and span.last >= horizon.monday(w)
                for span in spans
            )
            for w in weeks
        )

    def same_employer(placement):
        return places[placement.place].employer == employer.id

    starts = sum(
        same_employer(p) and horizon.week_of(p.start_date) == start for p in placements
    )
    in_class = sum(choice is not None and s == choice.id for s in sections.values())
    own_seat = choice is None or sections.get(person.id) == choice.id
    limits = {
        RuleCode.SEAT_DAY: _no_seat(scenario, place, when, placements),
        RuleCode.PEOPLE_AT_ONCE: at_once(lambda p: p.place == place.id)
        >= place.people_at_once,
        RuleCode.EMPLOYER_PEOPLE: employer.people_at_once is not None
        and at_once(same_employer) >= employer.people_at_once,
        RuleCode.EMPLOYER_STARTS: employer.starts_per_week is not None
        and starts >= employer.starts_per_week,
        RuleCode.SECTION_SEATS: not own_seat and in_class >= choice.seats,
    }
    return tuple(rule for rule, exceeded in limits.items() if exceeded)


def _no_seat(scenario, place, when, placements):
    start, end, pattern = when
    steps = zip(pattern.masks, pattern.from_weeks, strict=True)
    wanted = {}
    for mask, from_week in steps:
        for week in range(start + from_week, end):
            wanted[week] = scenario.grid.slots_of(mask)
    for week, slots in wanted.items():
        for slot in slots:
            weekday = scenario.grid.slots[scenario.grid.index(slot)].weekday
            day = scenario.horizon.monday(week) + timedelta(days=weekday)
            taken = sum(
                placement.place == place.id and day in span and slot in practice
                for placement in placements
                for span, practice in step_spans(placement)
            )
            if taken >= place.seats_in(slot):
                return True
    return False
