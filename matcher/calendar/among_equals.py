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

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.attendance import Attendance, attended
from matcher.calendar.build import build_calendar
from matcher.calendar.columns import Calendar
from matcher.calendar.fill import fill_calendar
from matcher.calendar.hours import summarise_hours
from matcher.calendar.own_holidays import lay_holidays
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
    attendance = Attendance.of(scenario, some, own, now.base)
    if start is None or not attendance.decides:
        return None
    # Nobody is moved for nothing.
    stays = np.zeros(problem.num_columns, dtype=np.int64)
    stays[own] = 1
    whole = attended(replace(problem, values=stays[None]), attendance)
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
