"""Stays that count heads: seats, places, employers, starts, rest, staff and classes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.chains import running_alone
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.options import (
    NEVER,
    NO_PLACE,
    NO_SECTION,
    Columns,
    Options,
    slot_offsets,
)
from matcher.placement.rows.alternating import Alternating
from matcher.placement.rows.stays import Stays

Ints = NDArray[np.int64]

NO_LIMIT = -1


@dataclass(frozen=True, slots=True)
class Placed:
    """The options with a placement: where they are among all, and their columns."""

    at: Ints
    columns: Columns

    @classmethod
    def of(cls, options: Options) -> Self:
        """Return those of ``options``."""
        at = np.flatnonzero(options.columns.place_idx != NO_PLACE)
        return cls(at, options.columns.take(at))


def limits_of(limits: Iterable[int | None]) -> Ints:
    """Return the limits as an array, ``NO_LIMIT`` for ``None``."""
    return np.array([NO_LIMIT if n is None else n for n in limits], dtype=np.int64)


def employer_of(scenario: Scenario) -> Ints:
    """Return the position of each place's employer."""
    number = {e.id: i for i, e in enumerate(scenario.employers)}
    return np.array([number[p.employer] for p in scenario.places], dtype=np.int64)


def _at_once(scenario: Scenario) -> Ints:
    return np.array([p.people_at_once for p in scenario.places], dtype=np.int64)


def _most_held(scenario: Scenario) -> Ints:
    """Return how many each place may ever hold: running placements may be too many."""
    number = {p.id: i for i, p in enumerate(scenario.places)}
    running = np.array([number[r.place] for r in scenario.running], dtype=np.int64)
    return np.maximum(
        _at_once(scenario), np.bincount(running, minlength=len(scenario.places))
    )


def seat_stays(scenario: Scenario, options: Options, placed: Placed) -> list[Stays]:
    """Return the stays on the seats, slot by slot.

    None where the people at once of the place are no more than the seats: these rows
    follow.
    """
    columns = placed.columns
    found = []
    at_once = _at_once(scenario)
    alternating = Alternating(scenario, options)
    for position, slot in enumerate(scenario.grid.slots):
        seats = np.array([p.seats_in(slot.id) for p in scenario.places], dtype=np.int64)
        offset = slot_offsets(position, options.patterns)[columns.pattern_idx]
        needs_row = (at_once > seats)[columns.place_idx]
        first, after = _running_weeks(scenario, slot.weekday)
        start = np.maximum(columns.start_week + offset, first[columns.participant_idx])
        end = np.minimum(columns.end_week, after[columns.participant_idx])
        here = np.flatnonzero((offset < NEVER) & needs_row & (start < end))
        here, begin, after = alternating.seated(
            position, here, columns.pattern_idx, start, end
        )
        place = columns.place_idx[here]
        found.append(
            Stays(
                RuleCode.SEAT_DAY,
                place * len(scenario.grid.slots) + position,
                place,
                begin,
                after,
                placed.at[here],
                seats[place],
            )
        )
    return found


