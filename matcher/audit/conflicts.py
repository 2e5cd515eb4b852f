"""Second reading of the conflicts a plan states, from the scenario alone.

That what is named is there, that the people did give something up, that rules are broken,
and that limits could be too small at all; of classes, and of pins that contradict each
other, that the demands cannot all hold. Whether people over many weeks and days fit beside
each other is not worked out again, nor what a repair would gain: that needs a search.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from matcher.audit.agreed import counted_stays
from matcher.audit.joint import people_lacking
from matcher.audit.pairs import broken_between
from matcher.audit.reading import Person, Reading, Row, may_join
from matcher.audit.single import pins_given_up
from matcher.audit.violations import Violation
from matcher.domain.agreements import PairKind
from matcher.domain.conflicts import NEEDS_OTHERS, PINNED, Conflict, Demand, DemandKind
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.mentoring import mentor_minutes
from matcher.domain.plan import Placement, Plan
from matcher.domain.rules import RuleCode
from matcher.domain.section import ClassSection

ALWAYS = (
    RuleCode.SECTOR_VETO,
    RuleCode.PLACE_VETO,
    RuleCode.EMPLOYER_VETO,
    RuleCode.BAN,
    RuleCode.CEFR_FLOOR,
    RuleCode.TRAVEL_LIMIT,
    RuleCode.REQUIREMENT,
    RuleCode.DEMAND,
    RuleCode.PROGRAMME_ACCEPTED,
    RuleCode.REPEAT_EMPLOYER,
    RuleCode.STEP_LEVEL,
    RuleCode.EDUCATION_GATE,
    RuleCode.NO_PRACTICE_PHASE,
)
"""Rules that are broken on the first day if they are at all, whatever the days."""

IN_CLASS = (*PINNED[1:2], DemandKind.CLASS_NEEDED, DemandKind.GIVEN_CLASS)
"""Demands that are about classes alone."""


def conflict_violations(reading: Reading, plan: Plan) -> Iterator[Violation]:
    """Yield what the plan's conflicts state and is not so."""
    people = {person.id: person for person in reading.people}
    for conflict in plan.conflicts:
        unknown = list(_unknown(reading, people, conflict))
        yield from unknown
        if not unknown:
            yield from _not_given_up(reading, people, conflict)
            yield from _kept_rules(reading, people, conflict)
            if conflict.shrunk:
                if NEEDS_OTHERS.isdisjoint(d.rule for d in conflict.demands):
                    yield from _roomy(reading, people, conflict)
                yield from _none(reading, people, conflict)


def _untrue(
    conflict: Conflict, aspect: str, found: int = 0, allowed: int = 1, **details: str
) -> Violation:
    return Violation(
        RuleCode.STATED_VALUE,
        conflict.given_up[:1],
        aspect=aspect,
        found=found,
        allowed=allowed,
        details=details,
    )


def _unknown(
    reading: Reading, people: Mapping[ParticipantId, Person], conflict: Conflict
) -> Iterator[Violation]:
    """Yield people and demands that the scenario does not have."""
    for person in conflict.given_up:
        if person not in people:
            yield _untrue(conflict, "conflict-unknown", demand=person)
    for demand in conflict.demands:
        if not _is_there(reading, people, conflict, demand):
            parts = (demand.kind.value, demand.rule and demand.rule.value)
            owner = (demand.participant, demand.place, demand.section, demand.employer)
            owners = (*owner, demand.quota, demand.specialist)
            named = " ".join(str(p) for p in (*parts, *owners) if p)
            yield _untrue(conflict, "conflict-unknown", demand=named)


def _missed(conflict: Conflict) -> Demand | None:
    """Return what a lower quota asks that pays for the conflict: one more than it has."""
    asked = (d for d in conflict.demands if d.rule is RuleCode.QUOTA_LEAST)
    quota = conflict.missed
    return next((d for d in asked if d.quota == quota), None) if quota else None


def _is_there(
    reading: Reading,
    people: Mapping[ParticipantId, Person],
    conflict: Conflict,
    demand: Demand,
) -> bool:
    if demand.kind is DemandKind.LIMIT:
        count = _true_count(reading, demand)
        if count is not None and demand == _missed(conflict):
            count += 1
        return count == demand.count
    person = people.get(demand.participant or ParticipantId(""))
    if person is None:
        return False
    if demand.kind in PINNED:
        return _is_pinned(person, demand)
    if demand.kind is DemandKind.CLASS_NEEDED:
        return person.template.class_slots > 0
    if demand.kind is DemandKind.GIVEN_CLASS:
        return person.participant.section == demand.section is not None
    if demand.kind is DemandKind.RUNNING:
        kept = person.running
        return kept is not None and (kept.place, kept.section) == (
            demand.place,
            demand.section,
        )
    return demand.place is None or demand.place in reading.scenario.places_by_id()


