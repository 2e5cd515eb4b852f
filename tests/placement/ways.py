"""Every way to treat a person, written out from the rules in plain Python and by date.

No solver, no arrays, nothing shared with the engine: what each way is worth in the tiers,
what it takes of what there is only so much of, and how much there is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import ceil
from typing import Any

from matcher.domain.agreements import Counted, PairKind
from matcher.domain.decisions import RunningPlacement
from matcher.domain.fit import fit_parts
from matcher.domain.ids import SlotId
from matcher.domain.law import Duty, Urgency, duty_of
from matcher.domain.mentoring import mentor_minutes
from matcher.domain.participant import Participant
from matcher.domain.place import Employer, PracticePlace
from matcher.domain.policy import STANDARD_TIERS, Policy, Tier
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.rhythm import rhythm_points
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.work import is_practice_day, practice_minutes
from tests.eligibility.oracle import _may_join, judge
from tests.placement.following import crowd_limit, crowds_of

AIMS: tuple[Tier, ...] = STANDARD_TIERS[:-1]
COVERAGE = {
    Urgency.OVERDUE: Tier.COVERAGE_OVERDUE,
    Urgency.DUE: Tier.COVERAGE_DUE,
    Urgency.MATCH_LATE: Tier.COVERAGE_MATCH_LATE,
    Urgency.OTHER: Tier.COVERAGE_OTHER,
}
Use = tuple[Any, ...]
"""A thing of which there is so much: seats of a slot on a day, people in a class, …"""


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

    @property
    def stays(self) -> "list[Way]":
        """Each placement of the way as one of its own."""
        return [self] if self.second is None else [self, self.second]


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
    menus = [section.menu for section in sections if section]
    if not is_given(scenario, person):
        # Without a class one still waits for the first: its days are kept free.
        sections.append(None)
        menus.append(menus[0] if menus else frozenset())
    for running in scenario.running:
        if running.participant == person.id:
            return _running_ways(scenario, person, running, sections)
    found = list(_single_ways(scenario, policy, person, sections, menus))
    if may_have_two(scenario, person):
        found += chained_ways(scenario, policy, person, sections, menus)
    return found


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
    goes_with = any(
        pair.kind is PairKind.TOGETHER
        and person.id in (pair.participant, pair.other)
        and not any(
            r.participant in (pair.participant, pair.other) for r in scenario.running
        )
        for pair in scenario.pairs
    )
    return template.chain_first_weeks is not None and not pinned and not goes_with


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
        if a.employer == b.employer or _steps_fall(scenario, policy, person, a, b):
            continue
        for (section, menu), start in product(
            list(zip(sections, menus, strict=True)), at_a.starts
        ):
            begins = start + weeks + template.chain_gap_weeks
            stays_a = start + weeks in _cut(scenario, person, a, start, [weeks])
            if not stays_a or weeks < least or begins not in at_b.starts:
                continue
            for end in _cut(scenario, person, b, start, template.lengths_weeks):
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


def _steps_fall(
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
    step = (running.start_date, running.end_date, running.slots)
    week = (running.start_date - scenario.horizon.start).days // 7
    apart = [s for s in sections if s and not s.menu & running.slots]
    kept = [*apart, *(s for s in sections if s is None)] if apart else sections
    return [
        Way(person, place, s, week, running.start_date, running.end_date, (step,), True)
        for s in kept
    ]


def _ends(
    scenario: Scenario, person: Participant, place: PracticePlace, start: int
) -> set[int]:
    template = scenario.templates_by_id()[person.template]
    ends = _cut(scenario, person, place, start, template.lengths_weeks)
    return {end for end in ends if end - start >= max(1, template.min_weeks)}


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


def values(scenario: Scenario, policy: Policy, way: Way) -> dict[Tier, int]:
    """What one way is worth in each tier."""
    person = way.person
    template = scenario.templates_by_id()[person.template]
    calendar = scenario.calendar_of(person)
    duty = duty_of(person, template, calendar, scenario.horizon)
    short = max(0, duty.missing_minutes - practised(scenario, way, duty))
    waited = 0
    if person.waiting_since is not None:
        waited = (scenario.horizon.start - person.waiting_since).days
    found: dict[Tier, int] = dict.fromkeys(AIMS, 0)
    found[Tier.REPAIR] = -_repairs(scenario, way, template)
    found[COVERAGE[duty.urgency]] = int(short == 0)
    found[Tier.HOURS_SHORT] = -((short + 59) // 60)
    found[Tier.WAITING] = min(999, max(0, waited)) if short == 0 else 0
    if way.place is not None:
        found[Tier.FIT] = _fit(scenario, policy, way)
        found[Tier.RHYTHM] = rhythm_points(
            scenario.grid,
            way.start_week,
            policy.latest_start_week,
            scenario.grid.mask(way.stays[-1].last_slots),
        )
    return found


def _fit(scenario: Scenario, policy: Policy, way: Way) -> int:
    """The fit of the placement, or the mean of every week of both, rounded down."""
    each_week: list[int] = []
    for stay in way.stays:
        assert stay.place is not None
        assert stay.first is not None
        assert stay.last is not None
        monday = scenario.horizon.monday(stay.start_week)
        points = fit_parts(
            scenario,
            policy,
            stay.person,
            stay.place,
            stay.section,
            monday,
            stay.last_slots,
        ).total
        weeks = len({day.isocalendar()[:2] for day in days(stay.first, stay.last)})
        each_week += [points] * weeks
    return sum(each_week) // len(each_week)


def practised(scenario: Scenario, way: Way, duty: Duty) -> int:
    """Minutes of practice in the duty window, day by day."""
    if way.place is None or duty.window is None:
        return 0
    calendar, total = scenario.calendar_of(way.person), 0
    for stay in way.stays:
        assert stay.place
        for first, last, slots in stay.steps:
            for day in days(first, last):
                if day in duty.window and is_practice_day(stay.place, calendar, day):
                    total += sum(
                        practice_minutes(stay.place, slot)
                        for slot in scenario.grid.slots
                        if slot.id in slots and slot.weekday == day.weekday()
                    )
    return total


def _repairs(scenario: Scenario, way: Way, template: ProgrammeTemplate) -> int:
    def held(pin) -> bool:
        if pin.place is not None and (way.place is None or way.place.id != pin.place):
            return False
        if pin.section is not None and (
            way.section is None or way.section.id != pin.section
        ):
            return False
        week = pin.start_date and scenario.horizon.week_of(pin.start_date)
        return week is None or (way.place is not None and way.start_week == week)

    pins = [pin for pin in scenario.pins if pin.participant == way.person.id]
    lacks_class = template.class_slots > 0 and way.section is None
    return (not all(map(held, pins))) + lacks_class


def uses(scenario: Scenario, policy: Policy, way: Way) -> dict[Use, int]:
    """All that ``way`` takes up, and how much of it: 1 of all but a mentor's time."""
    return {
        use: amount
        for stay in way.stays
        for use, amount in _uses(scenario, policy, stay).items()
    }