def _running_weeks(scenario: Scenario, weekday: int) -> tuple[Ints, Ints]:
    """Return the weeks, half-open, in which each person may be on ``weekday``.

    Only a running placement limits them: it may begin and end inside a week, and the
    seats of the days before and after are free. One that another follows has whole weeks.
    """
    first = np.full(len(scenario.participants), -NEVER, dtype=np.int64)
    after = np.full(len(scenario.participants), NEVER, dtype=np.int64)
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    start = scenario.horizon.start
    for running in running_alone(scenario):
        i = people[running.participant]
        first[i] = -((weekday - (running.start_date - start).days) // 7)
        after[i] = ((running.end_date - start).days - weekday) // 7 + 1
    return first, after


def place_stays(scenario: Scenario, placed: Placed) -> Stays:
    """Return the stays among the people at once of each place."""
    columns = placed.columns
    place = columns.place_idx
    return Stays(
        RuleCode.PEOPLE_AT_ONCE,
        place,
        place,
        columns.start_week,
        columns.end_week,
        placed.at,
        _at_once(scenario)[place],
    )


def rest_stays(scenario: Scenario, placed: Placed) -> Stays:
    """Return the stays at places whose employer rests, each with the rest after it."""
    columns = placed.columns
    rest = np.array([e.rest_weeks for e in scenario.employers], dtype=np.int64)
    weeks = rest[employer_of(scenario)][columns.place_idx]
    here = np.flatnonzero(weeks)
    place = columns.place_idx[here]
    return Stays(
        RuleCode.EMPLOYER_REST,
        place,
        place,
        columns.start_week[here],
        columns.end_week[here] + weeks[here],
        placed.at[here],
        _at_once(scenario)[place],
    )


def employer_stays(scenario: Scenario, placed: Placed) -> Stays:
    """Return the stays at employers with a limit that their places do not imply."""
    columns = placed.columns
    owner = employer_of(scenario)[columns.place_idx]
    limit = limits_of(e.people_at_once for e in scenario.employers)
    held = np.bincount(
        employer_of(scenario),
        weights=_most_held(scenario),
        minlength=len(scenario.employers),
    )
    here = np.flatnonzero((limit[owner] != NO_LIMIT) & (limit[owner] < held[owner]))
    owner = owner[here]
    return Stays(
        RuleCode.EMPLOYER_PEOPLE,
        owner,
        owner,
        columns.start_week[here],
        columns.end_week[here],
        placed.at[here],
        limit[owner],
    )


def unpaid_stays(scenario: Scenario, policy: Policy, placed: Placed) -> Stays:
    """Return the unpaid stays at employers whose staff is known."""
    columns = placed.columns
    owner = employer_of(scenario)[columns.place_idx]
    limit = limits_of(policy.most_unpaid(e) for e in scenario.employers)
    paid = {t.id: t.paid for t in scenario.templates}
    unpaid = np.array([not paid[p.template] for p in scenario.participants], np.bool_)
    here = np.flatnonzero((limit[owner] != NO_LIMIT) & unpaid[columns.participant_idx])
    owner = owner[here]
    return Stays(
        RuleCode.UNPAID_STAFF,
        owner,
        owner,
        columns.start_week[here],
        columns.end_week[here],
        placed.at[here],
        limit[owner],
    )


def hiring_stays(scenario: Scenario, placed: Placed) -> Stays:
    """Return the stays at employers with few jobs for those they promise to hire.

    They all count as if at once: a promise is about everybody in the plan.
    """
    owner = employer_of(scenario)[placed.columns.place_idx]
    limit = limits_of(e.most_with_jobs for e in scenario.employers)
    here = np.flatnonzero(limit[owner] != NO_LIMIT)
    owner = owner[here]
    zero = np.zeros(len(here), dtype=np.int64)
    return Stays(
        RuleCode.HIRING, owner, owner, zero, zero + 1, placed.at[here], limit[owner]
    )


def start_stays(scenario: Scenario, placed: Placed) -> Stays:
    """Return the week of each start, which is all that a limit of starts sees."""
    columns = placed.columns
    owner = employer_of(scenario)[columns.place_idx]
    limit = limits_of(e.starts_per_week for e in scenario.employers)
    here = np.flatnonzero((limit[owner] != NO_LIMIT) & (columns.start_week >= 0))
    owner, week = owner[here], columns.start_week[here]
    return Stays(
        RuleCode.EMPLOYER_STARTS,
        owner,
        owner,
        week,
        week + 1,
        placed.at[here],
        limit[owner],
    )


def section_stays(scenario: Scenario, options: Options) -> Stays:
    """Return who would be in each class, which lasts all the time."""
    here = np.flatnonzero(options.columns.section_idx != NO_SECTION)
    section = options.columns.take(here).section_idx
    seats = np.array([s.seats for s in scenario.sections], dtype=np.int64)
    zero = np.zeros(len(here), dtype=np.int64)
    return Stays(
        RuleCode.SECTION_SEATS,
        section,
        section,
        zero,
        zero + 1,
        here,
        seats[section],
    )
