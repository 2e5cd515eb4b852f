"""Every way to treat a person, written out from the rules in plain Python and by date.

No solver, no arrays, nothing shared with the engine.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, pairwise, product

from matcher.domain.agreements import PairKind
from matcher.domain.decisions import RunningPlacement
from matcher.domain.ids import SlotId
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.plan import PlacementStep
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from tests.eligibility.oracle import _may_join, judge


@dataclass(frozen=True)
class Way:
    """One way to treat one person.

    ``steps`` are (first day, last day, slots); none for class without a placement.
    ``second`` is the placement that follows, of those who have two.
    """

    person: Participant
    place: PracticePlace | None
    section: ClassSection | None
    start_week: int
    first: date | None
    last: date | None
    steps: tuple[tuple[date, date, frozenset[SlotId]], ...]
    running: bool = False
    second: "Way | None" = None

    @property
    def last_slots(self) -> frozenset[SlotId]:
        return self.steps[-1][2] if self.steps else frozenset()

    def practises(self, slot: SlotId, day: date) -> bool:
        """Whether practice is not given way to by a class in this slot and week."""
        return not self.section or not in_class(self.section, slot, day)

    @property
    def stays(self) -> "list[Way]":
        """Each placement of the way as one of its own."""
        return [self] if self.second is None else [self, self.second]


def in_class(section: ClassSection, slot: SlotId, day: date) -> bool:
    """Whether an alternating class meets in ``slot`` in the week of ``day``."""
    if section.alternation is None or slot not in section.menu:
        return False
    begins, blocks = section.alternation.begins, section.alternation.block_weeks
    rhythm = [nth % 2 == 0 for nth, weeks in enumerate(blocks) for _ in range(weeks)]
    monday = begins - timedelta(days=begins.weekday())
    return rhythm[(day - monday).days // 7 % len(rhythm)]


def days_there(way: Way) -> list[date]:
    """The days of weeks in which some slot of the way's step is left beside class."""
    return [
        day
        for first, last, slots in way.steps
        for day in days(first, last)
        if any(way.practises(slot, day) for slot in slots)
    ]


def every_week(section: ClassSection) -> frozenset[SlotId]:
    """The slots that the class has in every week."""
    return frozenset() if section.alternation else section.menu


def has_practice(section: ClassSection | None, way: Way) -> bool:
    """Whether each placement of the way has a week in which its class does not meet."""
    if section is None or section.alternation is None:
        return True
    slot = min(section.menu)
    return all(
        any(not in_class(section, slot, day) for day in days(one.first, one.last))
        for one in way.stays
        if one.first and one.last
    )


def days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def joinable(scenario: Scenario, person: Participant) -> list[ClassSection]:
    """The classes the person may be in, or is in already."""
    template = scenario.templates_by_id()[person.template]
    for running in scenario.running:
        if running.participant == person.id and running.section is not None:
            return [scenario.sections_by_id()[running.section]]
    if template.class_slots == 0 and person.section is None:
        return []
    return [s for s in scenario.sections if _may_join(s, person, template)]


def is_given(scenario: Scenario, person: Participant) -> bool:
    kept = [r.section for r in scenario.running if r.participant == person.id]
    return person.section is not None or any(section is not None for section in kept)


def ways(scenario: Scenario, policy: Policy, person: Participant) -> list[Way]:
    """Every way to treat ``person``."""
    sections: list[ClassSection | None] = list(joinable(scenario, person))
    menus = [every_week(section) for section in sections if section]
    if not is_given(scenario, person):
        # Without a class one still waits for the first: its days are kept free.
        sections.append(None)
        menus.append(menus[0] if menus else frozenset())
    for running in scenario.running:
        if running.participant == person.id:
            begun = _running_ways(scenario, person, running, sections)
            return begun + list(
                _going_on_ways(scenario, policy, begun, menus, sections)
            )
    found = list(_single_ways(scenario, policy, person, sections, menus))
    if may_have_two(scenario, person):
        found += chained_ways(scenario, policy, person, sections, menus)
    return [way for way in found if has_practice(way.section, way)]


def _single_ways(
    scenario: Scenario,
    policy: Policy,
    person: Participant,
    sections: list[ClassSection | None],
    menus: list[frozenset[SlotId]],
) -> Iterator[Way]:
    """Every way to be nowhere or at one place."""
    yield from [Way(person, None, section, 0, None, None, ()) for section in sections]
    for place in scenario.places:
        judged = judge(scenario, policy, person, place)
        if not judged.examined or judged.failed:
            continue
        for section, menu in zip(sections, menus, strict=True):
            free = judged.usable - menu
            for start in judged.starts:
                for end in _ends(scenario, person, place, start):
                    for steps in _patterns(scenario, person, free, start, end):
                        first, last = steps[0][0], steps[-1][1]
                        yield Way(person, place, section, start, first, last, steps)


