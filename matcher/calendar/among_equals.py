"""Which of the plans that are equally good has the calendar that lacks least.

Many options of a person are worth the same in every aim: the same place in the same weeks,
beside another class or on other weekdays; for who waits for a place, another class. The
placement draws lots between them. Here the calendar has its say first: who still lacks
hours of the duty is free when the job club is, where a class of theirs allows it, or where
somebody else can change to another one without loss and leave a seat.

That is one integer program: everybody's equal options under all rows of the placement, and
a choice for each free slot of those who lack hours, to be at one of the sessions there.
Its calendar is then filled as any other, and taken only if it lacks less.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.attendance import Attendance, attended, options_of
from matcher.calendar.build import build_calendar
from matcher.calendar.columns import Calendar
from matcher.calendar.fill import fill_calendar
from matcher.calendar.hours import in_duty_window, summarise_hours
from matcher.calendar.own_holidays import lay_holidays
from matcher.calendar.sessions import find_sessions
from matcher.domain.activities import Activity
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.placement import placements_of
from matcher.placement.greedy import NO_COLUMN, completed
from matcher.placement.host import solve_all
from matcher.placement.whole import every_column, whole_problem

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

ROUNDS = 2
"""How often the calendar is asked: holidays and courses may be others once it has chosen."""

MOST_COLUMNS = 100_000
"""With more columns than this the lots stand: the program would take minutes."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A plan's choice with its calendar.

    Attributes
    ----------
    chosen
        The option of each participant.
    base, calendar
        Class, practice and holidays; and with all free slots filled.
    """

    chosen: Ints
    placements: list[Placement]
    sections: Mapping[ParticipantId, SectionId]
    base: Calendar
    calendar: Calendar

    @classmethod
    def of(cls, scenario: Scenario, options: Options, chosen: Ints) -> "Filled":
        """Return the calendar of the options ``chosen``."""
        placements, sections = placements_of(scenario, options, chosen)
        base = lay_holidays(build_calendar(scenario, placements, sections))
        calendar = fill_calendar(base, placements)
        return cls(chosen, placements, sections, base, calendar)

    def shortages(self) -> tuple[int, ...]:
        """Return what the calendar lacks, most important first: fewer is better."""
        metrics = summarise_hours(self.calendar).metrics
        return tuple(
            metrics[name]
            for name in (
                "hours_short_legal",
                "hours_short_legal_largest",
                "empty_weeks",
                "hours_short_full_time",
            )
        )


def best_among_equals(
    scenario: Scenario, policy: Policy, options: Options, chosen: Ints
) -> Filled:
    """Return the choice as good as ``chosen`` in every aim whose calendar lacks least.

    Its own, where none was found that lacks less.
    """
    best = Filled.of(scenario, options, chosen)
    for _ in range(ROUNDS):
        equal = _equal_options(policy, options, best.chosen)
        proposed = _proposed(scenario, policy, options, best, equal)
        if proposed is None:
            return best
        other = Filled.of(scenario, options, proposed)
        if other.shortages() >= best.shortages():
            return best
        best = other
    return best


def _equal_options(policy: Policy, options: Options, chosen: Ints) -> Ints:
    """Return the options that are as good for their person as the one ``chosen``.

    In every aim but the tie-break, at the same place and in the same weeks. Increasing.
    """
    columns = options.columns
    sizes = np.bincount(columns.participant_idx, minlength=len(chosen))
    same: Bools = np.ones(len(columns), dtype=np.bool_)
    for part in (
        columns.place_idx,
        columns.start_week,
        columns.end_week,
        columns.next_idx,
    ):
        same &= part == np.repeat(part[chosen], sizes)
    equal: Ints = np.flatnonzero(same)
    for tier in policy.tiers:
        if tier is not Tier.TIE_BREAK:
            own = options.worth(tier, chosen)[columns.participant_idx[equal]]
            equal = equal[options.worth(tier, equal) == own]
    return equal


def _proposed(
    scenario: Scenario, policy: Policy, options: Options, now: Filled, equal: Ints
) -> Ints | None:
    """Return the choice among ``equal`` options that leaves most for the duty to be had.

    ``None`` where nobody lacks hours that could be had, or there is nothing to choose.
    """
    could_be_had = any(one.is_work_oriented for one in scenario.activities)
    lacks = could_be_had and summarise_hours(now.calendar).work_missing.any()
    if not lacks or len(equal) == len(now.chosen):
        return None
    some = options.take(equal)
    problem, _ = whole_problem(scenario, policy, some, every_column, (Tier.TIE_BREAK,))
    problem = problem.widened()
    own = np.searchsorted(equal, now.chosen)
    wanted = np.full(problem.num_groups, NO_COLUMN, dtype=np.int64)
    wanted[: len(own)] = own
    start = completed(problem, wanted)
    attendance = beside_equals(scenario, some, own, now.base)
    if start is None or not attendance.decides:
        return None
    # Nobody is moved for nothing.
    stays = np.zeros(problem.num_columns, dtype=np.int64)
    stays[own] = 1
    problem = replace(problem, values=stays[None])
    whole = attended(problem, attendance, 1 + len(own))
    if whole.num_columns > MOST_COLUMNS:
        return None
    stay = np.concatenate([start, problem.num_columns + attendance.stays])
    [outcome] = solve_all(
        [whole],
        np.ones((2, 1), dtype=np.int64),
        policy.limits,
        1,
        lambda *_: None,
        [stay],
    )
    found = outcome.incumbent.chosen[: len(own)]
    return None if np.array_equal(found, own) else equal[found]


def beside_equals(
    scenario: Scenario, options: Options, own: Ints, base: Calendar
) -> Attendance:
    """Return the choices beside ``options``, of which everybody has ``own`` now."""
    lacking = summarise_hours(base).work_missing
    pairs = np.concatenate(
        [*_seen_with_each(scenario, options, own, lacking > 0)], axis=1
    )
    option, moment, session, seats, minutes = pairs
    moments, slot = np.unique(moment, return_inverse=True)
    sessions, first, session = np.unique(
        session, return_index=True, return_inverse=True
    )
    _, once = np.unique(slot * len(sessions) + session, return_index=True)
    people = options.columns.participant_idx
    person = moments // _moments_of_each(scenario)
    blocked, every = options_of(people, person)
    free = np.isin(every * len(moments) + blocked, option * len(moments) + slot)
    return Attendance(
        person,
        slot[once].astype(np.int64),
        session[once].astype(np.int64),
        minutes[once],
        seats[first],
        # The last session of somebody may be longer than what they still lack.
        lacking + int(minutes.max(initial=1)) - 1,
        every[~free],
        blocked[~free],
        np.zeros(len(people), dtype=np.int64),
    )


def _moments_of_each(scenario: Scenario) -> int:
    """Return how many slots the calendar of a person has."""
    return 7 * scenario.horizon.calendar_weeks * len(scenario.grid.slots)


def _seen_with_each(
    scenario: Scenario, options: Options, own: Ints, asks: Bools
) -> Iterator[Ints]:
    """Yield ``(5, pairs)``: option, slot of a person, session, its seats and minutes.

    First everybody who ``asks`` has their first option, then their second, and so on.
    Slots and sessions have numbers that are the same each time.
    """
    people = options.columns.participant_idx
    first = np.searchsorted(people, np.arange(len(own)))
    count = np.searchsorted(people, np.arange(len(own)), side="right") - first
    for nth in range(int(count[asks].max(initial=0))):
        has = asks & (nth < count)
        chosen = np.where(has, first + nth, own)
        yield _seen(scenario, options, chosen, has)


def _seen(scenario: Scenario, options: Options, chosen: Ints, asks: Bools) -> Ints:
    """Return the pairs of who ``asks`` in the calendar of the options ``chosen``."""
    placements, sections = placements_of(scenario, options, chosen)
    base = lay_holidays(build_calendar(scenario, placements, sections))
    free = base.free.take(asks[base.free.participant_idx])
    sessions = find_sessions(replace(base, free=free), placements)
    cell, session = sessions.cell, sessions.session
    person = free.participant_idx[cell]
    useful = (
        sessions.is_work_oriented[session]
        & ~sessions.is_whole(scenario)[session]
        & (sessions.seats[session] > 0)
        & in_duty_window(scenario, person, free.day[cell])
    )
    cell, session, person = cell[useful], session[useful], person[useful]
    days, slots = 7 * scenario.horizon.calendar_weeks, len(scenario.grid.slots)
    where = 2 * sessions.where_idx + (sessions.activity == Activity.PRACTICE)
    when = sessions.day * slots + sessions.slot_idx
    return np.stack(
        [
            chosen[person],
            person * np.int64(days * slots) + when[session],
            (where * days * slots + when)[session],
            sessions.seats[session],
            sessions.minutes[session],
        ]
    )