def _is_pinned(person: Person, demand: Demand) -> bool:
    wanted = (demand.place, demand.section, demand.start_date)
    return sum(part is not None for part in wanted) == 1 and any(
        demand.place in (None, pin.place)
        and demand.section in (None, pin.section)
        and demand.start_date in (None, pin.start_date)
        for pin in person.pins
    )


def _true_count(reading: Reading, limit: Demand) -> int | None:
    """Return what a limit holds; ``None`` where there is no such limit."""
    scenario, rule = reading.scenario, limit.rule
    if limit.place is not None:
        place = scenario.places_by_id().get(limit.place)
        if place is None:
            return None
        if rule is RuleCode.SEAT_DAY and limit.slot is not None:
            return place.seats_in(limit.slot)
        if rule is RuleCode.OPENS_WITH:
            return scenario.opens_only_with().get(limit.place)
        at_once = rule is RuleCode.PEOPLE_AT_ONCE
        return place.people_at_once if at_once else place.mentor_minutes_per_week
    if limit.section is not None:
        section = scenario.sections_by_id().get(limit.section)
        return None if section is None else section.seats
    if limit.quota is not None:
        return _true_quota_count(reading, limit)
    if limit.specialist is not None:
        return scenario.room_of_specialists().get(limit.specialist)
    if limit.employer is None:
        kind = PairKind.TOGETHER if rule is RuleCode.TOGETHER else PairKind.APART
        pairs = [(p.participant, p.other, p.kind) for p in scenario.pairs]
        return 1 if (limit.participant, limit.other, kind) in pairs else None
    return _true_employer_count(reading, limit)


def _true_quota_count(reading: Reading, limit: Demand) -> int | None:
    """Return what a quota allows, or of its lower side what the plan keeps."""
    for quota in reading.scenario.quotas:
        if quota.id == limit.quota:
            if limit.rule is RuleCode.QUOTA:
                return quota.most
            there = {stay.person.id for stay in counted_stays(reading, quota)}
            return min(quota.least, len(there))
    return None


def _true_employer_count(reading: Reading, limit: Demand) -> int | None:
    for employer in reading.scenario.employers:
        if employer.id == limit.employer:
            counts = {
                RuleCode.EMPLOYER_PEOPLE: employer.people_at_once,
                RuleCode.EMPLOYER_STARTS: employer.starts_per_week,
                RuleCode.MENTOR_HOURS: employer.mentor_minutes_per_week,
                RuleCode.UNPAID_STAFF: reading.policy.most_unpaid(employer),
                RuleCode.EMPLOYER_REST: employer.rest_weeks,
                RuleCode.HIRING: employer.most_with_jobs,
            }
            return counts.get(limit.rule or RuleCode.INCOMPLETE)
    return None


def _not_given_up(
    reading: Reading, people: Mapping[ParticipantId, Person], conflict: Conflict
) -> Iterator[Violation]:
    """Yield people whose pins or class the plan keeps after all."""
    first = conflict.given_up[:1]
    asked = {d.kind for d in conflict.demands if d.participant in first and d.is_asked}
    if not first and conflict.missed not in people_lacking(reading):
        yield _untrue(conflict, "conflict-given-up")
    for name in conflict.given_up:
        person = people[name]
        lost = (
            not asked.isdisjoint(PINNED) and any(pins_given_up(reading, person))
        ) or (DemandKind.CLASS_NEEDED in asked and person.lacks_class)
        if not lost:
            yield _untrue(replace(conflict, given_up=(name,)), "conflict-given-up")


def _kept_rules(
    reading: Reading, people: Mapping[ParticipantId, Person], conflict: Conflict
) -> Iterator[Violation]:
    """Yield rules that do not stand in the way."""
    first_day = next(
        (d.start_date for d in conflict.demands if d.start_date is not None),
        reading.scenario.horizon.start,
    )
    for demand in conflict.demands:
        if demand.kind is DemandKind.RULE and demand.participant is not None:
            person = people[demand.participant]
            if demand.rule is RuleCode.SECTION_FIT:
                kept = _admitted(reading, person, demand.section)
            else:
                kept = demand.rule in ALWAYS and not _broken_at(
                    reading, person, demand, first_day
                )
            if kept and demand.rule is not None:
                yield _untrue(conflict, "conflict-rule", rule=demand.rule.value)


def _admitted(reading: Reading, person: Person, section: SectionId | None) -> bool:
    """Tell whether the class admits the person, or any class where none is named."""
    return person.template.class_slots > 0 and any(
        section in (None, one.id)
        and not may_join(person.participant, person.template, one)
        for one in reading.scenario.sections
    )