def may_have_two(scenario: Scenario, person: Participant) -> bool:
    """Whether the person may have two placements, one after the other."""
    template = scenario.templates_by_id()[person.template]
    pinned = any(pin.participant == person.id for pin in scenario.pins)
    two_in_force = (
        len([r for r in scenario.in_force if r.participant == person.id]) == 2
    )
    goes_with = any(
        pair.kind is PairKind.TOGETHER
        and person.id in (pair.participant, pair.other)
        and not any(
            r.participant in (pair.participant, pair.other) for r in scenario.running
        )
        for pair in scenario.pairs
    )
    one_is_locked = pinned and not two_in_force
    return template.chain_first_weeks is not None and not (one_is_locked or goes_with)


def chained_ways(
    scenario: Scenario,
    policy: Policy,
    person: Participant,
    sections: list[ClassSection | None],
    menus: list[frozenset[SlotId]],
) -> Iterator[Way]:
    """Every way to be at one place and then at another."""
    template = scenario.templates_by_id()[person.template]
    least, weeks = max(1, template.min_weeks), template.chain_first_weeks or 0
    any_week = scenario.horizon.placement_weeks - 1
    later = replace(policy, start_every_weeks=1, latest_start_week=any_week)
    for a, b in product(scenario.places, repeat=2):
        at_a = judge(scenario, policy, person, a)
        at_b = judge(scenario, later, person, b)
        if at_a.failed or at_b.failed or not (at_a.examined and at_b.examined):
            continue
        if a.employer == b.employer or steps_fall(scenario, policy, person, a, b):
            continue
        for (section, menu), start in product(
            list(zip(sections, menus, strict=True)), at_a.starts
        ):
            begins = start + weeks + template.chain_gap_weeks
            stays_a = start + weeks in _cut(scenario, person, a, start, [weeks])
            if not stays_a or weeks < least or begins not in at_b.starts:
                continue
            for end in _cut(scenario, person, b, start, lengths(scenario, person)):
                if end - begins < least:
                    continue
                free = (at_a.usable & at_b.usable) - menu
                for steps in _patterns(scenario, person, free, start, end):
                    second = _part(scenario, steps, begins, end)
                    first = _part(scenario, steps, start, start + weeks)
                    then = Way(
                        person, b, section, begins, second[0][0], second[-1][1], second
                    )
                    yield Way(
                        person,
                        a,
                        section,
                        start,
                        first[0][0],
                        first[-1][1],
                        first,
                        second=then,
                    )


def steps_fall(
    scenario: Scenario,
    policy: Policy,
    person: Participant,
    a: PracticePlace,
    b: PracticePlace,
) -> bool:
    """Whether the second place is on a lower step, or the step is taken too often."""
    if a.step_level is None or b.step_level is None:
        return False
    been_on = [e.step_level for e in scenario.earlier if e.participant == person.id]
    times = been_on.count(b.step_level) + 1 + (a.step_level == b.step_level)
    too_often = 0 < policy.most_on_step < times and not person.may_stay_on_step
    return b.step_level < a.step_level or too_often


def _part(
    scenario: Scenario,
    steps: tuple[tuple[date, date, frozenset[SlotId]], ...],
    start: int,
    end: int,
) -> tuple[tuple[date, date, frozenset[SlotId]], ...]:
    """The steps of the weeks from ``start`` to ``end`` only."""
    last_weekday = max(slot.weekday for slot in scenario.grid.slots)
    first = scenario.horizon.monday(start)
    last = scenario.horizon.monday(end - 1) + timedelta(days=last_weekday)
    return tuple(
        (max(since, first), min(until, last), slots)
        for since, until, slots in steps
        if since <= last and until >= first
    )


def _running_ways(
    scenario: Scenario,
    person: Participant,
    running: RunningPlacement,
    sections: list[ClassSection | None],
) -> list[Way]:
    place = scenario.places_by_id()[running.place]
    first, last = running.start_date, running.end_date
    steps = _dated_steps(running.dated_steps, last) or ((first, last, running.slots),)
    week = (first - scenario.horizon.start).days // 7
    apart = [s for s in sections if s and not every_week(s) & running.slots]
    kept = [*apart, *(s for s in sections if s is None)] if apart else sections
    return [Way(person, place, s, week, first, last, steps, True) for s in kept]


def _dated_steps(
    steps: Sequence[PlacementStep], last: date
) -> tuple[tuple[date, date, frozenset[SlotId]], ...]:
    ends = [step.first_day - timedelta(days=1) for step in steps[1:]]
    return tuple(
        (step.first_day, end, frozenset(step.slots))
        for step, end in zip(steps, [*ends, last], strict=False)
    )


