"""Second reading of the rules about one person's placement, class, pins and steps."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from matcher.audit.reading import Person, Reading, Row, StepInForce, may_join
from matcher.audit.violations import Violation
from matcher.domain.chains import MOST_PLACEMENTS
from matcher.domain.decisions import Pin
from matcher.domain.programme import PatternStep
from matcher.domain.rules import RuleCode
from matcher.domain.section import ClassSection
from matcher.domain.weeks import Horizon


def _one_placement(person: Person) -> Iterator[Violation]:
    most = MOST_PLACEMENTS if person.may_have_chain else 1
    if len(person.rows) > most:
        yield person.breaks(
            RuleCode.ONE_PLACEMENT,
            first=person.rows[0].span.first,
            last=max(row.span.last for row in person.rows),
            found=len(person.rows),
            allowed=most,
            details={"places": ", ".join(row.place.id for row in person.rows)},
        )


def _weeks_between(first: date, last: date) -> int:
    """Return how many weeks later ``last`` is, whatever their days."""
    monday = first - timedelta(days=first.weekday())
    return (last - monday).days // 7


def chain_faults(person: Person) -> Iterator[Violation]:
    """Yield where two placements do not follow each other as the template says."""
    if not person.has_chain:
        return
    (first, second), template = person.rows, person.template
    found = {
        "overlap": (int(second.span.first <= first.span.last), 0),
        "gap": (
            _weeks_between(first.span.last, second.span.first) - 1,
            template.chain_gap_weeks,
        ),
        "too-long": (
            _weeks_between(first.span.first, second.span.last) + 1,
            person.longest_weeks,
        ),
    }
    faults = {what: pair for what, pair in found.items() if pair[0] > pair[1]}
    weeks = _weeks_between(first.span.first, first.span.last) + 1
    if weeks != template.chain_first_weeks:
        faults["first"] = (weeks, template.chain_first_weeks or 0)
    if first.placement.section != second.placement.section:
        faults["section"] = (2, 1)
    for aspect, (is_so, allowed) in faults.items():
        yield person.breaks(
            RuleCode.CHAIN,
            second,
            aspect=aspect,
            first=first.span.first,
            last=second.span.last,
            found=is_so,
            allowed=allowed,
            details={"first": first.place.id},
        )


def _class_fault(person: Person) -> str:
    """Return why the person's class is wrong: an aspect of section-fit, or nothing."""
    section = person.section
    if person.given_class is not None:
        needed = person.template.class_slots > 0 or section is not None
        kept = section is not None and section.id == person.given_class
        return "given" if needed and not kept else ""
    if section is None:
        return ""
    if person.template.class_slots == 0:
        return "not-needed"
    return may_join(person.participant, person.template, section)


def _section_fit(person: Person) -> Iterator[Violation]:
    section = None if person.section is None else person.section.id
    if fault := _class_fault(person):
        given = person.given_class or ""
        details = {
            "level": person.participant.level.overall.label,
            "template": person.template.id,
            "given": given,
        }
        yield person.breaks(
            RuleCode.SECTION_FIT, aspect=fault, section=section, details=details
        )
    elif person.lacks_class:
        yield person.breaks(
            RuleCode.SECTION_FIT,
            aspect="missing",
            found=0,
            allowed=1,
            excuse="given-up",
        )


def _slot_clash(person: Person, row: Row) -> Iterator[Violation]:
    if person.section is None:
        return
    always = person.section.slots_every_week
    both = [slot.id for slot in row.slots if slot.id in always]
    if both:
        yield person.breaks(
            RuleCode.SLOT_CLASH,
            row,
            section=person.section.id,
            first=row.span.first,
            last=row.span.last,
            found=len(both),
            details={"slots": ", ".join(both)},
        )


def _template_step(steps: tuple[PatternStep, ...], week: int) -> PatternStep:
    """Return the step of the pattern in force ``week`` weeks after the start."""
    for step in steps:
        if step.weeks is None or week < step.weeks:
            return step
        week -= step.weeks
    return steps[-1]


def _step_size(person: Person, row: Row, step: StepInForce) -> Iterator[Violation]:
    """Yield where a step has fewer or more practice slots than the pattern allows."""
    begun = person.rows[0] if person.has_chain else row
    week = _weeks_between(begun.span.first, step.span.first)
    most = _template_step(person.template.steps, week).practice_slots
    least = min(person.template.min_practice_slots, most)
    found = len(step.slots)
    for aspect, wrong, limit in (
        ("too-few", found < least, least),
        ("too-many", found > most, most),
    ):
        if wrong:
            yield person.breaks(
                RuleCode.WEEK_PATTERN,
                row,
                aspect=aspect,
                first=step.span.first,
                last=step.span.last,
                found=found,
                allowed=limit,
            )