def _broken_at(reading: Reading, person: Person, demand: Demand, first: date) -> bool:
    """Tell whether the person breaks the rule at the place, or at some place."""
    last = reading.scenario.horizon.placement_span.last
    for place in reading.scenario.places:
        if demand.place in (None, place.id):
            row = Row(Placement(person.id, place.id, first, last, None, ()), place, ())
            broken = broken_between(reading, person, row)
            if any(violation.rule is demand.rule for violation in broken):
                return True
    return False


def _roomy(
    reading: Reading, people: Mapping[ParticipantId, Person], conflict: Conflict
) -> Iterator[Violation]:
    """Yield limits that could hold all who are named, however they are placed."""
    for limit in conflict.demands:
        if limit.kind is DemandKind.LIMIT and limit.rule is not None:
            needed = _most_needed(reading, people, conflict, limit)
            held = limit.count or 0
            if limit.rule is RuleCode.EMPLOYER_REST:
                held = 1
            if needed <= held:
                yield _untrue(
                    conflict, "conflict-roomy", needed, held, rule=limit.rule.value
                )


def _most_needed(
    reading: Reading,
    people: Mapping[ParticipantId, Person],
    conflict: Conflict,
    limit: Demand,
) -> int:
    """Return how much the people of the conflict may take of ``limit`` at most."""
    if limit.section is not None:
        section = reading.scenario.sections_by_id()[limit.section]
        return sum(
            _may_sit(people[p], section, conflict.demands)
            for p in conflict.participants
        )
    there = [
        people[p]
        for p in conflict.participants
        if _may_be_at(reading, p, conflict, limit)
        and (limit.specialist is None or limit.specialist in people[p].team)
    ]
    if limit.rule is not RuleCode.MENTOR_HOURS:
        return len(there)
    places = reading.scenario.places
    return sum(
        max(
            mentor_minutes(reading.policy, person.participant, place)
            for place in places
        )
        for person in there
    )


def _may_sit(person: Person, section: ClassSection, demands: Iterable[Demand]) -> bool:
    named = {d.section for d in demands if d.participant == person.id}
    return section.id in {*named, person.given_class} or not may_join(
        person.participant, person.template, section
    )


def _may_be_at(
    reading: Reading, person: ParticipantId, conflict: Conflict, limit: Demand
) -> bool:
    places = reading.scenario.places_by_id()
    for demand in conflict.demands:
        if demand.participant == person and demand.kind is not DemandKind.LIMIT:
            if demand.kind is DemandKind.PINNED_START:
                return True
            if demand.place is not None and (
                limit.place in (None, demand.place)
                and limit.employer in (None, places[demand.place].employer)
            ):
                return True
    return False


def _none(
    reading: Reading, people: Mapping[ParticipantId, Person], conflict: Conflict
) -> Iterator[Violation]:
    """Yield the conflict where nothing in it makes the demands impossible."""
    kinds = {d.kind for d in conflict.demands}
    if not kinds & {DemandKind.RULE, DemandKind.LIMIT}:
        if not _contradict(reading, conflict.demands):
            yield _untrue(conflict, "conflict-none")
    elif kinds <= {*IN_CLASS, DemandKind.LIMIT} and not all(
        _too_many_for_classes(reading, people, conflict, person)
        for person in conflict.given_up
    ):
        yield _untrue(conflict, "conflict-none")


def _contradict(reading: Reading, demands: Sequence[Demand]) -> bool:
    """Tell whether one person is asked to be at two places, classes or starts."""
    if len({d.participant for d in demands}) > 1:
        return False
    week_of = reading.scenario.horizon.week_of
    running = {r.participant: r.start_date for r in reading.scenario.running}
    starts = {week_of(d.start_date) for d in demands if d.start_date is not None}
    starts |= {
        week_of(running[d.participant])
        for d in demands
        if d.kind is DemandKind.RUNNING and d.participant in running
    }
    places = {d.place for d in demands if d.place is not None}
    sections = {d.section for d in demands if d.section is not None}
    return max(len(starts), len(places), len(sections)) > 1


def _too_many_for_classes(
    reading: Reading,
    people: Mapping[ParticipantId, Person],
    conflict: Conflict,
    first: ParticipantId,
) -> bool:
    """Tell whether the people, ``first`` among them, have too few seats by number."""
    seats = {d.section: d.count or 0 for d in conflict.demands if d.rule is not None}
    seated = set()
    for demand in conflict.demands:
        who = demand.participant
        if demand.kind is DemandKind.LIMIT or who is None:
            continue
        who = first if who == conflict.given_up[0] else who
        open_to = {demand.section}
        if demand.kind is DemandKind.CLASS_NEEDED:
            open_to = {
                s.id for s in reading.scenario.sections if _may_sit(people[who], s, ())
            }
        if not open_to <= seats.keys():
            return False
        seated.add(who)
    return len(seated) > sum(seats.values())