def _uses(scenario: Scenario, policy: Policy, way: Way) -> dict[Use, int]:
    found: set[Use] = set()
    if way.section is not None:
        found.add(("class", way.section.id))
    if way.place is None or way.first is None or way.last is None:
        return dict.fromkeys(found, 1)
    found |= set(agreed_uses(scenario, way.person, way.place, way.first, way.last))
    weekday = {slot.id: slot.weekday for slot in scenario.grid.slots}
    for day in days(way.first, way.last):
        found.add(("place", way.place.id, day))
        found.add(("employer", way.place.employer, day))
    for first, last, slots in way.steps:
        for day in days(first, last):
            found |= {
                ("seat", way.place.id, slot, day)
                for slot in slots
                if weekday[slot] == day.weekday()
            }
    found.add(("start", way.place.employer, *way.first.isocalendar()[:2]))
    minutes = mentor_minutes(policy, way.person, way.place)
    mentors = [
        (kind, owner, day)
        for kind, owner in (
            ("mentor", way.place.id),
            ("employer mentor", way.place.employer),
        )
        for day in days(way.first, way.last)
        if minutes
    ]
    return dict.fromkeys(found, 1) | dict.fromkeys(mentors, minutes)


def agreed_uses(
    scenario: Scenario,
    person: Participant,
    place: PracticePlace,
    first: date,
    last: date,
) -> Iterator[Use]:
    """What a stay takes of staff, rest, quotas and the room beside others."""
    template = scenario.templates_by_id()[person.template]
    rest = scenario.employers_by_id()[place.employer].rest_weeks
    if rest:
        for day in days(first, last + timedelta(weeks=rest)):
            yield ("rest", place.id, day)
    for quota in scenario.quotas:
        if quota.counts_person(person, template) and quota.counts_place(place):
            once = quota.counted is Counted.PERIOD
            for day in days(first, first if once else last):
                yield ("quota", quota.id, None if once else day)
    for crowd in crowds_of(scenario, person):
        yield ("followed", crowd)
    yield ("job", place.employer)
    pairs = [
        p
        for p in scenario.pairs
        if p.kind is PairKind.APART and person.id in (p.participant, p.other)
    ]
    for day in days(first, last):
        if not template.paid:
            yield ("unpaid", place.employer, day)
        for pair in pairs:
            yield ("pair", (pair.participant, pair.other), place.id, day)