def _going_on_ways(
    scenario: Scenario,
    policy: Policy,
    begun: list[Way],
    menus: list[frozenset[SlotId]],
    sections: list[ClassSection | None],
) -> Iterator[Way]:
    """Every way to go on after a running placement, the first of two in force."""
    person = begun[0].person
    rows = sorted(
        (r for r in scenario.in_force if r.participant == person.id),
        key=lambda row: row.start_date or date.min,
    )
    template = scenario.templates_by_id()[person.template]
    if len(rows) < 2 or template.chain_first_weeks is None:
        return
    then, later = (
        rows[1],
        replace(
            policy,
            start_every_weeks=1,
            latest_start_week=scenario.horizon.placement_weeks - 1,
        ),
    )
    assert then.end_date is not None
    known = _dated_steps(then.steps, then.end_date)
    least, weeks = max(1, template.min_weeks), template.chain_first_weeks
    until = scenario.horizon.week_of(then.end_date) + 1
    for one, b in product(begun, scenario.places):
        at_b = judge(scenario, later, person, b)
        begins = one.start_week + weeks + template.chain_gap_weeks
        assert one.place is not None
        if at_b.failed or not at_b.examined or begins not in at_b.starts:
            continue
        if one.place.employer == b.employer or steps_fall(
            scenario, policy, person, one.place, b
        ):
            continue
        free = at_b.usable - menus[sections.index(one.section)]
        start = one.start_week
        for end in _cut(scenario, person, b, start, lengths(scenario, person)):
            if end - begins < least:
                continue
            found = {
                _part(scenario, steps, begins, end)
                for steps in _patterns(scenario, person, free, start, end)
                if _part(scenario, steps, start, start + weeks) == one.steps
            }
            if end <= until and all(slots <= free for *_, slots in known):
                found.add(_part(scenario, known, begins, end))
            for part in sorted(found, key=str):
                second = Way(
                    person, b, one.section, begins, part[0][0], part[-1][1], part
                )
                if has_practice(one.section, second):
                    yield replace(one, second=second)


def _ends(
    scenario: Scenario, person: Participant, place: PracticePlace, start: int
) -> set[int]:
    template = scenario.templates_by_id()[person.template]
    ends = _cut(scenario, person, place, start, lengths(scenario, person))
    return {end for end in ends if end - start >= max(1, template.min_weeks)}


def lengths(scenario: Scenario, person: Participant) -> set[int]:
    """How many weeks a placement may last; until school starts for who has one."""
    own = set(scenario.templates_by_id()[person.template].lengths_weeks)
    bridge = scenario.horizon.placement_weeks
    return own | ({max(*own, bridge)} if person.school_start else set())


def _cut(
    scenario: Scenario,
    person: Participant,
    place: PracticePlace,
    start: int,
    lengths: Iterable[int],
) -> set[int]:
    """Where each of ``lengths`` ends, cut by the last whole week of person and place."""
    last_weekday = max(slot.weekday for slot in scenario.grid.slots)
    limits = (person.latest_end, person.programme_end, place.open_to)

    def whole(week: int) -> bool:
        day = scenario.horizon.monday(week) + timedelta(days=last_weekday)
        return week < scenario.horizon.placement_weeks and all(
            limit is None or day <= limit for limit in limits
        )

    found = set()
    for length in lengths:
        end = start
        while end < start + length and whole(end):
            end += 1
        found.add(end)
    return found


def _patterns(
    scenario: Scenario,
    person: Participant,
    free: frozenset[SlotId],
    start: int,
    end: int,
) -> set[tuple[tuple[date, date, frozenset[SlotId]], ...]]:
    template = scenario.templates_by_id()[person.template]
    if len(free) < template.min_practice_slots:
        return set()
    begins, counts, week = [], [], start
    for step in template.steps:
        if week < end:
            begins.append(week)
            counts.append(min(step.practice_slots, len(free)))
        week += step.weeks or 0
    found = set()
    choices = [list(combinations(sorted(free), count)) for count in counts]
    for chosen in product(*choices):
        slots = [frozenset(some) for some in chosen]
        nested = all(a <= b for a, b in pairwise(slots))
        if nested:
            found.add(_dated(scenario, slots, begins, end))
    return found


def _dated(scenario, slots, begins, end):
    """Steps as days; equal steps that follow each other are one."""
    monday = scenario.horizon.monday
    last_weekday = max(slot.weekday for slot in scenario.grid.slots)
    final = monday(end - 1) + timedelta(days=last_weekday)
    steps: list[tuple[int, frozenset[SlotId]]] = []
    for some, week in zip(slots, begins, strict=True):
        if not steps or steps[-1][1] != some:
            steps.append((week, some))
    nexts = [monday(week) - timedelta(days=1) for week, _ in steps[1:]]
    return tuple(
        (monday(week), last, some)
        for (week, some), last in zip(steps, [*nexts, final], strict=True)
    )