def _steps_in_order(row: Row) -> bool:
    """Whether the steps cover the placement: the first from its start, none twice."""
    days = [step.first_day for step in row.placement.steps]
    rising = all(first < following for first, following in pairwise(days))
    within = bool(days) and days[0] <= row.span.first and days[-1] <= row.span.last
    return rising and within


def _week_pattern(person: Person, row: Row) -> Iterator[Violation]:
    if not person.template.steps or row.span.last < row.span.first:
        return
    if not _steps_in_order(row):
        yield person.breaks(
            RuleCode.WEEK_PATTERN,
            row,
            aspect="steps",
            first=row.span.first,
            last=row.span.last,
        )
        return
    for step in row.steps:
        yield from _step_size(person, row, step)
    if person.section is not None and not _has_week_without_class(person.section, row):
        yield person.breaks(
            RuleCode.WEEK_PATTERN,
            row,
            aspect="only-class",
            section=person.section.id,
            first=row.span.first,
            last=row.span.last,
            found=0,
            allowed=1,
        )


def _has_week_without_class(section: ClassSection, row: Row) -> bool:
    """Whether there is a week for practice; always so beside a class of every week."""
    if section.alternation is None:
        return True
    return not all(has_class for _, has_class in section.alternation.parts(row.span))


def step_nesting(person: Person, row: Row) -> Iterator[Violation]:
    """Yield where a step has lost days that the one before had, also across two in a row."""
    before = [one.steps[-1] for one in person.rows_before(row) if one.steps]
    for earlier, later in pairwise([*before[-1:], *row.steps]):
        lost = [slot.id for slot in earlier.slots if slot not in later.slots]
        if lost:
            yield person.breaks(
                RuleCode.STEP_NESTING,
                row,
                first=later.span.first,
                last=later.span.last,
                found=len(lost),
                details={"slots": ", ".join(lost)},
            )


def _pin_faults(pin: Pin, person: Person, horizon: Horizon) -> Iterator[str]:
    """Yield the parts of ``pin`` that do not hold; either of two in a row may do."""
    section, week_of = person.section, horizon.week_of
    there = [r for r in person.counted_rows if pin.place in (None, r.place.id)]
    if pin.place is not None and not there:
        yield "place"
    in_class = section is not None and section.id == pin.section
    if pin.section is not None and not in_class and not person.class_assumed:
        yield "section"
    if pin.start_date is not None:
        starts = {week_of(r.span.first) for r in there or person.counted_rows}
        if week_of(pin.start_date) not in starts:
            yield "start"


def pins_given_up(reading: Reading, person: Person) -> Iterator[Violation]:
    """Yield the parts of the person's pins that the plan does not honour."""
    for pin in person.pins:
        for part in _pin_faults(pin, person, reading.scenario.horizon):
            yield person.breaks(
                RuleCode.PINNED,
                aspect=part,
                place=pin.place,
                section=pin.section,
                first=pin.start_date,
                last=pin.start_date,
                found=0,
                allowed=1,
                excuse="given-up",
            )


def _running_kept(person: Person) -> Iterator[Violation]:
    kept = person.running
    if kept is None:
        return
    row, fault = person.row, ""
    if row is None:
        fault = "missing"
    elif (
        row.place.id != kept.place
        or row.span.first != kept.start_date
        or row.span.last != kept.end_date
        or {slot.id for slot in row.last_slots} != kept.slots
        or (kept.dated_steps and row.placement.steps != kept.dated_steps)
    ):
        fault = "changed"
    if fault:
        yield person.breaks(
            RuleCode.RUNNING_KEPT,
            aspect=fault,
            place=kept.place,
            first=kept.start_date,
            last=kept.end_date,
            found=0,
            allowed=1,
        )


def single_violations(reading: Reading) -> Iterator[Violation]:
    """Yield where one person's own part of the plan breaks a rule.

    Running placements need only be kept: they may clash, and have any pattern.
    """
    for person in reading.people:
        yield from _one_placement(person)
        yield from chain_faults(person)
        yield from _section_fit(person)
        yield from pins_given_up(reading, person)
        yield from _running_kept(person)
        for row in person.rows:
            if not person.is_kept(row):
                yield from _slot_clash(person, row)
                yield from _week_pattern(person, row)
                yield from step_nesting(person, row)