def limit(scenario: Scenario, policy: Policy, use: Use) -> int | None:
    """How much there is of ``use``; ``None``: no limit."""
    kind, owner = use[:2]
    if kind == "pair":
        return 1
    if kind == "followed":
        return crowd_limit(scenario, owner)
    if kind == "quota":
        return next(q.most for q in scenario.quotas if q.id == owner)
    if kind == "rest":
        return scenario.places_by_id()[owner].people_at_once
    if kind == "mentor":
        return scenario.places_by_id()[owner].mentor_minutes_per_week
    if kind == "class":
        return scenario.sections_by_id()[owner].seats
    if kind == "place":
        return scenario.places_by_id()[owner].people_at_once
    if kind == "seat":
        return scenario.places_by_id()[owner].seats_in(use[2])
    employer = scenario.employers_by_id()[owner]
    return {
        "employer": employer.people_at_once,
        "start": employer.starts_per_week,
        "employer mentor": employer.mentor_minutes_per_week,
        "unpaid": policy.most_unpaid(employer),
        "job": most_with_jobs(employer),
    }[kind]


def most_with_jobs(employer: Employer) -> int | None:
    """The most people of whom the share that is hired is no more than the jobs."""
    share, jobs = employer.hire_share_percent, employer.jobs
    if share is None or jobs is None:
        return None
    people = 0
    while ceil(Fraction((people + 1) * share, 100)) <= jobs:
        people += 1
    return people


def taken_by_facts(scenario: Scenario, use: Use, users: list[tuple[Way, int]]) -> int:
    """How much is taken of ``use`` whatever is done: they stay, but nobody is added."""
    return sum(
        {
            way.person.id: amount
            for way, amount in users
            if (is_given(scenario, way.person) if use[0] == "class" else way.running)
        }.values()
    )


Needs = tuple[tuple[int, int], ...]
"""(Number of a limited use, how much of it)."""


def written_out(
    scenario: Scenario, policy: Policy
) -> tuple[list[tuple[int, Way]], list[Needs], list[int]]:
    """All ways as (person, way), what each needs, and how much there is of each use.

    Uses by the same ways are one, the tightest.
    """
    every = [
        (i, way)
        for i, person in enumerate(scenario.participants)
        for way in ways(scenario, policy, person)
    ]
    users: dict[Use, list[tuple[int, int]]] = defaultdict(list)
    for number, (_, way) in enumerate(every):
        for use, amount in uses(scenario, policy, way).items():
            users[use].append((number, amount))
    room: dict[Needs, int] = {}
    for use, users_of in users.items():
        most = limit(scenario, policy, use)
        if most is not None:
            ways_of = [(every[n][1], amount) for n, amount in users_of]
            most = max(most, taken_by_facts(scenario, use, ways_of))
            room[tuple(users_of)] = min(most, room.get(tuple(users_of), most))
    needs: list[list[tuple[int, int]]] = [[] for _ in every]
    for nth, numbers in enumerate(room):
        for number, amount in numbers:
            needs[number].append((nth, amount))
    return every, [tuple(needed) for needed in needs], list(room.values())
