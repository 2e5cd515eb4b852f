"""Second reading of the reasons a plan gives for its placements.

Level, decisions, each criterion's share, and the runner-up: that it breaks no rule
between the person and the place, its fit, and the difference in fit. Not read again: how
many places each rule kept away, whether the runner-up is the best other place, what limits
keep it out, and the relaxations. They speak of all places, and stay the planner's word.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from matcher.audit.pairs import broken_between
from matcher.audit.reading import Person, Reading, Row, StepInForce
from matcher.audit.single import chain_faults
from matcher.audit.values import fit_of
from matcher.audit.violations import Violation
from matcher.domain.fit import criterion_shares
from matcher.domain.ids import PlaceId
from matcher.domain.plan import Placement, PlacementStep
from matcher.domain.policy import Tier
from matcher.domain.reasons import Criterion, CriterionShare, Decided, RunnerUp, StayAt
from matcher.domain.rules import RuleCode
from matcher.domain.satisfaction import satisfaction_level
from matcher.domain.weeks import DateSpan

PARTS = ("points", "of", "number", "out_of")
"""The figures of a criterion's share."""


def reason_violations(reading: Reading) -> Iterator[Violation]:
    """Yield what placements say of themselves and is not so.

    Those of a plan that gives no reasons say nothing.
    """
    for person, row in reading.placed:
        if row.placement.level is None:
            continue
        yield from _level(person, row)
        yield from _decided(person, row)
        yield from _shares(reading, person, row)
        if row.placement.runner_up is not None:
            yield from _runner_up(reading, person, row.placement.runner_up)


def _untrue(
    person: Person, row: Row, aspect: str, stated: int, true: int, **details: str
) -> Iterator[Violation]:
    if stated != true:
        yield person.breaks(
            RuleCode.STATED_VALUE,
            row,
            aspect=aspect,
            found=stated,
            allowed=true,
            details=details,
        )


def _level(person: Person, row: Row) -> Iterator[Violation]:
    true = satisfaction_level(person.participant, row.place)
    yield from _untrue(person, row, "level", row.placement.level or 0, true)


def _decided(person: Person, row: Row) -> Iterator[Violation]:
    """Yield where a decision is stated that nobody made, or the other way round."""
    running, here = person.running, row.place.id
    true = {
        RuleCode.RUNNING_KEPT: running is not None and running.place == here,
        RuleCode.PINNED: any(pin.place == here for pin in person.pins)
        and (running is None or running.place != here),
    }
    said = {r.rule for r in row.placement.reasons if isinstance(r, Decided)}
    for rule, so in true.items():
        yield from _untrue(person, row, "decided", rule in said, so, name=rule.value)


def _true_shares(
    reading: Reading, person: Person, row: Row
) -> dict[Criterion, CriterionShare]:
    first: date = row.span.first
    before = person.rows_before(row)
    shares = criterion_shares(
        reading.scenario,
        reading.policy,
        person.participant,
        row.place,
        person.section,
        first - timedelta(days=first.weekday()),
        [slot.id for slot in row.last_slots],
        before[-1].place if before else None,
    )
    return {share.criterion: share for share in shares}


def _shares(reading: Reading, person: Person, row: Row) -> Iterator[Violation]:
    """Yield figures that are untrue; a criterion that is not spoken of counts as 0."""
    said = {
        r.criterion: r for r in row.placement.reasons if isinstance(r, CriterionShare)
    }
    shares = _true_shares(reading, person, row)
    for criterion in Criterion:
        true = shares.get(criterion)
        for part in PARTS:
            yield from _untrue(
                person,
                row,
                "criterion",
                getattr(said.get(criterion), part, None) or 0,
                getattr(true, part, None) or 0,
                name=criterion.value,
                part=part,
            )


def _runner_up(
    reading: Reading, person: Person, runner_up: RunnerUp
) -> Iterator[Violation]:
    there = _person_there(reading, person, runner_up)
    for rule in _broken_there(reading, person, there):
        yield person.breaks(
            RuleCode.STATED_VALUE,
            aspect="runner-up",
            place=runner_up.place,
            details={"name": rule.value},
        )
    if there is None:
        return
    fit, at = fit_of(reading, there), there.rows[0]
    yield from _untrue(person, at, "runner-up-fit", runner_up.fit, fit)
    if runner_up.tier is Tier.FIT:
        more = fit - fit_of(reading, person)
        yield from _untrue(person, at, "runner-up-by", runner_up.by, more)


def _broken_there(
    reading: Reading, person: Person, there: Person | None
) -> list[RuleCode]:
    """Return the rules that the runner-up's option would break, each once."""
    if there is None:
        return [RuleCode.UNKNOWN_ID]
    broken = [
        violation.rule
        for row in there.rows
        if person.running is None or row is not there.row
        for violation in broken_between(reading, there, row)
    ]
    many = len(there.rows) > 1
    if _places(there) == _places(person) or (many and not there.has_chain):
        broken.append(RuleCode.ONE_PLACEMENT)
    kept = person.running
    if kept is not None and there.rows[0].place.id != kept.place:
        broken.append(RuleCode.RUNNING_KEPT)
    if many and any(True for _ in chain_faults(there)):
        broken.append(RuleCode.CHAIN)
    section = there.section
    menu = frozenset() if section is None else section.slots_every_week
    if any(menu & {slot.id for slot in row.slots} for row in there.rows):
        broken.append(RuleCode.SLOT_CLASH)
    return list(dict.fromkeys(broken))


def _places(person: Person) -> list[PlaceId]:
    return [row.place.id for row in person.counted_rows]


def _person_there(
    reading: Reading, person: Person, runner_up: RunnerUp
) -> Person | None:
    """Return the person with the runner-up's option; ``None`` for an unknown place."""
    after = () if runner_up.after is None else (runner_up.after,)
    rows = [_row_at(reading, person, stay) for stay in (runner_up, *after)]
    known = tuple(row for row in rows if row is not None)
    if len(known) < len(rows):
        return None
    section = (
        None
        if runner_up.section is None
        else reading.scenario.sections_by_id().get(runner_up.section)
    )
    known = tuple(replace(row, section=section) for row in known)
    return replace(person, rows=known, section=section)


def _row_at(reading: Reading, person: Person, stay: RunnerUp | StayAt) -> Row | None:
    """Return ``stay`` as a placement with one step; ``None`` for an unknown place."""
    place = reading.scenario.places_by_id().get(stay.place)
    if place is None:
        return None
    first, last = stay.start_date, stay.end_date
    named = set(stay.slots)
    slots = tuple(slot for slot in reading.scenario.grid.slots if slot.id in named)
    return Row(
        Placement(
            person.id,
            place.id,
            first,
            last,
            None,
            (PlacementStep(first, stay.slots),),
        ),
        place,
        (StepInForce(DateSpan(first, last), slots),),
    )
